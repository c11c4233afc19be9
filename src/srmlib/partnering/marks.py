"""The marks that checks are read by: data, shipped in `data/definitions/partnering.yaml`,
and what a pair of firms agreed otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from srmlib.errors import DefinitionError
from srmlib.rules.checking import Stated, Text, checked, nearest, printable, yaml_of
from srmlib.snapshot import Snapshot
from srmlib.workspace import PROJECT

FILE = "data/definitions/partnering.yaml"
KEY = "partnering"
FIX = f"Correct it there; {FILE} lists every mark."
# By name.
Marks = Mapping[str, int]


class Mark(Stated):
    """One mark: its value as shipped, and what it counts."""

    value: Annotated[int, Field(ge=0)]
    words: Text


class _File(Stated):
    marks: dict[str, Mark]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Mark]:
    """The marks that hold where nothing else is agreed, by name."""
    text = (PROJECT / FILE).read_text(encoding="utf-8")
    stated = {"marks": yaml_of(text, FILE, DefinitionError)}
    return MappingProxyType(checked(_File, stated, FILE, FIX, DefinitionError).marks)


def marks_of(snapshot: Snapshot, supplier_id: str) -> Marks:
    """The marks that hold with a supplier: what was agreed with it, else with all, else as
    shipped.

    Raises DefinitionError for a mark that is none, and for a value that is no whole number.
    """
    kept = json.loads(snapshot.scalar("SELECT definitions FROM snapshot_info"))
    return agreed_marks(kept["agreed"], supplier_id)


@lru_cache(maxsize=256)
def agreed_marks(agreed: str, supplier_id: str) -> Marks:
    """The marks of a file of definitions, a YAML text."""
    stated = yaml_of(agreed, "A file of definitions", DefinitionError) or {}
    with_one = (stated.get("pairs") or {}).get(supplier_id) or {}
    found = {name: mark.value for name, mark in shipped().items()}
    for part in (stated, with_one):
        found |= _checked(part.get(KEY) or {})
    return MappingProxyType(found)


def _checked(stated: Any) -> dict[str, int]:
    where = f"A file of definitions, {KEY}"
    if not isinstance(stated, dict):
        raise DefinitionError(
            f"{where}: '{printable(stated)}', expected marks and values.\n{FIX}"
        )
    for name, value in stated.items():
        if name not in shipped():
            raise DefinitionError(
                f"{where}: '{printable(name)}' is no mark,"
                f" {nearest(str(name), sorted(shipped()))}.\n{FIX}"
            )
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise DefinitionError(
                f"{where}: {name} is '{printable(value)}', expected a whole number of at"
                f" least 0.\n{FIX}"
            )
    return stated
