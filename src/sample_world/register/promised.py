"""What both firms promised to do: what is held of a promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


@dataclass(frozen=True)
class Promised:
    """An action. `moves` are the day of entry, the new day and the reason; it is open without an
    end.
    """

    label: str
    what: str
    side: str
    owners: tuple[str, ...]
    agreed_on: str
    meeting: str | None
    due_on: str | None
    metric: str | None = None
    measure: str | None = None
    moves: tuple[tuple[str, str, str], ...] = ()
    done_on: str | None = None
    evidence: str | None = None
    dropped_on: str | None = None
    reason: str | None = None
    from_row: str | None = None
    # Another firm that takes part.
    partner: str | None = None


class AgreedIn(TypedDict):
    meeting: str
    agreed_on: str


def at(meeting: str, on: str) -> AgreedIn:
    """The meeting an action was agreed in, and its day."""
    return {"meeting": meeting, "agreed_on": on}
