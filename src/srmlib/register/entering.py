"""How an entry comes into the register: its number, id and revision, and its place in the chain."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, cast, func, insert, select

from srmlib.errors import RegisterError
from srmlib.register.belonging import of_others
from srmlib.register.chain import NOTHING_BEFORE, Head, checksum_of, personal_checksum_of
from srmlib.register.days import Backwards, backwards_around
from srmlib.register.entries import AnyRow, Draft, Entry, check_draft, entry_of, moment_of
from srmlib.register.erasing import is_erased, let_leave, names_known, with_reach
from srmlib.register.kinds import Kind, canonical
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.kinds.voice import Lock, Rating
from srmlib.register.migrations import ENTRIES, PERSONAL
from srmlib.register.naming import Listed, is_named, named_in_lists, names_of, one_of

# An id of more digits is a number of somebody else.
MOST_DIGITS = 9


Salts = Callable[[], str]


def new_salt() -> str:
    return secrets.token_hex(16)


class Entering:
    """Enters drafts within a transaction that no other writer shares."""

    def __init__(self, con: Connection, side: str, author: str, now: str, salts: Salts):
        self._con = con
        self._side = side
        self._author = self._id_of(author)
        self._salts = salts
        last = _last(con)
        self._head = head_of(last)
        # Never before the last entry: a clock that was set back takes nothing back.
        self._entered_at = max(last.entered_at, now) if last else now
        self._highest: dict[str, int] = {}

    def know_author(self, drafts: Sequence[Draft]) -> None:
        """Who is entered here for the first time may be the author of all of it."""
        stated = [(one.record, one.stated) for one in drafts if one.record]
        names = names_of((record, one) for record, one in stated if isinstance(one, Person))
        self._author = one_of(self._author, names) or self._author

    def enter(self, draft: Draft) -> Entry:
        check_draft(draft)
        # As it will be read again.
        stated = type(draft.stated).model_validate(json.loads(draft.stated.canonical()))
        record = draft.record or self._next_id(type(stated))
        if (
            isinstance(stated, Person)
            and stated.name
            and is_named(stated.name, self._author)
        ):
            # Who enters themselves.
            self._author = record
        if isinstance(stated, Erasure):
            stated = with_reach(self._con, stated)
        stated = self._without_erased(stated, record, draft.is_withdrawn)
        self._check_named(stated, record, draft.is_withdrawn)
        if not draft.is_withdrawn:
            self._check_days(stated, record)
            self._check_belonging(stated, draft.supplier_id)
        before = self._before(stated.kind, record) if draft.record else None
        _check_supplier(draft, record, before)
        _check_sealed(draft, before, self._sealed_quarters(draft))
        row = self._row(stated, draft, record, before.revision + 1 if before else 1)
        self._con.execute(insert(ENTRIES).values(row))
        self._note_id(type(stated), record)
        self._head = Head(row["number"], row["sha256"])
        if isinstance(stated, Erasure):
            let_leave(self._con, stated)
        return Entry(
            row["number"],
            stated.kind,
            record,
            row["revision"],
            draft.supplier_id,
            self._side,
            self._author,
            moment_of(row["entered_at"]),
            draft.is_withdrawn,
            stated,
            row["sha256"],
        )

    def _row(
        self, stated: Kind, draft: Draft, record: str, revision: int
    ) -> dict[str, Any]:
        row: dict[str, Any] = {
            "number": self._head.number + 1,
            "kind": stated.kind,
            "record": record,
            "revision": revision,
            "supplier_id": draft.supplier_id,
            "side": self._side,
            "author": self._author,
            "entered_at": self._entered_at,
            "is_withdrawn": draft.is_withdrawn,
            "payload": stated.canonical(without=stated.personal),
            "personal_sha256": self._keep_apart(stated),
            "previous_sha256": self._head.sha256,
        }
        return row | {"sha256": checksum_of(row)}

    def _keep_apart(self, stated: Kind) -> str | None:
        """The checksum of what is personal, which is stored apart; None where nothing is."""
        personal = {name: getattr(stated, name) for name in stated.personal}
        known = {name: value for name, value in personal.items() if value is not None}
        if not known:
            return None
        salt = self._salts()
        stated_apart = canonical(known)
        kept = {"number": self._head.number + 1, "salt": salt, "stated": stated_apart}
        self._con.execute(insert(PERSONAL).values(kept))
        return personal_checksum_of(salt, stated_apart)

    def _id_of(self, author: str) -> str:
        """The id of a person who is listed, so that the name is not in the chain."""
        return one_of(author, names_known(self._con)) or author

    def _check_named(self, stated: Kind, record: str, is_withdrawn: bool) -> None:
        """Only who was erased is without a name."""
        if not isinstance(stated, Person) or stated.name is not None or is_withdrawn:
            return
        if not is_erased(self._con, record):
            raise RegisterError("A person is entered without a name.\nState the name.")

    def _without_erased(self, stated: Kind, record: str, is_withdrawn: bool) -> Kind:
        """Who was erased stays so, also where a record is taken back as somebody still had it
        open. Nobody knows any more whose name left: words name who is listed alone.
        """
        if not stated.personal or not is_erased(self._con):
            return stated
        if not isinstance(stated, Person):
            return named_in_lists(stated, self._listed())
        if not is_withdrawn or not is_erased(self._con, record):
            return stated
        return stated.model_copy(update=dict.fromkeys(stated.personal))

    def _listed(self) -> Listed:
        standing = self._standing(Person.kind).items()
        people = {record: one for record, one in standing if isinstance(one, Person)}
        names = names_known(self._con)
        return Listed({one: names.get(one, set()) for one in people}, people)

    def _check_belonging(self, stated: Kind, supplier_id: str | None) -> None:
        def of(kind: str, record: str) -> str | None:
            before = self._before(kind, record)
            return before.supplier_id if before else None

        said = stated.model_dump(include=set(stated.refers))
        for column, record, its in of_others(type(stated), said, supplier_id, of):
            raise RegisterError(
                f"The {stated.kind} cannot be entered: its {column} {record} is of {its}; name one"
                f" of {supplier_id}.\nNothing of one supplier refers to what is of another."
            )

    def _check_days(self, stated: Kind, record: str) -> None:
        def find(kind: str, other: str) -> Kind | None:
            return (
                stated
                if (kind, other) == (stated.kind, record)
                else self._standing(kind).get(other)
            )

        def all_of(kind: str) -> list[tuple[str, Kind]]:
            return list(self._standing(kind).items())

        today = moment_of(self._entered_at).date()
        if wrong := next(backwards_around(stated, record, find, all_of, today), None):
            raise RegisterError(f"{_told(stated, record, wrong)}.\nCorrect one of them.")

    def _standing(self, kind: str) -> dict[str, Kind]:
        """What the records of a kind state that are not withdrawn, without what is personal."""
        asked = select(ENTRIES).where(ENTRIES.c.kind == kind).order_by(ENTRIES.c.number)
        last = {row.record: row for row in self._con.execute(asked)}
        return {
            record: entry_of(row, None).stated
            for record, row in last.items()
            if not row.is_withdrawn
        }

    def _sealed_quarters(self, draft: Draft) -> set[str]:
        """Where a rating is entered, the quarters in which a side of its supplier has locked."""
        if not isinstance(draft.stated, Rating):
            return set()
        locks = select(ENTRIES.c.payload).where(
            ENTRIES.c.kind == Lock.kind, ENTRIES.c.supplier_id == draft.supplier_id
        )
        return {
            json.loads(payload)["quarter"] for payload in self._con.execute(locks).scalars()
        }

    def _before(self, kind: str, record: str) -> AnyRow | None:
        """The last revision of a record."""
        return self._con.execute(
            select(ENTRIES.c.revision, ENTRIES.c.supplier_id)
            .where(ENTRIES.c.kind == kind, ENTRIES.c.record == record)
            .order_by(ENTRIES.c.revision.desc())
            .limit(1)
        ).first()

    def _next_id(self, kind: type[Kind]) -> str:
        """`A-28` behind `A-27`; ids that people gave themselves are passed over."""
        if kind.kind not in self._highest:
            self._highest[kind.kind] = self._highest_number(kind)
        return f"{kind.prefix}-{self._highest[kind.kind] + 1}"

    def _highest_number(self, kind: type[Kind]) -> int:
        begin = f"{kind.prefix}-"
        record = ENTRIES.c.record
        number = cast(func.substr(record, len(begin) + 1), BigInteger)
        asked = select(func.max(number)).where(
            ENTRIES.c.kind == kind.kind,
            func.length(record) <= len(begin) + MOST_DIGITS,
            # SQLite reads a number as far as its digits go; PostgreSQL refuses what is none.
            record.op("GLOB")(f"{begin}[0-9]*")
            if self._con.dialect.name == "sqlite"
            else record.regexp_match(f"^{begin}[0-9]+$"),
        )
        found: int | None = self._con.execute(asked).scalar()
        return found or 0

    def _note_id(self, kind: type[Kind], record: str) -> None:
        """What is entered by this transaction counts, too."""
        if kind.kind in self._highest:
            number = number_in(kind, record)
            self._highest[kind.kind] = max(self._highest[kind.kind], number)


def _told(stated: Kind, record: str, wrong: Backwards) -> str:
    said = str(wrong) if wrong.column else f"It needs {wrong.expected}"
    return f"{stated.kind} '{record}' cannot be entered. {said}"


def number_in(kind: type[Kind], record: str) -> int:
    """The number of an id that the register gave: 27 of `A-27`; 0 where it gave none."""
    number = record.removeprefix(f"{kind.prefix}-")
    is_one = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
    return int(number) if is_one and number != record else 0


def _check_sealed(draft: Draft, before: AnyRow | None, sealed: set[str]) -> None:
    """What was sealed is not taken back, and what was opened is not changed."""
    stated = draft.stated
    if isinstance(stated, Lock) and draft.is_withdrawn:
        raise RegisterError(
            "Sealed ratings are not taken back: the other firm relies on them.\nLock again before"
            " both have locked, or rate the next quarter."
        )
    if isinstance(stated, Rating) and before is not None and stated.quarter in sealed:
        raise RegisterError(
            f"Ratings of {stated.quarter} are opened: they are not changed or taken back.\nSay in"
            " the review what you see otherwise now, and rate the next quarter."
        )


def _check_supplier(draft: Draft, record: str, before: AnyRow | None) -> None:
    if before is not None and before.supplier_id != draft.supplier_id:
        raise RegisterError(
            f"{draft.stated.kind} '{record}' is of supplier '{before.supplier_id or 'all'}', not of"
            f" '{draft.supplier_id or 'all'}'.\nGive it another id, or leave the id out."
        )


def _last(con: Connection) -> AnyRow | None:
    last = select(ENTRIES.c.number, ENTRIES.c.sha256, ENTRIES.c.entered_at)
    return con.execute(last.order_by(ENTRIES.c.number.desc()).limit(1)).first()


def head_of(last: AnyRow | None) -> Head:
    return Head(last.number, last.sha256) if last else NOTHING_BEFORE
