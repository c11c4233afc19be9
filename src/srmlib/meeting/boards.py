"""A customer or supplier advisory board: a meeting of several firms. What each asks is
collected apart, merged without names, and what became of it is reported back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from srmlib.errors import UsageError
from srmlib.meeting.asked import author_of, day_of
from srmlib.meeting.checks import Check
from srmlib.meeting.lists import CheckList
from srmlib.meeting.people import People
from srmlib.meeting.written import stated
from srmlib.numbers import count_words
from srmlib.register import Book, Draft, Record, Register, open_register
from srmlib.register.kinds.base import Kind
from srmlib.register.kinds.beyond import Board, BoardAsk, BoardEvent, BoardVoice
from srmlib.register.naming import is_named
from srmlib.relationship.boards import Board as BoardShown
from srmlib.relationship.boards import board_of
from srmlib.snapshot import open_snapshot
from srmlib.words.asks import STATES, board_said
from srmlib.workspace import Workspace

NOT_MERGED = "not merged yet"


@dataclass(repr=False)
class BoardTable:
    """`open_board` opens one. Every call returns the id of the record it entered. A firm is
    its id among the suppliers, or what the buyer calls a customer; it is in no other firm's
    book, and on no page.
    """

    register: Register
    id: str
    on: date
    author: str
    _book: Book | None = field(default=None, init=False)

    @property
    def book(self) -> Book:
        if self._book is None:
            self._book = self.register.book()
        return self._book

    def voice(self, firm: str, what: str) -> str:
        """What one firm asks, in its own words, kept apart."""
        new = stated(BoardVoice, board=self.id, what=what)
        return self._enter(new, side="supplier", firm=firm)

    def merge(self, voices: Sequence[str], what: str, form: str = "strategic") -> str:
        """Several voices become one ask, in words that name nobody; in one append."""
        records = [self._voice(one) for one in voices]
        if not records:
            raise UsageError("No voice is named.\nName those that ask for the same.")
        self._check_nameless(what)
        new: Kind = stated(BoardAsk, board=self.id, what=what, form=form)
        id = self._next_ask()
        drafts = [Draft(new, None, id)]
        for record in records:
            merged = record.now.model_dump() | {"merged_into": id}
            drafts.append(
                Draft(stated(BoardVoice, **merged), record.supplier_id, record.id)
            )
        self._append(drafts, "buyer")
        return id

    def answer(
        self,
        ask: str,
        state: str,
        *,
        words: str | None = None,
        evidence: str | None = None,
    ) -> str:
        """What became of an ask of the board."""
        if self.book.find(BoardAsk, ask) is None:
            listed = ", ".join(one.id for one in self.shown.asks) or "none"
            raise UsageError(
                f"There is no ask '{ask}' of this board, expected one of {listed}."
            )
        if state == "refused" and not (words or "").strip():
            raise UsageError(f"{ask} is refused, and nobody says why.\nSay it in words=…")
        said = {"words_said": words, "evidence": evidence, "on": self.on}
        return self._enter(stated(BoardEvent, ask=ask, state=state, **said), side="buyer")

    def held(self, firms: int | None = None) -> str:
        """The board was held, with so many firms; else as many as have a voice."""
        count = firms if firms is not None else len(self.firms)
        record = self.book.find(Board, self.id)
        known: dict[str, Any] = (
            record.now.model_dump() if record else {"planned_on": self.on}
        )
        held = stated(Board, **known | {"held_on": self.on, "firms": count})
        self._append([Draft(held, None, self.id)], "buyer")
        return self.id

    @property
    def firms(self) -> set[str]:
        """The firms that have said something."""
        return {one.supplier_id or "" for one in self._voices()}

    @property
    def shown(self) -> BoardShown:
        """As who holds the board reads it."""
        board = board_of(self._shown, self.id, self.on)
        if board is None:
            raise UsageError(f"There is no board '{self.id}'.\nOpen it with what it is of.")
        return board

    def asks(self) -> CheckList:
        """The merged asks with what became of them: this may be read to all, or sent
        back.
        """
        checks = [
            Check(
                one.what,
                one.became.state == "done",
                _became(one.became.state, one.became.evidence),
            )
            for one in self.shown.asks
        ]
        return CheckList(board_said(self.shown), checks)

    def voices(self) -> CheckList:
        """What each firm asked for, for who holds the board alone."""
        checks = [
            Check(
                f"{one.supplier_id}: {one.now.what}",
                one.now.merged_into is not None,
                one.now.merged_into or NOT_MERGED,
            )
            for one in self._voices(self._shown)
        ]
        count = count_words(len(checks), "voice")
        return CheckList(f"{count} of {count_words(len(self.firms), 'firm')}", checks)

    def __repr__(self) -> str:
        return board_said(self.shown)

    @property
    def _shown(self) -> Book:
        """The book as it may be read to all: nobody is named in it who did not agree to
        be.
        """
        return People(self.book, None, self.on).shown_book

    def _voices(self, book: Book | None = None) -> list[Record[BoardVoice]]:
        voices = (book or self.book).all(BoardVoice)
        return [one for one in voices if one.now.board == self.id]

    def _voice(self, id: str) -> Record[BoardVoice]:
        found = next((one for one in self._voices() if one.id == id), None)
        if found is None:
            listed = ", ".join(one.id for one in self._voices()) or "none"
            raise UsageError(
                f"There is no voice '{id}' of this board, expected one of {listed}."
            )
        return found

    def _check_nameless(self, what: str) -> None:
        named = next((firm for firm in self.firms if is_named(firm, what)), None)
        if named:
            raise UsageError(
                f"The words name a firm: {named}.\nSay it so that they name nobody."
            )

    def _next_ask(self) -> str:
        numbers = [0]
        for one in self.register.entries(BoardAsk.kind):
            ending = one.record.removeprefix(f"{self.id}-")
            if ending.isdecimal():
                numbers.append(int(ending))
        return f"{self.id}-{max(numbers) + 1}"

    def _enter(self, new: Kind, *, side: str, firm: str | None = None) -> str:
        return self._append([Draft(new, firm)], side)

    def _append(self, drafts: list[Draft], side: str) -> str:
        entered = self.register.append(drafts, side=side, author=self.author)
        self._book = None
        return entered[-1].record


def _became(state: str, evidence: str | None) -> str:
    return f"{STATES[state]}: {evidence}" if evidence else STATES[state]


def open_board(
    board: str,
    of: str = "customers",
    *,
    on: date | str | None = None,
    author: str | None = None,
    workspace: Workspace | None = None,
) -> BoardTable:
    """An advisory board by its id, which is yours to give: `open_board("B-2026")`. A new
    one is of `customers` or of `suppliers`, and is entered at once.

    `on` is its day (empty: the as-of date of the snapshot), `author` who writes (empty:
    `SRM_AUTHOR`). Raises UsageError where nobody is named who writes, and for what is no
    day.
    """
    home = workspace or Workspace.find()
    who = author_of(author, "open_board")
    day = day_of(on)
    if day is None:
        with open_snapshot(home) as known:
            day = known.as_of
    table = BoardTable(open_register(home), board, day, who)
    if table.book.find(Board, board) is None:
        new = stated(Board, of=of, planned_on=day)
        table._append([Draft(new, None, board)], "buyer")
    return table
