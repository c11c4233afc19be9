"""The sentences about the relationship, for report.json."""

from __future__ import annotations

from datetime import date

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.relationship.meetings import REVIEW
from srmlib.relationship.plan import Plan
from srmlib.words.elements import strips_headline
from srmlib.words.evidence import Known, evidence_said
from srmlib.words.plan import issues_headline, meetings_headline, plan_headline
from srmlib.words.points import relationship_line
from srmlib.words.ratings import firms_of, ratings_headline


def opens_on(plan: Plan) -> date | None:
    """The next review: there sealed ratings are opened."""
    return next(one.on for one in plan.meetings.next if one.row == REVIEW)


def sentences_between(facts: Facts) -> Block | None:
    """Headlines of ratings, plan and issues, and what the records show beside each element; null
    without a register, and where the section has nothing to say.
    """
    known = facts.relationship
    if known is None:
        return None
    ratings, plan, firms = known.ratings, known.plan, firms_of(facts)
    is_rated = ratings.state != "not_asked"
    beside = Known(facts, ratings.evidence, plan, firms)
    return {
        "page_one": relationship_line(facts) or None,
        "ratings": ratings_headline(ratings, firms, opens_on(plan)) if is_rated else None,
        "strips": strips_headline(ratings, firms) if ratings.has_history else None,
        "evidence": {one.id: evidence_said(one.id, beside) for one in ratings.elements},
        "plan": plan_headline(plan) if plan else None,
        "meetings": meetings_headline(plan.meetings) if plan else None,
        "issues": issues_headline(plan.issues) if plan.issues else None,
    }
