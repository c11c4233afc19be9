"""The marks: shipped as data, overridden for all or for one supplier, and nothing else is
taken.
"""

from __future__ import annotations

import re

import pytest
from partner_world import MARKS
from small_world import small_world

from srmlib.errors import DefinitionError
from srmlib.partnering.keys import KEYS
from srmlib.partnering.marks import agreed_marks, marks_of, shipped
from srmlib.partnering.principles import PRINCIPLES
from srmlib.partnering.signs import SIGNS
from srmlib.snapshot.definitions import definitions_of

RULES = (*SIGNS, *PRINCIPLES, *KEYS)


def test_a_pair_of_firms_may_agree_on_other_marks(tmp_path):
    text = (
        "partnering: {answer_days: 20}\n"
        "pairs:\n  'S-1':\n    partnering: {answer_days: 5, clean_lots: 30}\n"
    )
    suppliers = [{"supplier_id": "S-1", "name": "Harrow"}]
    with small_world(tmp_path, definitions=text, suppliers=suppliers) as snapshot:
        assert marks_of(snapshot, "S-1") == MARKS | {"answer_days": 5, "clean_lots": 30}
        assert marks_of(snapshot, "S-2") == MARKS | {"answer_days": 20}
        # Metrics do not read them.
        assert definitions_of(snapshot.con, "S-1") == definitions_of(snapshot.con, "S-2")


@pytest.mark.parametrize(
    "text,words",
    [
        ("partnering: {answer_dys: 5}", "answer_dys.*answer_days"),
        (
            "partnering: {answer_days: fast}",
            "answer_days is 'fast', expected a whole number",
        ),
        ("partnering: {answer_days: -1}", "answer_days is '-1', expected a whole number"),
        ("partnering: {answer_days: true}", "expected a whole number"),
        ("partnering: 5", "'5', expected marks and values"),
    ],
)
def test_what_is_no_mark_is_told(text, words):
    with pytest.raises(DefinitionError, match=words):
        agreed_marks(text, "S-1")


def test_every_mark_in_a_rule_is_one_and_its_rule_says_it():
    for rule in RULES:
        for name in re.findall(r"\{(\w+)\}", rule.words):
            assert name in shipped()
        assert "{" not in rule.words.format_map(MARKS)


def test_there_are_six_signs_nine_principles_and_five_keys_in_order():
    for rules, count in ((SIGNS, 6), (PRINCIPLES, 9), (KEYS, 5)):
        assert [rule.number for rule in rules] == list(range(1, count + 1))
