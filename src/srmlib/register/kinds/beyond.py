"""Who stands before and behind the two firms: partners of the chain and what passed through their
hands; boards of several firms, what they ask, and what became of it.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from srmlib.register.kinds.base import Day, Kind, Name, Text, Whole, maybe, said


class Partner(Kind):
    kind = "partner"
    title = "Partners of the chain"
    prefix = "PA"
    words = "a firm before the supplier or behind the buyer: foundry, distributor, carrier"
    example = 'name="Veen Distribution" form=distributor days_agreed=3 from_on=2025-01-01'
    identity: ClassVar[tuple[str, ...]] = ("form", "name")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("from_on", "until_on"),)

    name: Name = said("what it is called")
    form: Literal["tier2", "distributor", "agent", "service", "carrier"] = said(
        "what it does"
    )
    extract_id: Name | None = maybe(
        "its id among the suppliers of the extract, if it has one"
    )
    days_agreed: Whole | None = maybe(
        "days agreed to pass on a complaint or a return", ge=0
    )
    from_on: Day | None = maybe("first day")
    until_on: Day | None = maybe("last day; empty while it stands")


class ChainLink(Kind):
    kind = "chain_link"
    title = "Links of the chain"
    prefix = "CL"
    words = "goods or services that go from one place of the chain to the next"
    example = 'column=supplier from_place="works Brno" to_place="casting" share=60'
    identity: ClassVar[tuple[str, ...]] = ("column", "from_place", "to_place")

    # Customers are in no column: they are counted, and never named.
    column: Literal["tier2", "supplier", "process", "product"] = said(
        "the column it begins in; it ends in the next"
    )
    from_place: Name = said("where it begins: a partner's id, a site, a part, a service")
    to_place: Name = said("where it ends, likewise")
    share: Whole | None = maybe(
        "percent of what reaches the end; empty: not known", ge=0, le=100
    )


class PassedOn(Kind):
    kind = "passed_on"
    title = "Passed on by partners"
    prefix = "PX"
    words = "a complaint or return that passed through a partner's hands"
    example = "partner=PA-1 form=complaint received_on=2026-09-02 passed_on=2026-09-09"
    refers: ClassVar[dict[str, str]] = {"partner": "partner"}
    # Without their own numbers two of one day are alike: no identity.
    days: ClassVar[tuple[tuple[str, str], ...]] = (("received_on", "passed_on"),)

    partner: Name = said("id of the partner")
    form: Literal["complaint", "return"] = said("what it was")
    case: Name | None = maybe("its own number; never shown to the other firm")
    received_on: Day = said("day the partner got it")
    passed_on: Day | None = maybe("day the partner passed it on; empty while it has it")


class Board(Kind):
    kind = "board"
    title = "Advisory boards"
    prefix = "B"
    words = "a meeting of several suppliers or customers who advise the buyer"
    example = "of=suppliers planned_on=2026-11-20 held_on=2026-11-20"
    of_one_supplier = False
    # A board may be held before the day it was planned for.
    identity: ClassVar[tuple[str, ...]] = ("of", "planned_on")
    happened: ClassVar[tuple[str, ...]] = ("held_on",)

    of: Literal["suppliers", "customers"] = said("who is on it")
    planned_on: Day = said("day it was planned for")
    held_on: Day | None = maybe("day it was held; empty while it was not")
    firms: Whole | None = maybe("how many firms were there", ge=0)


class BoardAsk(Kind):
    kind = "board_ask"
    title = "Asks of advisory boards"
    prefix = "BA"
    words = "what several firms ask, merged into one, without their names"
    example = 'board=B-1 what="one portal for drawings" form=strategic'
    of_one_supplier = False
    refers: ClassVar[dict[str, str]] = {"board": "board"}
    identity: ClassVar[tuple[str, ...]] = ("board", "what")

    board: Name = said("id of the board")
    what: Text = said("what is asked, in words that name nobody")
    form: Literal["strategic", "operational"] = maybe("what kind", "strategic")


class BoardVoice(Kind):
    kind = "board_voice"
    title = "Voices of advisory boards"
    prefix = "BV"
    words = "what one firm asked for at a board, kept apart from the others"
    example = 'board=B-1 what="drawings come by mail, in three versions"'
    refers: ClassVar[dict[str, str]] = {"board": "board", "merged_into": "board_ask"}
    identity: ClassVar[tuple[str, ...]] = ("board", "what")

    board: Name = said("id of the board")
    what: Text = said("what this firm asks, in its own words")
    merged_into: Name | None = maybe("id of the board's ask it went into; empty: none yet")


class BoardEvent(Kind):
    kind = "board_event"
    title = "Events of boards' asks"
    prefix = "BE"
    words = "what became of an ask of a board"
    example = "ask=BA-1 state=accepted on=2026-11-25"
    of_one_supplier = False
    refers: ClassVar[dict[str, str]] = {"ask": "board_ask"}
    identity: ClassVar[tuple[str, ...]] = ("ask", "state", "on")
    happened: ClassVar[tuple[str, ...]] = ("on",)

    ask: Name = said("id of the board's ask")
    state: Literal["accepted", "started", "done", "refused"] = said(
        "the state from this day"
    )
    on: Day = said("the day")
    words_said: Text | None = maybe("the reason, where it is refused")
    evidence: Text | None = maybe("what shows it")
