"""The reveal of a meeting: both files of sealed ratings, opened together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from srmlib.meeting.sitting import Sitting
from srmlib.replies.sealing import Sealed, read_sealed, reveal


def reveal_ratings(sitting: Sitting, handed: Sequence[Path | Sealed]) -> int:
    """Enter the ratings of both sealed files at once; returns how many."""
    entered = reveal(
        sitting.register,
        sitting.supplier_id,
        sitting.quarter,
        handed,
        sitting.on,
        author=sitting.author,
    )
    sitting.forget()
    return sum(one.kind == "rating" for one in entered)


def sealed_in(texts: Sequence[str]) -> list[Sealed]:
    """The files' contents, as a page hands them over."""
    return [read_sealed(one.encode(), f"file {n}") for n, one in enumerate(texts, 1)]
