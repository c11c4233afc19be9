"""Which texts are one with a slip, and which are two."""

from __future__ import annotations

import pytest

from srmlib.register.wording import is_slip, keys_of

SLIPS = [
    ("One lable for both", "One label for both."),
    ("re-label", "Relabel"),
    ("comunication plan", "communication plan"),
    ("returnable  boxes", "Returnable boxes!"),
    ("六周的计划。", "六周的计划"),
]
OTHER_TEXTS = [
    ("paid trial", "unpaid trial"),
    ("stable prices", "unstable prices"),
    ("direct delivery", "indirect delivery"),
    ("stop deliveries", "nonstop deliveries"),
    ("Work on Sundays", "Work no Sundays"),
    ("lower costing", "lower casting"),
    ("a rise of price", "a rise of rice"),
    ("!!!", "???"),
    ("", "!"),
    ("六周的计划", "两周的计划"),
    ("कि", "का"),
    ("goal 1.5", "goal 15"),
    ("a plan for six weeks", "a plan for two weeks"),
]


@pytest.mark.parametrize(("one", "other"), SLIPS)
def test_a_slip_is_the_same_text_and_is_found_by_a_key(one, other):
    assert is_slip(one, other) and is_slip(other, one)
    assert keys_of(one) & keys_of(other)


@pytest.mark.parametrize(("one", "other"), OTHER_TEXTS)
def test_other_words_are_another_text(one, other):
    assert not is_slip(one, other) and not is_slip(other, one)


def test_the_same_text_is_itself():
    assert is_slip("!!!", "!!!") and is_slip("", "")
