"""What both firms plan and ask of each other: topics, what they bring, asks, boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.encoding import Block, encoded
from srmlib.register.book import Book
from srmlib.relationship.asks import Asks, asks_of
from srmlib.relationship.boards import Board, boards_of
from srmlib.relationship.future import Future, future_of
from srmlib.relationship.topics import Topics, topics_of
from srmlib.rules.calendar import Quarter


@dataclass(frozen=True)
class Ahead:
    """What is ahead of both firms, on a day."""

    topics: Topics
    future: Future
    asks: Asks
    boards: tuple[Board, ...]

    def to_json(self) -> Block:
        """Its keys of report.json."""
        return {
            "topics": encoded(self.topics.all),
            "asks": self.asks.to_json(),
            "future": encoded(self.future),
            "boards": encoded(self.boards),
        }


def ahead_of(book: Book, supplier_id: str, quarter: Quarter, as_of: date) -> Ahead:
    """What was entered of a supplier by a day, for the review of a quarter."""
    return Ahead(
        topics_of(book, supplier_id, quarter, as_of),
        future_of(book, supplier_id, as_of),
        asks_of(book, supplier_id, as_of),
        boards_of(book, supplier_id, as_of),
    )
