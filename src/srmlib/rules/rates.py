"""Rates as people keep them: one file per rate in `data/rates/<source>/`, each value with its first
day.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from srmlib.errors import DefinitionError
from srmlib.rules.checking import (
    Day,
    Many,
    Name,
    Stated,
    Text,
    checked,
    expected,
    seen,
    text_of,
    yaml_of,
)

LARGEST = Decimal(10) ** 10
SMALLEST_STEP = Decimal("0.00000001")


def _is_a_rate(number: Decimal) -> bool:
    if not number.is_finite() or not 0 <= number < LARGEST:
        return False
    return number == number.quantize(SMALLEST_STEP)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except (InvalidOperation, TypeError) as error:
        raise ValueError from error


def _shown(number: Decimal | None) -> str:
    return "empty" if number is None else str(number)


def _known(text: str) -> str | None:
    return text or None


Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    expected("a number of at least 0 with at most 8 decimals", _is_a_rate),
]
# A key that is there without a value says nothing.
Known = BeforeValidator(_known)


class RateValue(Stated):
    """What a rate is worth from a day on; with `low` and `high` where it is an estimate."""

    valid_from: Day
    value: Number
    low: Annotated[Number | None, Known] = None
    high: Annotated[Number | None, Known] = None
    source: Text
    agreed_by: Annotated[str | None, Known] = None

    @model_validator(mode="after")
    def _lies_between(self) -> RateValue:
        low = self.low
        high = self.high
        if low is None and high is None:
            return self
        if low is None or high is None or not low <= self.value <= high:
            raise ValueError(
                f"value is {self.value}, low {_shown(low)} and high {_shown(high)}, expected low and"
                " high around it or neither"
            )
        return self


class RateFile(Stated):
    rate: Text
    unit: Name
    values: Annotated[Many[RateValue], Field(min_length=1)]

    @field_validator("values")
    @classmethod
    def _are_of_different_days(cls, values: tuple[RateValue, ...]) -> tuple[RateValue, ...]:
        (day, times), *_ = Counter(value.valid_from for value in values).most_common(1)
        if times > 1:
            raise ValueError(f"two values from {day}, expected one a day")
        return values


def rate_files(folder: Path) -> list[Path]:
    """The rate files of a source, by name. Raises DefinitionError for one that ends otherwise."""
    for path in sorted(folder.glob("*.*")):
        if path.suffix != ".yaml" and path.suffix.lower() in (".yaml", ".yml"):
            raise DefinitionError(
                f"{place(path)}: it ends in {path.suffix}, expected .yaml.\nName it"
                f" {path.stem}.yaml."
            )
    return sorted(folder.glob("*.yaml"))


def place(path: Path) -> str:
    return f"data/rates/{path.parent.name}/{path.name}"


def rate_rows(path: Path) -> list[list[object]]:
    """The rows of one file: rate_name, valid_from, value, low, high, unit, source, agreed_by."""
    where = place(path)
    # As text: a float would already have lost digits.
    stated = yaml_of(
        text_of(path, where, DefinitionError), where, DefinitionError, as_text=True
    )
    file = checked(RateFile, stated, where, "Correct it there.", DefinitionError)
    if file.rate != path.stem:
        raise DefinitionError(
            f"{where}: rate is {seen(file.rate)}, expected '{path.stem}' as the file is"
            " named.\nRename one of them."
        )
    return [
        [
            file.rate,
            value.valid_from,
            value.value,
            value.low,
            value.high,
            file.unit,
            value.source,
            value.agreed_by,
        ]
        for value in file.values
    ]
