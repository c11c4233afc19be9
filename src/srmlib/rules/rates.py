"""Rates as people keep them: one file per rate in `data/rates/<source>/`, each value with its first day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

from srmlib.errors import DefinitionError

VALUE_KEYS = {"valid_from", "value", "low", "high", "source", "agreed_by"}


LARGEST, SMALLEST_STEP = Decimal(10) ** 10, Decimal("0.00000001")


def rate_files(folder: Path) -> list[Path]:
    """The rate files of a source, by name."""
    return sorted(folder.glob("*.yaml"))


def place(path: Path) -> str:
    return f"data/rates/{path.parent.name}/{path.name}"


def rate_rows(path: Path) -> list[list]:
    """The rows of one file: rate_name, valid_from, value, low, high, unit, source, agreed_by."""
    try:
        # As text: a float would already have lost digits.
        text = path.read_text(encoding="utf-8")
        stated = yaml.load(text, Loader=yaml.BaseLoader)
    except UnicodeDecodeError as error:
        raise DefinitionError(
            f"{place(path)}: byte {error.start + 1} is no UTF-8 text, expected a file in"
            " UTF-8.\nSave it in that encoding."
        ) from error
    except yaml.YAMLError as error:
        raise DefinitionError(_no_yaml(path, text, error)) from error
    if (
        not isinstance(stated, dict)
        or set(stated) != {"rate", "unit", "values"}
        or not isinstance(stated["values"], list)
        or not stated["values"]
    ):
        raise DefinitionError(
            f"{place(path)}: expected the keys rate, unit and values, with at least one"
            " value.\nCorrect it there."
        )
    if stated["rate"] != path.stem:
        raise DefinitionError(
            f"{place(path)}: rate is '{stated['rate']}', expected '{path.stem}' as the file is"
            " named.\nRename one of them."
        )
    rows = [
        _row(path, number, stated["unit"], value)
        for number, value in enumerate(stated["values"], start=1)
    ]
    days = [row[1] for row in rows]
    if twice := [day for day in days if days.count(day) > 1]:
        raise DefinitionError(
            f"{place(path)}: two values from {twice[0]}, expected one a day.\nRemove one of them."
        )
    return rows


def _no_yaml(path: Path, text: str, error: yaml.YAMLError) -> str:
    """Where a file stops being YAML: the parser's own words would say nothing to who keeps
    rates.
    """
    found, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    # Quotes or brackets that are never closed are found at the end of the file only: where they
    # begin is what helps.
    mark = begun if found and begun and not text[found.index :].strip() else found
    if mark is None:
        return (
            f"{place(path)}: the file holds a character that is no text, expected 'key: value' in"
            " every line.\nCorrect it there."
        )
    line = text.splitlines()[mark.line].strip() if mark.line < len(text.splitlines()) else ""
    fix = (
        "Correct it there: the same blanks before keys of the same value, no tabs, and quotes"
        " around a text that begins with % or holds ': '."
    )
    return (
        f"{place(path)}, line {mark.line + 1}: '{line}' cannot be read, expected 'key: value' such"
        f" as unit: EUR/hour.\n{fix}"
    )


def _row(path: Path, number: int, unit: str, stated: dict) -> list:
    where = f"{place(path)}, value {number}"
    if (
        not isinstance(stated, dict)
        or not {"valid_from", "value", "source"} <= set(stated) <= VALUE_KEYS
    ):
        raise DefinitionError(
            f"{where}: expected valid_from, value and source, and where known low, high and"
            " agreed_by.\nCorrect it there."
        )
    value, low, high = (
        _number(where, key, stated[key]) if stated.get(key) else None
        for key in ("value", "low", "high")
    )
    if (
        value is None
        or (low is None) != (high is None)
        or (low is not None and not low <= value <= high)
    ):
        raise DefinitionError(
            f"{where}: expected a value, and low and high around it or neither.\nCorrect it there."
        )
    return [
        path.stem,
        _day(where, stated["valid_from"]),
        value,
        low,
        high,
        unit,
        stated["source"],
        stated.get("agreed_by") or None,
    ]


def _number(where: str, key: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
        if (
            number.is_finite()
            and 0 <= number < LARGEST
            and number == number.quantize(SMALLEST_STEP)
        ):
            return number
    except (InvalidOperation, TypeError, ValueError):
        pass
    raise DefinitionError(
        f"{where}: {key} is '{text}', expected a number of at least 0 with at most 8"
        " decimals.\nCorrect it there."
    )


def _day(where: str, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except (TypeError, ValueError) as error:
        raise DefinitionError(
            f"{where}: valid_from is '{text}', expected a date such as 2026-01-01.\nCorrect it"
            " there."
        ) from error
