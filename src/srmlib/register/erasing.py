"""How a person leaves: name and contact in every revision, and the words of other entries in which
they were named, as far as these are kept apart from the chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, delete, select

from srmlib.register.entries import Entry
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.migrations import ENTRIES, PERSONAL
from srmlib.register.naming import is_named, names_of


def names_known(con: Connection) -> dict[str, set[str]]:
    """By id every name that a person has, or had; none of who was erased."""
    asked = select(ENTRIES.c.record, PERSONAL.c.stated).join(
        PERSONAL, PERSONAL.c.number == ENTRIES.c.number
    )
    names: dict[str, set[str]] = {}
    for row in con.execute(asked.where(ENTRIES.c.kind == Person.kind)):
        if name := json.loads(row.stated).get("name"):
            names.setdefault(row.record, set()).add(name)
    return names


def is_erased(con: Connection, person: str | None = None) -> bool:
    """Whether this person, or anybody, was erased."""
    asked = select(ENTRIES.c.payload).where(ENTRIES.c.kind == Erasure.kind)
    payloads = con.execute(asked).scalars()
    return any(person in (None, json.loads(one)["person"]) for one in payloads)


def with_reach(con: Connection, erasure: Erasure) -> Erasure:
    """With the numbers of the entries of other kinds whose words name this person, and leave."""
    names = names_known(con).get(erasure.person, ())
    apart = select(PERSONAL.c.number, PERSONAL.c.stated).join(
        ENTRIES, PERSONAL.c.number == ENTRIES.c.number
    )
    apart = apart.where(ENTRIES.c.kind != Person.kind).order_by(PERSONAL.c.number)
    reached = [
        str(row.number)
        for row in con.execute(apart)
        if any(is_named(name, " ".join(json.loads(row.stated).values())) for name in names)
    ]
    return erasure.model_copy(update={"also_in": tuple(reached) or None})


def let_leave(con: Connection, erasure: Erasure) -> None:
    revisions = select(ENTRIES.c.number).where(
        ENTRIES.c.kind == Person.kind, ENTRIES.c.record == erasure.person
    )
    reached = [int(number) for number in erasure.also_in or ()]
    leaves = PERSONAL.c.number.in_(revisions) | PERSONAL.c.number.in_(reached)
    con.execute(delete(PERSONAL).where(leaves))


def out_of_reach(entries: Sequence[Entry], person: str) -> Iterator[str]:
    """Where a person's name stays when they are erased: in authors and free texts, which are in the
    chain. To be asked before the person is erased.
    """
    people = ((one.record, one.stated) for one in entries if isinstance(one.stated, Person))
    names = names_of(people).get(person, set())
    for one in entries:
        said = one.stated.model_dump(mode="json", exclude=set(one.stated.personal))
        texts = {"author": one.author, **said}
        where = [
            field
            for field, text in texts.items()
            if isinstance(text, str) and any(is_named(name, text) for name in names)
        ]
        if where:
            yield f"entry {one.number} ({one.kind} {one.record}): {', '.join(where)}"
