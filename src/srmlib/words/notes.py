"""What both firms entered beside a number, as a page says it: notes on charts, agreed causes."""

from __future__ import annotations

from collections.abc import Callable

from srmlib.facts import Facts
from srmlib.relationship.causes import AgreedCause
from srmlib.relationship.notes import Note
from srmlib.words.plainly import possessive
from srmlib.words.ratings import Firms, firms_of
from srmlib.words.words import day_words, listed

# So many causes are named.
CAUSES_NAMED = 4
KINDS = {
    "cost_event": "cost event",
    "ticket": "ticket",
    "notice": "notice",
    "customer_order": "customer order",
    "complaint": "complaint",
}


def note_said(note: Note, firms: Firms) -> str:
    """When it was, who notes it, and what: `10 July 2026, Tarn (quality lead): core shifted`."""
    firm = "both firms" if note.side == "joint" else firms.of(note.side)
    by = f" ({note.by})" if note.by else ""
    return f"{day_words(note.on)}, {firm}{by}: {note.words}"


def causes_in_cost(facts: Facts) -> str:
    """The agreed causes of the register by which costs of the quarter are told; empty without."""
    booked = set(facts.ledger["event_id"])
    return _agreed(facts, lambda one: any(event in booked for _, event in one.events))


def causes_in_trace(facts: Facts) -> str:
    """Those by which what broke in the quarter is traced; empty without."""
    traced = frozenset().union(*(link.effect_ids for link in facts.trace.links))
    return _agreed(facts, lambda one: not traced.isdisjoint(one.effects))


def _agreed(facts: Facts, is_meant: Callable[[AgreedCause], bool]) -> str:
    known = facts.relationship.causes if facts.relationship else ()
    meant = [one for one in known if is_meant(one)]
    if not meant:
        return ""
    firms = firms_of(facts)
    named = [_cause_said(one, firms) for one in meant[:CAUSES_NAMED]]
    if len(meant) > CAUSES_NAMED:
        named.append(f"{len(meant) - CAUSES_NAMED} more")
    return f"Counted as both firms agreed: {listed(named)}."


def _cause_said(cause: AgreedCause, firms: Firms) -> str:
    """`notice QN-7 is Harrow's cause (agreed in the review of 13 October 2026)`."""
    whose = {
        "theirs": f"{possessive(firms.supplier)} cause",
        "ours": f"{possessive(firms.buyer)} cause",
        "shared": "a shared cause",
        "carrier": "the carrier's cause",
    }[cause.side]
    of = f"{KINDS[cause.of]} {cause.row}" if cause.row else f"a {KINDS[cause.of]}"
    where = "in the review of" if cause.is_in_review else "in the register on"
    return f"{of} is {whose} (agreed {where} {day_words(cause.agreed_on)})"
