"""Sentences computed from facts: headlines, verdicts and changes. Each clause is said only where its fact holds."""

from srmlib.findings.bridge import bridge_headline, differs, unit_words
from srmlib.findings.cost import cost_headline, coverage_words, unknown_words
from srmlib.findings.metric import (
    change_words,
    disputed_words,
    goal_words,
    interval_words,
    is_improvement,
    moved_beyond_chance,
    sentence,
    verdict_words,
    zone_change,
)
from srmlib.findings.months import months_finding, months_subtitle
from srmlib.findings.page import (
    card_words,
    our_part_headline,
    replies_headline,
    scorecard_headline,
    spotlight_headline,
    summary_sentences,
    two_numbers_headline,
)
from srmlib.findings.restatement import restatement_words
from srmlib.findings.rows import changed_words, missed_rows, missed_words, rows_heading
from srmlib.findings.words import CAUSES, FIRMS, count_words, lower_first, money, points_words, upper_first

__all__ = [
    "CAUSES",
    "FIRMS",
    "bridge_headline",
    "card_words",
    "change_words",
    "changed_words",
    "cost_headline",
    "count_words",
    "coverage_words",
    "differs",
    "disputed_words",
    "goal_words",
    "interval_words",
    "is_improvement",
    "lower_first",
    "missed_rows",
    "missed_words",
    "money",
    "months_finding",
    "months_subtitle",
    "moved_beyond_chance",
    "our_part_headline",
    "points_words",
    "replies_headline",
    "restatement_words",
    "rows_heading",
    "scorecard_headline",
    "sentence",
    "spotlight_headline",
    "summary_sentences",
    "two_numbers_headline",
    "unit_words",
    "unknown_words",
    "upper_first",
    "verdict_words",
    "zone_change",
]
