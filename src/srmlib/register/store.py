"""Where entries are kept: SQLite in the workspace, or PostgreSQL by `SRM_REGISTER`. An entry is
appended under a lock, with the checksum of the one before it, and is on disk when `append` returns.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, true

from srmlib.errors import UsageError
from srmlib.register import engine as database
from srmlib.register.book import Book, Revision
from srmlib.register.chain import NOTHING_BEFORE, Head, proved
from srmlib.register.entering import Entering, Salts, head_of, new_salt
from srmlib.register.entries import Draft, Entry, check_who, entry_of, moment_of, stamp_of
from srmlib.register.kinds import Kind, kind_called
from srmlib.register.kinds.people import Erasure
from srmlib.register.migrations import ENTRIES, PERSONAL, VERSION, migrate, version_of
from srmlib.workspace import Workspace

Clock = Callable[[], datetime]
# What is entered, or a function of all that is entered already.
Drafts = Sequence[Draft] | Callable[[list[Entry]], Sequence[Draft]]


def open_register(workspace: Workspace) -> Register:
    """The register of a workspace: `register.sqlite` in its `data/`, or what `SRM_REGISTER` names.
    It is made when something is entered for the first time.
    """
    url = os.environ.get("SRM_REGISTER")
    if url:
        return Register(url)
    return Register.at(workspace.register)


class Register:
    """What both firms entered. Safe to share between threads and processes."""

    def __init__(
        self, url: str, clock: Clock = lambda: datetime.now(UTC), salts: Salts = new_salt
    ):
        """`clock` says when something is entered; `salts` gives what is mixed into the checksums of
        what is personal, which nobody may guess. An invented world gives both its own.
        """
        self.url = url
        self._clock = clock
        self._salts = salts

    @classmethod
    def at(cls, path: Path, clock: Clock = lambda: datetime.now(UTC)) -> Register:
        """The register in an SQLite file."""
        return cls(f"sqlite:///{path}", clock)

    @cached_property
    def _engine(self) -> Engine:
        return database.engine_of(self.url)

    @property
    def where(self) -> str:
        """Where it is, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """Its file, where it is SQLite."""
        return database.file_of(self._engine)

    def exists(self) -> bool:
        """Whether anything was ever entered: a register is made with its first entry."""
        with self._reading() as con:
            return con is not None

    def entering_at(self) -> datetime:
        """The moment at which something would be entered, UTC."""
        return self._clock()

    # --- Entering

    def append(self, drafts: Drafts, *, side: str, author: str) -> list[Entry]:
        """Enter all of these, or none, and return them as they stand; they are on disk then. A
        function is given all entries, and nobody enters any until its drafts are.

        Raises RegisterError where a record is of another kind's supplier, where nothing is stated
        that must be, and for a register that cannot be written.
        """
        check_who(side, author)
        with self._writing() as con:
            if callable(drafts):
                drafts = drafts(_entries(con))
            entering = Entering(con, side, author, stamp_of(self._clock()), self._salts)
            entering.know_author(drafts)
            entered = [entering.enter(draft) for draft in drafts]
        if any(one.kind == Erasure.kind for one in entered):
            with database.told(self.where):
                database.wipe(self._engine)
        return entered

    def withdraw(self, kind: str, record: str, *, side: str, author: str) -> Entry:
        """Take a record back, by an entry of its own: it stands in the history, and in no list."""
        last = self._last(kind, record)
        if last.is_withdrawn:
            raise UsageError(
                f"{kind} '{record}' was withdrawn on {last.entered_at:%Y-%m-%d} already.\nNothing is"
                " left to be done; its history stays."
            )
        draft = Draft(last.stated, last.supplier_id, record, is_withdrawn=True)
        return self.append([draft], side=side, author=author)[0]

    def erase(self, person: str, *, side: str, author: str) -> Entry:
        """Let a person's name and contact leave every revision, and the files. Their checksums stay
        in the chain, and an entry of its own says who let them leave, and when.
        """
        self._last("person", person)
        draft = Draft(Erasure(person=person))
        return self.append([draft], side=side, author=author)[0]

    def _last(self, kind: str, record: str) -> Entry:
        found = [one for one in self.entries(kind) if one.record == record]
        if not found:
            raise UsageError(
                f"There is no {kind_called(kind).kind} '{record}' in the register.\nLook for its id:"
                f" srm register list {kind}."
            )
        return found[-1]

    # --- Reading

    def head(self, until: date | int | None = None) -> Head:
        """The last entry; until the end of a day (UTC) the last by then, until a number that one."""
        with self._reading() as con:
            if con is None:
                return NOTHING_BEFORE
            asked = select(ENTRIES.c.number, ENTRIES.c.sha256).order_by(
                ENTRIES.c.number.desc()
            )
            return head_of(con.execute(asked.where(_known_by(until)).limit(1)).first())

    def day_of(self, head: Head) -> date | None:
        """The day (UTC) an entry was entered; null before the first."""
        with self._reading() as con:
            if con is None:
                return None
            asked = select(ENTRIES.c.entered_at).where(ENTRIES.c.number == head.number)
            entered_at = con.execute(asked).scalar()
        return moment_of(entered_at).date() if entered_at else None

    def entries(
        self,
        kind: str | None = None,
        *,
        supplier_id: str | None = None,
        until: datetime | date | int | None = None,
    ) -> list[Entry]:
        """All entries in order: of one kind; of one supplier, with those of all suppliers; until a
        moment, the end of a day (UTC) or the number of an entry.
        """
        if kind is not None:
            kind_called(kind)
        with self._reading() as con:
            return _entries(con, kind, supplier_id, until) if con else []

    def book(
        self, supplier_id: str | None = None, *, until: datetime | date | int | None = None
    ) -> Book:
        """The register as it stood: the last revision of every record that is not withdrawn."""
        entries = self.entries(supplier_id=supplier_id, until=until)
        return book_of(entries)

    # --- Keeping

    def check(self) -> Head:
        """Prove the chain: every entry bears its own checksum and that of the one before, numbers
        have no gap, and what is personal is as it was entered, or was erased.

        Raises RegisterError with the first entry that does not.
        """
        with self._reading() as con:
            if con is None:
                return NOTHING_BEFORE
            personal = {row.number: row for row in con.execute(select(PERSONAL))}
            rows = con.execute(select(ENTRIES).order_by(ENTRIES.c.number)).all()
        return proved(rows, personal)

    def backup(self, path: Path) -> Head:
        """Copy the register as it is now to an SQLite file, while others enter into it."""
        if path.exists():
            raise UsageError(f"{path} is there already.\nName a file that is not.")
        unfinished = path.with_name(f".{path.name}.unfinished")
        with self._reading() as con:
            if con is None:
                raise UsageError(
                    f"The register {self.where} is empty: there is nothing to copy."
                )
            unfinished.unlink(missing_ok=True)
            copy = Register.at(unfinished)
            with copy._writing() as into:
                _copy(con, into)
        proven = copy.check()
        copy.close()
        unfinished.rename(path)
        return proven

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        """None where nothing was ever entered. One of an older version is brought to this first."""
        if self.file is not None and not self.file.exists():
            yield None
            return
        with database.told(self.where):
            with database.reading(self._engine) as con:
                found = version_of(con, self.where)
                if found in (0, VERSION):
                    yield con if found else None
                    return
            with self._writing():
                pass
            with database.reading(self._engine) as con:
                yield con

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with database.told(self.where), database.writing(self._engine) as con:
            migrate(con, self.where)
            yield con


def _entries(
    con: Connection,
    kind: str | None = None,
    supplier_id: str | None = None,
    until: datetime | date | int | None = None,
) -> list[Entry]:
    asked = (
        select(ENTRIES, PERSONAL.c.stated.label("personal"))
        .outerjoin(PERSONAL, PERSONAL.c.number == ENTRIES.c.number)
        .order_by(ENTRIES.c.number)
    )
    if kind is not None:
        asked = asked.where(ENTRIES.c.kind == kind)
    if supplier_id is not None:
        of_all = ENTRIES.c.supplier_id.is_(None)
        asked = asked.where((ENTRIES.c.supplier_id == supplier_id) | of_all)
    return [
        entry_of(row, row.personal) for row in con.execute(asked.where(_known_by(until)))
    ]


def _known_by(until: datetime | date | int | None) -> ColumnElement[bool]:
    """Whether an entry was made by a number, a moment or the end of a day (UTC)."""
    if until is None:
        return true()
    if isinstance(until, int):
        return ENTRIES.c.number <= until
    return ENTRIES.c.entered_at < stamp_of(_end_of(until))


def _copy(con: Connection, into: Connection) -> None:
    for table in (ENTRIES, PERSONAL):
        rows = [dict(row._mapping) for row in con.execute(select(table))]
        if rows:
            into.execute(insert(table), rows)


def book_of(entries: Sequence[Entry]) -> Book:
    """The register as these entries tell it, in their order."""
    return Book([_revision(one) for one in entries])


def _revision(entry: Entry) -> Revision[Kind]:
    return Revision(
        entry.record,
        entry.supplier_id,
        entry.side,
        entry.author,
        entry.entered_at,
        entry.is_withdrawn,
        entry.number,
        entry.stated,
    )


def _end_of(until: datetime | date) -> datetime:
    """A moment as it is; of a day the beginning of the next, UTC."""
    if isinstance(until, datetime):
        return until
    following = until + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=UTC)
