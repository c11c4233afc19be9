"""Every kind of entry, one class a kind: its fields, what each means and may be."""

from __future__ import annotations

from srmlib.errors import UsageError
from srmlib.register.kinds import agreed, ahead, beyond, people, progress, voice, work
from srmlib.register.kinds.base import FieldOf, Kind, canonical
from srmlib.rules.checking import nearest

__all__ = ["KINDS", "FieldOf", "Kind", "canonical", "kind_called"]


def _kinds() -> dict[str, type[Kind]]:
    found: dict[str, type[Kind]] = {}
    for room in (people, work, voice, ahead, progress, agreed, beyond):
        for one in vars(room).values():
            if (
                isinstance(one, type)
                and issubclass(one, Kind)
                and one.__module__ == room.__name__
            ):
                found[one.kind] = one
    return found


# By name, in the order they are declared.
KINDS = _kinds()


def kind_called(name: str) -> type[Kind]:
    """Raises UsageError for a name that is no kind's."""
    if name not in KINDS:
        raise UsageError(
            f"'{name}' is no kind of entry, {nearest(name, [*KINDS])}\nName one of them."
        )
    return KINDS[name]
