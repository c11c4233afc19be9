"""Topics, asks and boards of two firms, as people would enter them."""

from __future__ import annotations

from datetime import date

from books import BookByHand

from srmlib.register.kinds.ahead import (
    Ask,
    AskEvent,
    Milestone,
    Topic,
    TopicEvent,
    TopicValue,
)
from srmlib.register.kinds.beyond import Board, BoardAsk, BoardEvent, BoardVoice
from srmlib.register.kinds.progress import AuditFinding, Idea, TopicGoal, TopicResult
from srmlib.register.kinds.work import Action, Meeting

LAST_REVIEW = date(2026, 7, 14)


def topic(
    book: BookByHand, id: str, buyer: int | None, supplier: int | None, **more
) -> BookByHand:
    """A topic with what each firm said it is worth, the buyer first."""
    book.add(Topic(what=more.pop("what", f"Topic {id}"), **more), id)
    for side, value in (("buyer", buyer), ("supplier", supplier)):
        if value is not None:
            book.add(TopicValue(topic=id, side=side, value=value, on="2026-06-01"))
    return book


def reviewed(book: BookByHand) -> BookByHand:
    held = {"planned_on": LAST_REVIEW, "held_on": LAST_REVIEW, "is_review": True}
    return book.add(Meeting(tier="operational", quarter="2026Q2", **held))


def topics(book: BookByHand) -> BookByHand:
    """Five chosen, two of them quiet; one finished and replaced; three on the long list."""
    book.person("P-1", "buyer", "Ann Nowak", "buyer of castings", may_be_named=True)
    book.person("P-2", "supplier", "Bo Lind", "foundry manager")
    pair = {"owners": "P-1; P-2", "target": "a target", "target_on": "2027-03-31"}
    chosen = {"is_chosen": True, "chosen_on": "2025-10-14"} | pair
    finished = chosen | {"finished_on": "2026-01-13"}
    reviewed(book)
    topic(book, "T-1", 6, 7, **finished)
    topic(book, "T-2", 8, 8, form="joint_team", effort="large", **chosen)
    topic(book, "T-3", 9, 6, effort="middle", **chosen)
    topic(book, "T-4", 7, 9, replaces="T-1", **chosen)
    topic(book, "T-5", 5, 7, form="cross_audit", effort="small", **chosen)
    topic(book, "T-6", 6, 9, **chosen)
    topic(book, "T-7", 7, 7)
    topic(book, "T-8", 10, 2)
    topic(book, "T-9", 4, None)
    for id, on in (("T-2", "2026-08-01"), ("T-3", "2026-10-07"), ("T-4", "2026-09-24")):
        book.add(TopicEvent(topic=id, on=on, what="it moved"))
    book.add(TopicEvent(topic="T-5", on="2026-05-12", what="pallets counted"))
    steps = (
        ("T-2", "pattern drawn", "2026-04-30", "2026-04-24"),
        ("T-2", "capability run", "2026-12-04", None),
        ("T-5", "crates tried", "2026-08-31", None),
        ("T-3", "early one", "2026-12-31", "2026-09-30"),
    )
    for id, what, due_on, met_on in steps:
        book.add(Milestone(topic=id, what=what, due_on=due_on, met_on=met_on))
    return book


def progressed(book: BookByHand) -> BookByHand:
    """A goal with results, findings of an audit with the actions they became, ideas."""
    book.add(TopicGoal(topic="T-2", goal="8", unit="%", start="0"))
    book.add(TopicResult(topic="T-2", reached="5.2", on="2026-10-09"))
    book.add(Action(what="wash the crates", side="joint", agreed_on="2026-09-01"), "A-1")
    book.add(Action(what="pay on time", side="buyer", agreed_on="2026-09-01"), "A-2")
    findings = (
        ("buyer", "one-way pallets", "12000", "A-1"),
        ("buyer", "double counting", None, None),
        ("buyer", "air freight", "30000", None),
        ("buyer", "idle dock", "500", None),
        ("supplier", "lids are lost", "900", None),
    )
    for at, what, saving, action in findings:
        stated = {"on": "2026-09-02", "saving_amount": saving, "currency": "EUR"}
        book.add(AuditFinding(topic="T-5", at=at, what=what, action=action, **stated))
    answered = {"answered_on": "2026-09-01"}
    book.add(
        Idea(
            side="supplier", what="use lids", on="2026-08-01", answer="adopted", **answered
        )
    )
    book.add(
        Idea(side="supplier", what="no lids", on="2026-08-01", answer="refused", **answered)
    )
    return book.add(Idea(side="buyer", what="buy lids", on="2026-08-01"))


def ask(book: BookByHand, id: str, side: str, on: str, *events, **more) -> BookByHand:
    """An ask with its events: state, day, words, evidence."""
    book.add(
        Ask(from_side=side, what=more.pop("what", f"Ask {id}"), asked_on=on, **more), id
    )
    for state, day, words, evidence in events:
        stated = {"words_said": words, "evidence": evidence}
        book.add(AskEvent(ask=id, state=state, on=day, **stated))
    return book


def asked(book: BookByHand) -> BookByHand:
    """Nine asks of last year: five done, two refused with a reason, one in progress, one open; two
    of this year.
    """
    yes = ("accepted", "2025-11-12", None, None)
    done = ("done", "2026-08-28", None, "looked at")
    no = ("refused", "2026-01-13", "No budget.", None)
    ask(book, "Q-1", "supplier", "2025-10-14", yes, done)
    ask(book, "Q-2", "supplier", "2025-10-14", yes, ("started", "2026-07-14", None, None))
    ask(book, "Q-3", "supplier", "2025-10-14", form="strategic")
    ask(book, "Q-4", "supplier", "2025-10-14", no)
    for number in (5, 6, 7, 8):
        ask(book, f"Q-{number}", "buyer", "2025-10-14", yes, done)
    ask(book, "Q-9", "buyer", "2025-10-14", no, form="strategic")
    ask(book, "Q-10", "supplier", "2026-10-13", form="strategic")
    return ask(book, "Q-11", "buyer", "2026-10-13")


def boarded(book: BookByHand, firms: int | None = 6) -> BookByHand:
    """A board of suppliers: two asks, of which S-1 asked for one."""
    board = {"of": "suppliers", "planned_on": "2026-05-14", "held_on": "2026-05-14"}
    book.add(Board(firms=firms, **board), "B-1", None)
    book.add(BoardAsk(board="B-1", what="one portal for all"), "BA-1", None)
    book.add(BoardAsk(board="B-1", what="forecasts of a year"), "BA-2", None)
    book.add(BoardVoice(board="B-1", what="Your portals are three.", merged_into="BA-1"))
    other = BoardVoice(board="B-1", what="SECRET of another", merged_into="BA-2")
    book.add(other, supplier="S-2")
    done = {"state": "done", "on": "2026-09-01", "evidence": "one address since September"}
    return book.add(BoardEvent(ask="BA-1", **done), None, None)
