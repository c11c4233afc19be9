"""Books of the register, made by hand: entries one after the other, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime

from srmlib.register import Book, Kind, Revision
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import Lock, Rating

SUPPLIER = "S-1"
AS_OF = date(2026, 10, 13)
FINGERPRINTS = {"buyer": "ab" * 32, "supplier": "cd" * 32}


class BookByHand:
    """Entries of one supplier, or of all where they may be, unless a supplier is named."""

    def __init__(self) -> None:
        self.revisions: list[Revision[Kind]] = []

    def add(
        self, stated: Kind, record: str | None = None, supplier: str | None = None
    ) -> BookByHand:
        number = len(self.revisions) + 1
        self.revisions.append(
            Revision(
                record or f"{stated.prefix}-{number}",
                supplier or (SUPPLIER if stated.of_one_supplier else None),
                getattr(stated, "side", "buyer"),
                "somebody",
                datetime(2026, 10, 1, tzinfo=UTC),
                False,
                number,
                stated,
            )
        )
        return self

    def person(
        self, record: str, side: str, name: str, role: str, **more: object
    ) -> BookByHand:
        return self.add(Person(name=name, side=side, role=role, **more), record)

    def rate(
        self,
        side: str,
        quarter: str,
        element: str,
        colour: int | None,
        **more: object,
    ) -> BookByHand:
        stated = {
            "rater": f"{side}-champion",
            "revealed_on": date(2026, 10, 13) if quarter == "2026Q3" else date(2024, 1, 1),
            "comment_visible": True,
        }
        rating = Rating(
            quarter=quarter, element=element, side=side, colour=colour, **stated | more
        )
        return self.add(rating)

    def lock(self, side: str, quarter: str = "2026Q3", **more: object) -> BookByHand:
        stated = {"rater": f"{side}-champion", "fingerprint": FINGERPRINTS[side]}
        stated["locked_at"] = "2026-10-08T16:40:00Z"
        return self.add(Lock(quarter=quarter, side=side, **stated | more))

    def book(self) -> Book:
        return Book(self.revisions)
