"""What the environment may set, read where it is used, so that a wrong value is told and not a
traceback of an import.
"""

from __future__ import annotations

import os
import re

from srmlib.errors import UsageError

SIZE = re.compile(r"[1-9][0-9]*(?:\.[0-9]+)? ?(?:[KMGT]i?B)", re.IGNORECASE)


def memory_limit() -> str:
    """What the database may take of memory: `SRM_MEMORY_LIMIT`, else 2GB. Raises UsageError for
    what is no size.
    """
    said = os.environ.get("SRM_MEMORY_LIMIT") or "2GB"
    if not SIZE.fullmatch(said):
        _refuse("SRM_MEMORY_LIMIT", said, "a size such as 2GB or 500MB")
    return said


def threads() -> int | None:
    """How many threads a database may use: `SRM_THREADS`, for a machine that others use too; null
    where it is not set: one for every core. Raises UsageError for what is no number from 1.
    """
    said = os.environ.get("SRM_THREADS")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= 1024):
        _refuse("SRM_THREADS", said, "a whole number from 1 to 1024")
    return int(said)


def seconds_of(name: str, default: float) -> float:
    """How long something may take: the seconds a variable holds. Raises UsageError for what is no
    number above 0.
    """
    said = os.environ.get(name)
    if not said:
        return default
    try:
        found = float(said)
    except ValueError:
        found = 0.0
    # Not so for what is no number.
    if not 0 < found < float("inf"):
        _refuse(name, said, "a number of seconds above 0")
    return found


def _refuse(name: str, seen: str, expected: str) -> None:
    raise UsageError(
        f"The environment's {name} is '{seen}', expected {expected}.\nCorrect it, or leave it out."
    )
