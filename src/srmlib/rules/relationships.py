"""What two firms say of their relationship: `data/relationships/<source>.yaml`, by supplier."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from srmlib.errors import DefinitionError
from srmlib.rules.checking import Many, Stated, Text, checked, text_of, yaml_of
from srmlib.rules.programme import Plan
from srmlib.rules.roles import RoleChanges

Level = Literal["transactional", "preferred", "strong preferred", "strategic"]


class StatedRelationship(Stated):
    """`vision` is what both firms want, null where they have not said it; `principles` stand in the
    place of the usual ones; `level` is what both call it, null where they do not; `roles` and
    `programme` say what differs from the usual.
    """

    vision: Text | None = None
    principles: Many[Text] | None = None
    level: Level | None = None
    roles: dict[str, RoleChanges] = Field(default_factory=dict)
    programme: Plan = Plan()


class _File(Stated):
    suppliers: dict[str, StatedRelationship]


def read_relationships(path: Path) -> dict[str, StatedRelationship]:
    """By supplier; empty where there is no file. Raises DefinitionError with every fault of it."""
    if not path.is_file():
        return {}
    where = path.name
    text = text_of(path, where, DefinitionError)
    stated = yaml_of(text, where, DefinitionError)
    fix = f"Correct data/relationships/{where}; under `suppliers` it has one key per supplier."
    return checked(_File, stated, where, fix, DefinitionError, text).suppliers
