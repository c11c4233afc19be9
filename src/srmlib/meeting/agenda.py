"""The agenda of a review: twelve items in 75 minutes, and who begins each."""

from __future__ import annotations

from dataclasses import dataclass

# How long a name the agenda's strip has room for, and what says something.
LONGEST_TITLE, SHORTEST_TITLE = 8, 3


@dataclass(frozen=True)
class Item:
    """`leads` is the firm that begins, or both; `title` is its word in the agenda's
    strip.
    """

    key: str
    title: str
    minutes: int
    leads: str


ITEMS = (
    Item(
        "opening",
        "Opening",
        5,
        "supplier",
    ),
    Item(
        "asks",
        "Asks",
        3,
        "both",
    ),
    Item(
        "actions",
        "Actions",
        6,
        "buyer",
    ),
    Item(
        "first_miss",
        "Goals",
        5,
        "supplier",
    ),
    Item(
        "second_miss",
        "Goals",
        5,
        "supplier",
    ),
    Item(
        "disputes",
        "Disputes",
        5,
        "both",
    ),
    Item(
        "ratings",
        "Ratings",
        11,
        "both",
    ),
    Item(
        "buyers_part",
        "Buyer",
        5,
        "supplier",
    ),
    Item(
        "topics",
        "Topics",
        12,
        "both",
    ),
    Item(
        "others",
        "Others",
        5,
        "both",
    ),
    Item(
        "aloud",
        "Aloud",
        8,
        "buyer",
    ),
    Item(
        "close",
        "Close",
        5,
        "both",
    ),
)
ALL_MINUTES = sum(item.minutes for item in ITEMS)


@dataclass(frozen=True)
class Slot:
    """An item in its place: its number, and the minute at which it starts."""

    number: int
    starts: int
    item: Item
    title: str

    @property
    def ends(self) -> int:
        return self.starts + self.item.minutes


def slots(titles: dict[str, str]) -> list[Slot]:
    """The agenda; `titles` replace the words of items, where they fit."""
    found: list[Slot] = []
    starts = 0
    for number, item in enumerate(ITEMS, 1):
        title = titles.get(item.key, item.title)
        if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
            title = item.title
        found.append(
            Slot(
                number,
                starts,
                item,
                title,
            )
        )
        starts += item.minutes
    return found
