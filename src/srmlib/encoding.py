"""How a value is written: in report.json, by one encoder for all that a report holds; and in every
CSV file, where no text may run as a formula.

A dataclass is written as its fields, in order. One that is written otherwise says so once, in `JSON`:

- a dict names the fields that are called otherwise there, or with None are left out:
  `JSON: ClassVar = {"metric_id": "metric", "effect_ids": None}`;
- a tuple names all that is written, in order, properties as well as fields:
  `JSON: ClassVar = ("k", "n", "value", "state")`.

What neither can say is a method `to_json`: `encoded_fields` with some values replaced, or encoded
parts put together by hand. What it returns is written as it stands.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from srmlib.numbers import amount_text, rounded

# A part of report.json, by key.
Block = dict[str, Any]


def encoded(value: object) -> Any:
    """A value as report.json holds it: numbers to four decimals, amounts as text with all their
    digits, days as ISO dates; what nothing bounds as null.

    >>> encoded({"share": 83.33333, "paid": Decimal("12.50"), "on": date(2026, 10, 2)})
    {'share': 83.3333, 'paid': '12.50', 'on': '2026-10-02'}
    >>> encoded((Fraction(1, 3), None, True, 7))
    [0.3333, None, True, 7]
    """
    match value:
        case None | int() | str():
            return value
        case float() if math.isinf(value):
            return None
        case float() | Fraction():
            return rounded(value)
        case Decimal():
            return amount_text(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [encoded(part) for part in value]
        case Mapping():
            return {_key(name): encoded(part) for name, part in value.items()}
    # Asked of the class, so that a class is not taken for one of its objects.
    kind = type(value)
    if hasattr(kind, "to_json"):
        return kind.to_json(value)
    if is_dataclass(kind):
        return encoded_fields(value)
    raise TypeError(
        f"{value!r} is of type {kind.__name__}, which report.json has no form for, expected"
        " a number, text, date, list, dict or dataclass: turn it into one of them, or give its"
        " class a to_json"
    )


def encoded_fields(value: Any) -> Block:
    """What a dataclass says is written of it, by key; whether it has a `to_json` is not asked."""
    parts: Block = {}
    for name, key in keys_of(type(value)).items():
        try:
            parts[key] = encoded(getattr(value, name))
        except TypeError as error:
            error.add_note(f"It stands in {type(value).__name__}.{name}.")
            raise
    return parts


def keys_of(kind: type) -> dict[str, str]:
    """The names of what is written of a dataclass, each with its key in report.json, in order."""
    declared = getattr(kind, "JSON", {})
    if isinstance(declared, tuple):
        return {name: name for name in declared}
    keys = {field.name: declared.get(field.name, field.name) for field in fields(kind)}
    return {name: key for name, key in keys.items() if key is not None}


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(
            f"a key is {name!r}, expected a text: keys of report.json are names"
        )
    return name


# --- CSV

AS_TEXT = "'"
# Where a cell may begin: at the text's own beginning, and behind what another country's spreadsheet
# takes for the end of a cell or a line. Blanks and quotes before a formula do not keep it from
# running.
_FORMULA = re.compile(r"""((?:^|[;\t\r\n])[ "]*)('*)(?=[=+\-@])""")
_TAB_FIRST = re.compile(r"^('*)(?=[\t\r])")


def inert(text: str) -> str:
    """A text as a cell of CSV: whatever a spreadsheet would run as a formula gets a ' before it, and
    so does what begins with such a ' itself.

    >>> inert("=1+1"), inert("a;=1"), inert("'-5"), inert("10 - 5")
    ("'=1+1", "a;'=1", "''-5", '10 - 5')
    """
    return _TAB_FIRST.sub(rf"{AS_TEXT}\1", _FORMULA.sub(rf"\1{AS_TEXT}\2", text))


def as_typed(cell: str) -> str:
    """A cell of CSV without what `inert` put into it.

    >>> as_typed("a;'=1"), as_typed("''-5"), as_typed("'quoted'")
    ('a;=1', "'-5", "'quoted'")
    """
    bare = re.sub(rf"^{AS_TEXT}(?='*[\t\r])", "", cell)
    return _FORMULA.sub(lambda found: found[1] + found[2][1:], bare)


def csv_text(
    heads: Sequence[object],
    rows: Iterable[Iterable[object]],
    written: Callable[[object], str] = str,
) -> str:
    """Rows as CSV. Texts are `inert`, None is empty, and `written` says how all else is."""

    def cell(value: object) -> str:
        if isinstance(value, str):
            return inert(value)
        return "" if value is None else written(value)

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[cell(one) for one in row] for row in (heads, *rows)])
    return out.getvalue()
