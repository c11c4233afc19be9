"""Days that follow each other, days of what has happened, and numbers that are a part of others,
as every kind declares them in `days`, `happened` and `at_most`: which of them cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from srmlib.register.kinds import KINDS, Kind

# What a record of a kind states; None where there is none.
Find = Callable[[str, str], Kind | None]
# The records of a kind that stand, with what they state.
AllOf = Callable[[str], Iterable[tuple[str, Kind]]]


@dataclass(frozen=True)
class Backwards:
    """A day or number of a record that another one forbids; `column` is empty and `seen` None where it is a
    day of another record that does not fit.
    """

    column: str
    seen: date | int | None
    expected: str

    def __str__(self) -> str:
        return f"{self.column} is {self.seen}, expected {self.expected}"


def backwards(stated: Kind, find: Find) -> Iterator[Backwards]:
    """The days of a statement that come before what they follow, in it or in what it refers to."""
    for earlier, later in stated.days:
        first, last = _day(stated, earlier, find), _day(stated, later, find)
        if first is None or last is None or first <= last:
            continue
        if "." in later:
            yield Backwards(earlier, first, f"{last} or before, {_called(stated, later)}")
        else:
            yield Backwards(later, last, f"{first} or after, {_called(stated, earlier)}")


def backwards_around(
    stated: Kind, record: str, find: Find, all_of: AllOf, today: date
) -> Iterator[Backwards]:
    """The same, in records of other kinds that refer to this one, too; and what lies ahead of
    today (UTC) or is more than the whole it is a part of.
    """
    yield from backwards(stated, find)
    yield from _ahead(stated, today)
    yield from _too_many(stated)
    for kind, field in _followers(stated.kind):
        for other, said in all_of(kind.kind):
            if getattr(said, field) != record:
                continue
            for one in backwards(said, find):
                yield Backwards("", None, f"days that {other} can follow: its {one}")


def _ahead(stated: Kind, today: date) -> Iterator[Backwards]:
    for field in stated.happened:
        day = getattr(stated, field)
        # East of Greenwich the next day has begun.
        if day is not None and (day - today).days > 1:
            yield Backwards(field, day, f"{today} or before, as it tells what has happened")


def _too_many(stated: Kind) -> Iterator[Backwards]:
    for part, whole in stated.at_most:
        some, most = getattr(stated, part), getattr(stated, whole)
        if None not in (some, most) and some > most:
            yield Backwards(part, some, f"{most} or less, which is {whole}")


def _followers(kind: str) -> Iterator[tuple[type[Kind], str]]:
    """The kinds whose days hang on a day of this kind, each with the field that refers to it."""
    for one in KINDS.values():
        fields = {day.partition(".")[0] for pair in one.days for day in pair if "." in day}
        yield from ((one, field) for field in fields if one.refers[field] == kind)


def _day(stated: Kind, path: str, find: Find) -> date | None:
    field, _, of_other = path.partition(".")
    found = getattr(stated, field)
    if of_other and found is not None:
        other = find(stated.refers[field], found)
        found = getattr(other, of_other) if other is not None else None
    return found if isinstance(found, date) else None


def _called(stated: Kind, path: str) -> str:
    field, _, of_other = path.partition(".")
    return (
        f"which is {of_other} of {getattr(stated, field)}"
        if of_other
        else f"which is {field}"
    )
