"""docs/kinds.md, made from the kinds themselves: `make dictionary`."""

from __future__ import annotations

from collections.abc import Iterator

from srmlib.register.kinds import KINDS
from srmlib.register.kinds.base import FieldOf, Kind

HEAD = """# What can be entered

Made from the kinds in `src/srmlib/register/kinds` by `make dictionary`. A `*` marks what must be
stated; everything else may stay empty, and a hole is shown as a hole. Days are such as 2026-10-30.
Ids (`A-1`) are given by the register, which prints them. [relationship.md](relationship.md) says in
which order to begin; [register.md](register.md) how lists are brought in at once.
"""


def page() -> str:
    return HEAD + "".join(f"\n{part}" for kind in KINDS.values() for part in _of_kind(kind))


def _of_kind(kind: type[Kind]) -> Iterator[str]:
    yield f"## {kind.title} · `{kind.kind}`\n"
    yield f"One is {kind.words}.\n"
    rows = [
        f"| `{one.name}`{'*' * one.is_required} | {_may_be(one)} |" for one in kind.fields()
    ]
    yield "\n".join(["| field | what it is |", "|---|---|", *rows]) + "\n"
    yield f"```\n{command_of(kind)}\n```\n"


def _may_be(field: FieldOf) -> str:
    choices = f": {', '.join(field.choices)}" if field.choices else ""
    return field.words + choices


def command_of(kind: type[Kind], supplier: str = "S-1001") -> str:
    """The command that enters one, as an example.

    >>> from srmlib.register import KINDS
    >>> command_of(KINDS["contact"])
    'srm register add contact pair=PP-1 on=2026-09-14 how=call --supplier S-1001'
    """
    if kind.example.startswith("srm "):
        return kind.example
    whose = f" --supplier {supplier}" if kind.of_one_supplier else ""
    return f"srm register add {kind.kind} {kind.example}{whose}"


if __name__ == "__main__":
    print(page(), end="")
