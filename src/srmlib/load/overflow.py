"""A number with more digits than 64 bits hold ends a load in words, not in the database's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from srmlib.errors import SnapshotError


@contextmanager
def refuse_overflow(of: str, look_in: str) -> Iterator[None]:
    """Raises SnapshotError where a quantity or amount inside is too large to count with."""
    try:
        yield
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise SnapshotError(
            f"{of} is too large to count with: {str(error).splitlines()[0]}\nLook for a misplaced"
            f" decimal mark in {look_in}."
        ) from error
