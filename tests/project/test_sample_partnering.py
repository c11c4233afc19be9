"""Partnering in the sample world: every outcome of the answer sheet, exactly, for both firms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sample_world.register import REGISTER_ANSWERS, REGISTER_AS_OF
from srmlib import keys, level, principles, signs
from srmlib.facts import SupplierQuarter, supplier_quarter
from srmlib.partnering.checks import OUTCOMES
from srmlib.partnering.dimensions import LEVELS
from srmlib.register import open_register
from srmlib.relationship.entered import fix_entered
from srmlib.relationship.persons import SIDES
from srmlib.words.asks import numbers_otherwise

SHEET = REGISTER_ANSWERS["partnering"]
LETTERS = {
    "found": "f",
    "not_found": "n",
    "in_place": "i",
    "not_yet": "y",
    "cannot_tell": "?",
}


@pytest.fixture(scope="module")
def quarter_of(sample_home, sample):
    """The quarter of a supplier with all that both firms entered."""
    entered = fix_entered(open_register(sample_home), sample.as_of, as_of=REGISTER_AS_OF)
    kept: dict[str, SupplierQuarter] = {}

    def found(supplier_id: str) -> SupplierQuarter:
        if supplier_id not in kept:
            asked = {"workspace": sample_home, "register": entered}
            kept[supplier_id] = supplier_quarter(supplier_id, "2026Q3", sample, **asked)
        return kept[supplier_id]

    yield found
    for one in kept.values():
        one.close()


def letters(q: SupplierQuarter, side: str) -> tuple[str, ...]:
    return tuple(
        "".join(LETTERS[check.of(side).outcome] for check in checks)
        for checks in (signs(q), principles(q), keys(q))
    )


@pytest.mark.parametrize("supplier_id", SHEET["outcomes"])
def test_signs_principles_and_keys_are_those_of_the_answer_sheet(quarter_of, supplier_id):
    q = quarter_of(supplier_id)
    assert tuple(letters(q, side) for side in SIDES) == SHEET["outcomes"][supplier_id]


@pytest.mark.parametrize("supplier_id", SHEET["levels"])
def test_levels_are_those_of_the_answer_sheet(quarter_of, supplier_id):
    found = level(quarter_of(supplier_id))
    counts = tuple(found.count(place) for place in range(len(LEVELS)))
    assert (found.name, counts) == SHEET["levels"][supplier_id]


def outcomes_on_the_sheet() -> Iterator[tuple[str, int, str]]:
    for sides in SHEET["outcomes"].values():
        for kinds in sides:
            for kind, line in zip(OUTCOMES, kinds, strict=True):
                for number, letter in enumerate(line, start=1):
                    yield kind, number, letter


# Pairs that are not in contact stand at no supplier of the sample with owners of promises: planted
# in tests/partnering/test_keys.py alone.
NOT_IN_THE_SAMPLE = {("key", 5, LETTERS["not_yet"])}


def test_each_outcome_of_each_check_occurs_in_the_sample():
    found = set(outcomes_on_the_sheet())
    assert not found & NOT_IN_THE_SAMPLE
    for kind, count in (("sign", 6), ("principle", 9), ("key", 5)):
        for number in range(1, count + 1):
            for outcome in OUTCOMES[kind]:
                assert (kind, number, LETTERS[outcome]) in found | NOT_IN_THE_SAMPLE


def test_the_charges_of_the_story_are_the_rows_of_sign_two(quarter_of):
    rows = signs(quarter_of("S-1001"))[2].rows
    charged = set(rows.loc[rows["table"] == "cost_events", "record"])
    assert charged and charged <= set(REGISTER_ANSWERS["charged"]["events"])


def test_the_disputes_of_the_story_are_the_rows_of_sign_five(quarter_of):
    check = signs(quarter_of("S-1001"))[5]
    assert set(REGISTER_ANSWERS["unanswered"]["days"]) <= set(check.rows["record"])
    assert "85 and 50 days" in check.why


def test_whoever_cannot_tell_says_how_to_begin(quarter_of):
    for supplier_id in ("S-1006", "S-1007", "T-2001"):
        q = quarter_of(supplier_id)
        for check in (*signs(q), *principles(q), *keys(q)):
            for side in SIDES:
                answer = check.of(side)
                assert answer.outcome != "cannot_tell" or answer.missing


def test_an_ask_called_done_stands_beside_the_number_that_says_otherwise(quarter_of):
    q = quarter_of("S-1001")
    told = numbers_otherwise(q.relationship.ahead.asks.all, q.readings, q.quarter)
    assert list(told.values()) == [
        "yet lines changed inside the lead time reads 8% in 2026 Q3, which began before that"
        " day, goal at most 5%"
    ]
