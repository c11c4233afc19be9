"""What both firms say, from the definition: a statement as received, the age of an answer, and a
refusal without a reason that is no answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from books import AS_OF, SUPPLIER, BookByHand

from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import FormSent, Reply, Signature, Statement
from srmlib.register.kinds.work import Dispute
from srmlib.relationship.evidence import evidence_of
from srmlib.relationship.people import People
from srmlib.relationship.voices import Voices, voices_of
from srmlib.rules.calendar import Quarter
from srmlib.words.ratings import Firms
from srmlib.words.replies import (
    disputes_headline,
    form_said,
    objection_said,
    state_said,
    waited_said,
)

Q3 = Quarter.parse("2026Q3")
WORDS = "We ship what you order.\n  <b>All</b> of it, {{ 7 * 7 }}."


def voices(book: BookByHand, as_of: date = AS_OF) -> Voices:
    return voices_of(book.book(), SUPPLIER, Q3, as_of)


def statement(**more: object) -> Statement:
    stated = {
        "quarter": "2026Q3",
        "side": "supplier",
        "words_said": WORDS,
        "on": date(2026, 10, 9),
    }
    return Statement(**stated | more)


def dispute(**more: object) -> Dispute:
    stated = {"metric": "D1", "row": "45000/10", "raised_by": "supplier", "claim": "met"}
    return Dispute(**stated | {"raised_on": date(2026, 8, 24)} | more)


def test_a_statement_is_verbatim_and_the_last_of_the_quarter_stands():
    book = (
        BookByHand()
        .add(statement(words_said="an older one"), "ST-1")
        .add(statement(), "ST-2")
    )
    book.add(statement(quarter="2026Q2", words_said="of another quarter"), "ST-3")
    (one,) = voices(book).statements
    assert one.words == WORDS


def test_the_suppliers_stands_first():
    book = BookByHand().add(statement(side="buyer"), "ST-1").add(statement(), "ST-2")
    assert [one.side for one in voices(book).statements] == ["supplier", "buyer"]


def test_a_person_who_may_not_be_named_is_called_by_role():
    book = BookByHand().person("P-1", "supplier", "Siobhan Quarrie", "managing director")
    book.add(statement(by="Siobhan Quarrie, Harrow"))
    assert voices(book).statements[0].by == "managing director"


def test_without_a_statement_the_form_says_when_it_was_sent():
    assert voices(BookByHand()).form is None
    sent = FormSent(
        quarter="2026Q3", report="v1", sent_on=date(2026, 10, 5), to="account manager"
    )
    book = BookByHand().add(sent)
    assert form_said(voices(book).form, "Harrow") == (
        "The reply form was sent on 5 October 2026 to Harrow, account manager; nothing has come"
        " back yet."
    )
    came = {"fingerprint": "ab" * 32, "received_on": date(2026, 10, 9)}
    book.add(Reply(quarter="2026Q3", report="v1", **came))
    assert "came back on 9 October 2026 without a statement" in form_said(
        voices(book).form, "Harrow"
    )


def test_an_objection_is_no_signature():
    signed = {"metric": "C2", "version": 1, "side": "supplier", "on": date(2026, 10, 9)}
    book = BookByHand().add(Signature(**signed), "SG-1")
    assert voices(book).objections == ()
    book.add(Signature(**signed, objection="Credit notes are not wrong."), "SG-1")
    assert [one.words for one in voices(book).objections] == ["Credit notes are not wrong."]


def test_an_objection_says_since_when_and_who_has_not_answered():
    said = {"metric": "C2", "version": 1, "side": "supplier", "on": date(2026, 10, 9)}
    (one,) = voices(BookByHand().add(Signature(**said, objection="no"))).objections
    assert objection_said(one, FIRMS, is_open=True) == (
        "Harrow Castings objects since 9 October 2026; Tarn Pumps has not answered"
    )
    assert objection_said(one, FIRMS, is_open=False) == (
        "Harrow Castings objects since 9 October 2026"
    )


# Disputes


@pytest.mark.parametrize(
    ("more", "state", "days"),
    [
        ({}, "open", 50),
        ({"answer": "We look into it.", "answered_on": date(2026, 8, 27)}, "open", 3),
        ({"state": "accepted", "decided_on": date(2026, 10, 13)}, "accepted", 50),
        (
            {
                "state": "refused",
                "answer": "No call is on record.",
                "decided_on": date(2026, 9, 1),
            },
            "refused",
            8,
        ),
        # A refusal without a reason is no answer.
        ({"state": "refused", "decided_on": date(2026, 9, 1)}, "open", 50),
        ({"state": "withdrawn"}, "withdrawn", 50),
    ],
)
def test_the_age_of_an_answer_and_where_a_dispute_stands(more, state, days):
    (one,) = voices(BookByHand().add(dispute(**more), "D-1")).disputes
    assert (one.state, one.days) == (state, days)


def test_what_is_raised_after_the_day_is_not_known_yet():
    book = BookByHand().add(dispute(raised_on=date(2026, 10, 14)), "D-1")
    assert voices(book).disputes == ()
    assert len(voices(book, date(2026, 10, 14)).disputes) == 1


def test_who_decided_is_called_as_a_page_may():
    book = BookByHand()
    book.person("P-1", "buyer", "Tomasz Brzeg", "planner", may_be_named=True)
    book.person("P-2", "supplier", "Nora Brisk", "planner of Harrow")
    book.add(dispute(state="accepted", decided_on=AS_OF, decided_by=("P-1", "P-2")), "D-1")
    assert voices(book).disputes[0].decided_by == ("Tomasz Brzeg", "planner of Harrow")


FIRMS = Firms("Tarn Pumps", "Harrow Castings")


def test_the_headline_says_for_whom():
    said = [
        state_said(state, side, FIRMS, is_by_both=both)
        for state, side, both in (
            ("accepted", "supplier", False),
            ("refused", "buyer", True),
            ("refused", "supplier", True),
            ("refused", "supplier", False),
            ("open", "supplier", False),
            ("withdrawn", "buyer", False),
        )
    ]
    assert disputes_headline(said) == (
        "Two disputes are decided for Harrow Castings; one is decided for Tarn Pumps; one is refused"
        " by Tarn Pumps, not accepted by Harrow Castings; one is open; one is withdrawn by Tarn Pumps"
    )


def settled(
    state: str, raised_by: str, by: str, answer: str | None, *sides: str
) -> BookByHand:
    """A dispute that `by` entered as settled; people of `sides` are named as who decided."""
    book = BookByHand().person("P-buyer", "buyer", "Ann Nowak", "planner")
    book.person("P-supplier", "supplier", "Bo Lind", "planner")
    named = tuple(f"P-{side}" for side in sides)
    more = {"state": state, "raised_by": raised_by, "answer": answer, "decided_by": named}
    book.add(dispute(decided_on=AS_OF, **more), "D-1")
    book.revisions[-1] = replace(book.revisions[-1], side=by)
    return book


@pytest.mark.parametrize(
    ("book", "state", "by_both"),
    [
        (settled("accepted", "supplier", "joint", None), "accepted", True),
        (settled("refused", "supplier", "joint", None), "refused", True),
        (
            settled("refused", "supplier", "buyer", None, "buyer", "supplier"),
            "refused",
            True,
        ),
        # The firm that answers grants the claim, or refuses it with its reasons.
        (settled("accepted", "supplier", "buyer", None), "accepted", False),
        (
            settled("refused", "supplier", "buyer", "No call is on record."),
            "refused",
            False,
        ),
        # Who claims it grants itself nothing; a refusal without a word is none.
        (settled("accepted", "supplier", "supplier", None), "open", False),
        (settled("accepted", "buyer", "buyer", None, "buyer"), "open", False),
        (settled("refused", "supplier", "buyer", None, "buyer"), "open", False),
        (settled("withdrawn", "supplier", "supplier", None), "withdrawn", False),
    ],
)
def test_one_firm_alone_decides_nothing(book, state, by_both):
    """And all who tell it tell the same: replies, evidence, and whether it waits for an answer."""
    (one,) = voices(book).disputes
    assert (one.state, one.is_by_both) == (state, by_both)
    found = evidence_of(book.book(), SUPPLIER, Q3, AS_OF)
    assert bool(found.unanswered_days) is (state == "open") is one.is_waiting
    assert (one.decided_on is None) is (state in ("open",))


def test_an_answer_bears_its_day():
    book = BookByHand().add(
        dispute(answer="We look into it.", answered_on=date(2026, 8, 27))
    )
    assert (
        waited_said(voices(book).disputes[0]) == "answered on 27 August 2026, after 3 days"
    )
    without = BookByHand().add(dispute(answer="We look into it."))
    assert waited_said(voices(without).disputes[0]) == "day of the answer not entered"
    assert (
        waited_said(voices(BookByHand().add(dispute())).disputes[0])
        == "no answer for 50 days"
    )


# People


def test_words_that_hold_a_name_without_consent_give_way_to_the_role():
    book = BookByHand().person("P-1", "supplier", "Nora Brisk", "planner")
    people = People(book.book(), SUPPLIER, AS_OF)
    assert people.called("P-1") == "planner"
    assert people.called("NORA BRISK (by telephone)") == "planner"
    assert people.called("quality manager") == "quality manager"
    assert people.called("Nora Brisk") == "planner"
    assert people.called("Somebody Else") is None


def test_an_erased_person_is_called_by_role():
    book = BookByHand().add(
        Person(side="supplier", role="planner", may_be_named=True), "P-1"
    )
    assert People(book.book(), SUPPLIER, AS_OF).called("P-1") == "planner"
