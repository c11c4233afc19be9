"""Ratings from their definition: gaps, red runs, and that nothing unrevealed is seen."""

from __future__ import annotations

import json
from datetime import date

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from hypothesis import given
from hypothesis import strategies as st

from srmlib.register.kinds.voice import ELEMENTS, FormSent, Rating
from srmlib.relationship.rated import ElementRated
from srmlib.relationship.ratings import Ratings, ratings_of
from srmlib.relationship.used import used_tables
from srmlib.rules.calendar import Quarter
from srmlib.words.elements import change_said, strips_headline
from srmlib.words.ratings import Firms, how_rated, ratings_headline

Q3 = Quarter.parse("2026Q3")
LABELS = [quarter.label for quarter in Q3.back(10)]
COLOUR = st.none() | st.integers(1, 5)


def ratings(book: BookByHand, as_of: date = AS_OF) -> Ratings:
    return ratings_of(book.book(), SUPPLIER, Q3, as_of)


def element(book: BookByHand, name: str = "access") -> ElementRated:
    return next(one for one in ratings(book).elements if one.id == name)


def both(buyer: int | None, supplier: int | None, quarter: str = "2026Q3") -> BookByHand:
    book = BookByHand()
    return rate_both(book, buyer, supplier, quarter)


def rate_both(
    book: BookByHand,
    buyer: int | None,
    supplier: int | None,
    quarter: str = "2026Q3",
    name: str = "access",
) -> BookByHand:
    return book.rate("buyer", quarter, name, buyer).rate(
        "supplier", quarter, name, supplier
    )


@pytest.mark.parametrize(
    ("before", "headline", "under"),
    [
        (
            ["2026Q1"],
            "Nobody rated 2026 Q2: nothing tells what changed since",
            "Tarn and Harrow",
        ),
        (["2026Q1", "2026Q2"], "No rating changed since 2026 Q2", ""),
    ],
)
def test_a_quarter_nobody_rated_is_no_quarter_without_a_change(before, headline, under):
    book = both(4, 4)
    for quarter in before:
        rate_both(book, 3 if quarter == "2026Q1" else 4, 4, quarter)
    found, firms = ratings(book), Firms("Tarn", "Harrow")
    assert strips_headline(found, firms) == headline
    said = f"2026 Q2 was not rated by {under}" if under else "Unchanged"
    assert change_said(element(book), found, firms) == said


def test_an_element_rated_for_the_first_time_did_not_stay_unchanged():
    book = rate_both(both(4, 4), 4, 4, "2026Q2", "open_info")
    found = ratings(book)
    assert (
        change_said(element(book), found, Firms("Tarn", "Harrow")) == "First rated 2026 Q3"
    )


@given(COLOUR, COLOUR)
def test_a_gap_is_the_steps_between_both_and_never_of_one(buyer, supplier):
    one = element(both(buyer, supplier))
    assert (one.buyer.colour, one.supplier.colour) == (buyer, supplier)
    if buyer is None or supplier is None:
        assert one.gap is None and one.sees_less is None
        return
    assert one.gap == max(buyer, supplier) - min(buyer, supplier)
    lower = {True: "buyer", False: "supplier"}[buyer < supplier]
    assert one.sees_less == (None if buyer == supplier else lower)


def second_way(colours: list[int | None]) -> tuple[int, str | None, bool]:
    """A red run, counted from its end: quarters that are not rated are passed over."""
    count, since = 0, None
    for label, colour in zip(reversed(LABELS), reversed(colours), strict=True):
        if colour is None:
            continue
        if colour > 2:
            return count, since, False
        count, since = count + 1, label
    return count, since, count > 0


@given(st.lists(COLOUR, min_size=10, max_size=10))
def test_a_red_run_goes_on_over_quarters_that_are_not_rated(colours):
    book = BookByHand()
    for label, colour in zip(LABELS, colours, strict=True):
        book.rate("supplier", label, "access", colour)
    strip = element(book).strips["supplier"]
    count, since, started = second_way(colours)
    assert strip.red_quarters == count
    assert (strip.red_since.label if strip.red_since else None) == since
    assert strip.started_red is started
    assert list(strip.colours) == colours[-8:]
    assert element(book).strips["buyer"].red_quarters == 0


@pytest.mark.parametrize(
    ("buyer", "supplier", "sides", "started"),
    [
        ("1222", "1111", ("buyer", "supplier"), True),
        ("3222", "3333", ("buyer",), False),
        ("2.22", "3333", ("buyer",), True),
        ("3322", "3333", (), False),
        ("2222", "4222", ("buyer", "supplier"), False),
    ],
)
def test_red_for_three_quarters_is_named_by_side(buyer, supplier, sides, started):
    book = BookByHand()
    for place, label in enumerate(LABELS[-4:]):
        for side, digits in (("buyer", buyer), ("supplier", supplier)):
            if digits[place] != ".":
                book.rate(side, label, "access", int(digits[place]))
    one = element(book)
    assert one.red_sides == sides
    assert one.started_red is started
    assert [red.id for red in ratings(book).long_red] == (["access"] if sides else [])


def test_one_side_alone_raises_no_red_flag():
    book = BookByHand()
    for label in LABELS:
        book.rate("buyer", label, "access", 1)
    assert ratings(book).state == "released"
    assert ratings(book).silent == "supplier"
    assert ratings(book).long_red == ()


def test_the_gap_before_is_that_of_the_last_quarter_both_rated():
    book = rate_both(both(2, 4), 3, 4, "2026Q1").rate("buyer", "2026Q2", "access", 1)
    one = element(book)
    assert (one.previous_gap, one.previous_quarter.label) == (1, "2026Q1")
    assert one.asked_since.label == "2026Q1"


def test_rows_are_in_the_order_of_gap_then_red_then_lower_colour_and_one_sided_last():
    book = BookByHand()
    rate_both(book, 4, 5, name="open_info")
    rate_both(book, 2, 5, name="both_earn")
    rate_both(book, 3, 4, name="cost_joint")
    rate_both(book, 1, None, name="people_cont")
    for label in ("2026Q1", "2026Q2", "2026Q3"):
        rate_both(book, 2, 3, label, name="early_new")
    order = [one.id for one in ratings(book).elements]
    assert order[:5] == ["both_earn", "early_new", "cost_joint", "open_info", "people_cont"]


def test_another_champion_is_marked_in_the_quarter_of_the_first_rating():
    book = BookByHand()
    book.rate("buyer", "2026Q1", "access", 3, rater="P-1")
    book.rate("buyer", "2026Q3", "access", 3, rater="P-2")
    # Who is not on the list of people is known by what was typed alone.
    assert element(book).strips["buyer"].is_new_rater == (False,) * 8
    book.person("P-1", "buyer", "Ann Nowak", "director").person(
        "P-2", "buyer", "Bo Lind", "owner"
    )
    assert element(book).strips["buyer"].is_new_rater == (False,) * 7 + (True,)


# --- What may not be seen


@pytest.mark.parametrize(
    ("book", "state"),
    [
        (BookByHand(), "not_asked"),
        (
            BookByHand().add(FormSent(quarter="2026Q3", report="v1", sent_on=AS_OF)),
            "not_rated",
        ),
        (BookByHand().lock("supplier"), "one_locked"),
        (BookByHand().lock("supplier").lock("buyer"), "sealed"),
        (both(2, 4), "revealed"),
        (BookByHand().rate("buyer", "2026Q3", "access", 2), "released"),
        # What was opened is open, also where it says nothing.
        (both(2, None), "revealed"),
        (BookByHand().lock("buyer", is_champion=False), "not_asked"),
        (BookByHand().lock("buyer", "2026Q2"), "not_asked"),
    ],
)
def test_the_state_of_a_quarter(book, state):
    assert ratings(book).state == state


def planted(colour: int, comment: str) -> dict[str, BookByHand]:
    """Values that nobody may see yet, each in another way."""
    words = {"comment": comment}
    later = date(2026, 11, 1)
    sealed = BookByHand().lock("buyer").lock("supplier")
    private = BookByHand().lock("buyer").lock("supplier")
    early = BookByHand().lock("buyer").lock("supplier")
    for one in ELEMENTS:
        sealed.rate("buyer", "2026Q3", one, colour, revealed_on=later, **words)
        private.rate("buyer", "2026Q3", one, colour, is_champion=False, **words)
        early.rate("supplier", "2026Q3", one, colour, **words)
    return {"revealed later": sealed, "another rater's": private, "one side's only": early}


@pytest.mark.parametrize("how", planted(1, "x"))
def test_what_is_not_revealed_changes_nothing(how):
    seen = [planted(colour, words)[how] for colour, words in ((1, "PLANTED"), (5, "OTHER"))]
    one, other = (json.dumps(ratings(book).to_json()) for book in seen)
    assert one == other
    assert "PLANTED" not in one
    assert ratings(seen[0]).state == "sealed"
    assert [one.id for one in ratings(seen[0]).elements] == list(ELEMENTS)
    books = [book.book() for book in seen]
    for book in books:
        book.all(Rating)
    copied = [used_tables(book, SUPPLIER, AS_OF) for book in books]
    assert not any("register_rating" in tables for tables in copied)


def test_a_comment_that_its_rater_keeps_is_not_shown():
    book = both(2, 4).rate(
        "buyer", "2026Q3", "access", 2, comment="KEPT", comment_visible=False
    )
    assert element(book).buyer.comment is None
    assert "KEPT" not in json.dumps(ratings(book).to_json())


def test_what_a_firm_will_do_is_shown_with_the_same_consent():
    book = both(2, 4)
    book.rate("buyer", "2026Q3", "access", 2, will_do="KEPT", comment_visible=False)
    book.rate("supplier", "2026Q3", "access", 4, will_do="Call.", comment_visible=True)
    assert element(book).buyer.will_do is None
    assert element(book).supplier.will_do == "Call."
    assert "KEPT" not in json.dumps(ratings(book).to_json())
    copied = used_tables(book.book(), SUPPLIER, AS_OF)
    assert not [one for one in copied.values() if one.astype(str).eq("KEPT").any(axis=None)]


def test_other_raters_stay_within_their_firm():
    book = both(2, 4).rate(
        "buyer", "2026Q3", "access", 5, is_champion=False, comment="PRIVATE"
    )
    book.rate("buyer", "2026Q1", "access", 1, is_champion=False)
    assert element(book).gap == 2
    assert element(book).asked_since == Q3
    assert "PRIVATE" not in json.dumps(ratings(book).to_json())


def test_a_lock_behind_a_release_hides_nothing():
    book = BookByHand().lock("buyer").rate("buyer", "2026Q3", "access", 2).lock("supplier")
    assert ratings(book).state == "released"


def test_ratings_of_another_supplier_and_of_later_quarters_are_not_counted():
    book = both(2, 4)
    for one in both(5, 5).revisions:
        book.add(one.stated, supplier="S-2")
    rate_both(book, 1, 1, "2026Q4")
    assert element(book).gap == 2
    assert element(book).red_quarters == 1


def test_a_rater_is_named_by_the_list_of_people_alone():
    book = both(2, 4)
    assert ratings(book).raters == {"buyer": None, "supplier": None}
    book.person("buyer-champion", "buyer", "Ann Nowak", "director", may_be_named=False)
    book.person("supplier-champion", "supplier", "Bo Lind", "owner", may_be_named=True)
    called = {side: one.called for side, one in ratings(book).raters.items() if one}
    assert called == {"buyer": "director", "supplier": "Bo Lind"}


def test_one_person_typed_in_two_ways_is_no_new_champion():
    book = BookByHand().person("P-1", "buyer", "Ann Nowak", "director")
    book.rate("buyer", "2026Q1", "access", 3, rater="Ann Nowak")
    book.rate("buyer", "2026Q3", "access", 3, rater="P-1")
    assert element(book).strips["buyer"].is_new_rater == (False,) * 8


# --- What one firm left unrated


@pytest.mark.parametrize(
    ("colours", "state", "unrated", "headline"),
    [
        (
            {"buyer": None, "supplier": None},
            "revealed",
            ("buyer", "supplier"),
            "Tarn and Harrow left all twelve unrated",
        ),
        (
            {"buyer": 3, "supplier": None},
            "revealed",
            ("supplier",),
            "Harrow left all twelve unrated; Tarn’s ratings stand alone",
        ),
        (
            {"buyer": None},
            "released",
            ("buyer",),
            "Harrow has not rated; Tarn left all twelve unrated",
        ),
        (
            {"buyer": 3},
            "released",
            (),
            "Harrow has not rated; Tarn’s ratings stand alone",
        ),
    ],
)
def test_what_was_opened_without_a_colour_is_open_and_unrated(
    colours, state, unrated, headline
):
    book = BookByHand()
    for side in colours:
        book.lock(side)
    for side, colour in colours.items():
        for name in ELEMENTS:
            book.rate(side, "2026Q3", name, colour)
    found = ratings(book)
    firms = Firms("Tarn", "Harrow")
    assert (found.state, found.unrated) == (state, unrated)
    assert ratings_headline(found, firms, AS_OF) == headline
    assert "No rating is in this file" not in how_rated(found, firms)
    assert found.to_json()["state"] == state
