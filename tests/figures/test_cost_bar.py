"""The bar of what was added to the price: as wide as the shares, and nothing of it untold."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from srmlib.figures.cost_bar import cost_bar
from srmlib.figures.theme import LIGHT, var

HOSTILE = "</script><img src=x onerror=alert(1)>"
PARTS = [
    ("cause-theirs", "17.7 k", "Harrow Castings’ cause", 0.377),
    ("cause-not-agreed", "9.4 k", "not agreed yet", 0.2),
    ("cause-shared", "3.6 k", "shared", 0.077),
    ("cause-ours", "5.7 k", "Tarn Pumps’ cause", 0.121),
    ("cause-terms", "10.7 k", "agreed terms (freight, payment)", 0.225),
]


def parsed(parts):
    html = f"<!doctype html><title>x</title>{cost_bar(parts)}"
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def drawn(parts) -> list[tuple[str, float]]:
    """Colour and share of each part of the bar, from the left."""
    bar = parsed(parts).find(".//div[@aria-hidden]")
    if bar is None:
        return []
    styles = [part.get("style") for part in bar]
    return [
        (
            re.search(r"background:([^;]*)", style)[1],
            float(re.search(r"flex:([\d.]+) 1 0", style)[1]),
        )
        for style in styles
    ]


def said(parts) -> list[str]:
    return [
        " ".join("".join(item.itertext()).split())
        for item in parsed(parts).findall(".//ul/li")
    ]


def stands_below(parts) -> list[str]:
    """What on a wide page stands right below its part, the other words come after it."""
    items = parsed(parts).findall(".//ul/li")
    return [
        item.find(".//b").text
        for item in items
        if re.search(r"min-width:max", item.get("style"))
    ]


def test_each_part_is_as_wide_as_its_share_and_has_its_colour():
    assert drawn(PARTS) == [(var(role), share) for role, _, _, share in PARTS]


def test_shares_that_do_not_add_up_to_one_still_fill_the_bar():
    assert drawn([(role, *words, share / 2) for role, *words, share in PARTS]) == drawn(
        PARTS
    )


def test_every_part_is_told_as_text_in_a_list():
    assert said(PARTS) == [f"{amount} {words}" for _, amount, words, _ in PARTS]


def test_a_credit_and_a_part_of_nothing_are_told_and_not_drawn():
    parts = [
        *PARTS[:1],
        ("cause-ours", "0", "Tarn Pumps’ cause", 0.0),
        ("cost-credit", "−1.3 k", "recovered", -0.03),
    ]
    assert drawn(parts) == [(var("cause-theirs"), 1.0)]
    assert [words[:6] for words in said(parts)] == ["17.7 k", "0 Tarn", "−1.3 k"]
    assert str(cost_bar(parts)).count("<svg") == 1


def test_credits_alone_are_told_without_a_bar():
    assert drawn([("cost-credit", "−1.3 k", "recovered", -1.0)]) == []
    assert said([("cost-credit", "−1.3 k", "recovered", -1.0)]) == ["−1.3 k recovered"]


def test_nothing_added_is_no_bar():
    assert cost_bar([]) == ""


def test_a_part_too_small_for_its_words_is_told_after_the_others():
    parts = [
        ("cause-theirs", "0.2 k", "Harrow Castings’ cause", 0.01),
        ("cause-not-agreed", "30.0 k", "not agreed yet", 0.8),
        ("cause-terms", "5.2 k", "agreed terms", 0.19),
    ]
    assert stands_below(parts) == ["30.0 k", "5.2 k"]
    assert [words[:5] for words in said(parts)] == ["30.0 ", "5.2 k", "0.2 k"]


def test_all_words_stand_below_their_parts_where_there_is_room():
    assert stands_below(PARTS) == [amount for _, amount, _, _ in PARTS]


# Reading the page back takes longer than drawing the bar.
@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([role for role in LIGHT if role.startswith("cause-")]),
            st.just("1.0 k"),
            st.sampled_from(["shared", "not agreed yet", "a name of a firm " * 5]),
            st.floats(-0.5, 1),
        ),
        max_size=9,
    )
)
def test_words_below_start_where_their_parts_start_and_never_take_more_than_the_bar(parts):
    """On a wide page: each from the left edge of its part, as far as the next."""
    whole = sum(share for *_, share in parts if share > 0)
    starts, at = [], 0.0
    for *_, share in parts:
        starts.append(at)
        at += max(share, 0) / whole if whole else 0
    below, left = [], 0.0
    for item in parsed(parts).findall(".//ul/li"):
        style = item.get("style")
        if wide := re.search(r"min-width:max\(0px,min\(([\d.]+)%", style):
            before = re.search(r"margin-left:max\(0px,min\(([\d.]+)%", style)
            left += float(before[1]) if before else 0
            below.append(left / 100)
            left += float(wide[1])
    assert left <= 100
    for place in below:
        assert min(abs(place - start) for start in starts) < 0.001
    assert len(said(parts)) == len(parts)


def test_hostile_text_stays_text():
    html = cost_bar([("cause-ours", HOSTILE, HOSTILE, 1.0)])
    assert "<img" not in html
    assert html.count(str(escape(HOSTILE))) == 4


def test_an_unknown_role_is_refused():
    with pytest.raises(KeyError):
        cost_bar([("orange", "1", "x", 1.0)])


def test_the_same_parts_give_the_same_bytes():
    assert cost_bar(PARTS) == cost_bar(list(PARTS))
