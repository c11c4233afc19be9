"""The entries a report rests on, as tables that are copied beside it: this supplier's, without names
that may not be shown, and without who entered them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from srmlib.encoding import encoded
from srmlib.register import KINDS, Book, Kind, Record
from srmlib.register.kinds.agreed import Award, PlanLine, ProgrammeItem
from srmlib.register.kinds.ahead import TopicValue
from srmlib.register.kinds.beyond import Board, BoardAsk, BoardEvent, BoardVoice
from srmlib.register.kinds.people import Erasure, Person, PromiseOwner
from srmlib.register.kinds.voice import HealthCheck, Lock, Rating
from srmlib.register.kinds.work import Capture, Taken
from srmlib.register.naming import side_of
from srmlib.relationship.health import hidden_checks
from srmlib.relationship.people import People
from srmlib.relationship.revealed import revealed_records
from srmlib.relationship.topics import decided_topics
from srmlib.relationship.values import hidden_values

# What a report may count, and copies no entry of: each with the reason.
OF_SEVERAL_FIRMS = (
    "who asked for what is told to that firm alone; board_asks.csv holds what may be read"
)
KEPT_BACK: dict[type[Kind], str] = {
    Erasure: "who was erased is named nowhere",
    Award: "why the buyer chose whom is told to nobody else",
    ProgrammeItem: "what the buyer's programme is and costs is of all its suppliers",
    PromiseOwner: "a promise may name one of the buyer's customers",
    PlanLine: "what one firm plans for itself is counted in no section",
    Capture: "notes are free text that may name people; the minutes tell them with consent",
    Taken: "that a page's note came in says nothing of the firms",
    Board: OF_SEVERAL_FIRMS,
    BoardAsk: OF_SEVERAL_FIRMS,
    BoardVoice: OF_SEVERAL_FIRMS,
    BoardEvent: OF_SEVERAL_FIRMS,
}
# What a page may not tell of a person, nor of a customer of the buyer.
NOT_TOLD = frozenset(("contact", "may_be_named", "site", "case"))


def used_tables(book: Book, supplier_id: str, as_of: date) -> dict[str, pd.DataFrame]:
    """By name (`register_action`) the entries as they stand of every kind that is not kept back, one
    row a record; kinds without one are left out. Empty where nothing is entered of this supplier.
    """
    people = People(book, supplier_id, as_of)
    hidden = _hidden(book, supplier_id, as_of)
    kinds: dict[type[Kind], list[Record[Kind]]] = {}
    for kind in KINDS.values():
        if kind not in KEPT_BACK and kind is not Person:
            of_kind = _all(book, kind, supplier_id)
            kinds[kind] = [one for one in of_kind if one.id not in hidden.get(kind, ())]
    of_supplier = [one for found in kinds.values() for one in found if one.supplier_id]
    if not of_supplier:
        return {}
    named = _named_in(one for found in kinds.values() for one in found)
    everybody: list[Record[Kind]] = list(book.all(Person))
    kinds[Person] = [
        one for one in everybody if one.id in named or one.supplier_id == supplier_id
    ]
    return {
        f"register_{kind.kind}": pd.DataFrame(
            [_row(one, people) for one in found], dtype=object
        )
        for kind, found in kinds.items()
        if found
    }


def _all(book: Book, kind: type[Kind], supplier_id: str) -> list[Record[Kind]]:
    """The records of a kind that are of this supplier, or of all."""
    return [one for one in book.all(kind) if one.supplier_id in (supplier_id, None)]


def _hidden(book: Book, supplier_id: str, as_of: date) -> dict[type[Kind], set[str]]:
    """By kind the ids of the entries that not both firms may read: ratings that are not revealed,
    seals of others than the champions, and what one firm said before the other did.
    """
    revealed = {one.id for one in revealed_records(book, supplier_id, as_of)}
    decided = decided_topics(book, supplier_id, as_of)
    return {
        Rating: {one.id for one in book.all(Rating) if one.id not in revealed},
        Lock: {one.id for one in book.all(Lock) if not one.now.is_champion},
        TopicValue: hidden_values(book, supplier_id, decided, as_of),
        HealthCheck: hidden_checks(book, supplier_id, as_of),
    }


def _named_in(records: Iterable[Record[Kind]]) -> set[str]:
    """The ids of people that records refer to."""
    named: set[str] = set()
    for record in records:
        stated = record.now
        for name, kind in stated.refers.items():
            if kind == Person.kind:
                value = getattr(stated, name)
                named |= set(value) if isinstance(value, tuple) else {value}
    return named


def _row(record: Record[Kind], people: People) -> dict[str, object]:
    stated = record.now
    row: dict[str, object] = {
        "record": record.id,
        "revision": len(record.revisions),
        "side": record.last.side,
        "entered_on": record.last.entered_at.date(),
    }
    for name in type(stated).model_fields:
        if name not in NOT_TOLD:
            row[column_of(name)] = _cell(stated, name, people)
    if isinstance(stated, Person):
        row["name"] = people.called(record.id)
    if isinstance(stated, Rating) and not stated.comment_visible:
        row |= {"comment": None, "will_do": None}
    return row


def column_of(name: str) -> str:
    """`side` is who entered it; what an entry states of a side has a column of its own."""
    return "of_side" if name == "side" else name


def _cell(stated: Kind, name: str, people: People) -> object:
    value = getattr(stated, name)
    if name in stated.personal and isinstance(value, str):
        # The firm, where nobody is named who may be.
        side = side_of(stated)
        return people.called(value, side) or side
    if value and stated.refers.get(name) == Person.kind:
        return "; ".join(
            map(people.id_of, value if isinstance(value, tuple) else (str(value),))
        )
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, date) or value is None:
        return value
    return encoded(value)
