"""Advisory boards of several firms: what they ask together, without anybody's name, and what became
of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.register.book import Book
from srmlib.register.kinds.beyond import Board as BoardEntered
from srmlib.register.kinds.beyond import BoardAsk as BoardAskEntered
from srmlib.register.kinds.beyond import BoardEvent, BoardVoice
from srmlib.relationship.asks import Became, became
from srmlib.relationship.persons import of_supplier

# A board of fewer firms tells each of them who asked what.
FEWEST_FIRMS = 5


@dataclass(frozen=True)
class BoardAsk:
    """An ask of a board. `is_own`: the firm whose book it is asked for it, too."""

    id: str
    what: str
    form: str
    is_own: bool
    became: Became


@dataclass(frozen=True)
class Board:
    """A board with its asks. `firms` is null where nobody counted, and where they are so few that the
    count would tell; then a firm sees of the asks only those it asked for itself, and
    `is_others_left_out` says whether there are more.
    """

    id: str
    of: str
    on: date
    is_held: bool
    firms: int | None
    is_others_left_out: bool
    asks: tuple[BoardAsk, ...]


def boards_of(book: Book, firm: str, as_of: date) -> tuple[Board, ...]:
    """The boards held by a day that a firm may read of, the last first: those in which it has a
    voice.
    """
    voices = [one.now for one in of_supplier(book, BoardVoice, firm)]
    found = []
    for record in book.all(BoardEntered):
        held_on = record.now.held_on
        is_there = any(one.board == record.id for one in voices)
        if held_on and held_on <= as_of and is_there:
            found.append(_board(book, record.id, record.now, voices, as_of))
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


def board_of(book: Book, board: str, as_of: date) -> Board | None:
    """A board with all it asks, for who holds it; null where there is none."""
    record = book.find(BoardEntered, board)
    if record is None:
        return None
    asks = _asks(book, board, set(), as_of)
    stated = record.now
    held_on = stated.held_on if stated.held_on and stated.held_on <= as_of else None
    return Board(
        board,
        stated.of,
        held_on or stated.planned_on,
        held_on is not None,
        stated.firms,
        False,
        asks,
    )


def _board(
    book: Book, id: str, stated: BoardEntered, voices: list[BoardVoice], as_of: date
) -> Board:
    own = {one.merged_into for one in voices if one.board == id and one.merged_into}
    asks = _asks(book, id, own, as_of)
    is_large = stated.firms is not None and stated.firms >= FEWEST_FIRMS
    shown = asks if is_large else tuple(one for one in asks if one.is_own)
    return Board(
        id,
        stated.of,
        stated.held_on or stated.planned_on,
        True,
        stated.firms if is_large else None,
        len(shown) < len(asks),
        shown,
    )


def _asks(book: Book, board: str, own: set[str], as_of: date) -> tuple[BoardAsk, ...]:
    return tuple(
        BoardAsk(
            one.id,
            one.now.what,
            one.now.form,
            one.id in own,
            became(book.about(BoardEvent, "ask", one.id), as_of),
        )
        for one in book.all(BoardAskEntered)
        if one.now.board == board
    )
