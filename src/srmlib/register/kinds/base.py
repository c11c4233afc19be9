"""What every kind of entry shares: a record with named fields, and the types a field may have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin
from unicodedata import category, normalize

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer
from pydantic.fields import FieldInfo

from srmlib.rules import checking
from srmlib.rules.checking import Day, Many, Stated, not_as_expected

__all__ = [
    "Amount",
    "Day",
    "Ids",
    "Kind",
    "Name",
    "OfMetric",
    "Side",
    "Text",
    "Tier",
    "Whole",
    "YesNo",
    "field_of",
]

# The largest amount that money of 18 digits holds.
MOST_MONEY = Decimal("9999999999999999.99")
SAID_YES = {"yes": True, "no": False, "true": True, "false": False}
BETWEEN_IDS = ";"
# What a cell of a spreadsheet holds, also where each letter takes two places.
LONGEST_TEXT = 16_000


def _as_bool(value: object) -> object:
    said = value.strip().lower() if isinstance(value, str) else value
    if isinstance(said, bool):
        return said
    if isinstance(said, str) and said in SAID_YES:
        return SAID_YES[said]
    raise not_as_expected("yes or no")


def _as_whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if text.removeprefix("-").isdecimal() and text.isascii():
        return int(text)
    raise not_as_expected("a whole number")


def _as_money(value: object) -> Decimal:
    try:
        amount = Decimal(value.strip() if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (InvalidOperation, TypeError, ValueError) as error:
        raise not_as_expected("an amount such as 1250.00") from error
    if not amount.is_finite() or abs(amount) > MOST_MONEY or amount != round(amount, 2):
        raise not_as_expected("an amount with at most two decimals, such as 1250.00")
    return amount.quantize(Decimal("0.01"))


def _as_ids(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(BETWEEN_IDS) if part.strip())
    return value


def _as_id(text: str) -> str:
    if BETWEEN_IDS in text:
        raise not_as_expected(f"an id without {BETWEEN_IDS}")
    return text


def _as_text(text: str) -> str:
    """With one kind of line end, and nothing that a page or a spreadsheet cannot hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(_is_no_letter(char) for char in text if char not in "\n\t"):
        raise not_as_expected("a text without control characters")
    if len(text) > LONGEST_TEXT:
        raise not_as_expected(f"at most {LONGEST_TEXT:,} characters")
    return text


def _is_no_letter(char: str) -> bool:
    return category(char) == "Cc" or ord(char) & 0xFFFE == 0xFFFE


def _as_name(text: str) -> str:
    return _as_text(text).strip()


# What is on one line, without blanks around it, and what may be on several.
Name = Annotated[checking.Name, AfterValidator(_as_name)]
Text = Annotated[checking.Text, AfterValidator(_as_text)]

YesNo = Annotated[bool, BeforeValidator(_as_bool)]
Whole = Annotated[int, BeforeValidator(_as_whole)]
# Money as text in JSON, exactly.
Amount = Annotated[
    Decimal, BeforeValidator(_as_money), PlainSerializer(str, when_used="json")
]
# Ids of other records; in one cell with `;` between.
Ids = Annotated[Many[Annotated[Name, AfterValidator(_as_id)]], BeforeValidator(_as_ids)]
Side = Literal["buyer", "supplier"]
Tier = Literal["functional", "operational", "executive"]


def _is_a_metric(text: str) -> str:
    # Also a metric of a team's own: letters, digits, _ only.
    if not text.replace("_", "").isalnum() or not text.isascii():
        raise not_as_expected("the id of a metric, such as D1")
    return text


OfMetric = Annotated[Name, AfterValidator(_is_a_metric)]


@dataclass(frozen=True)
class FieldOf:
    """One field of a kind as a list or a sheet shows it: `choices` are all it may be, empty where
    it is free; `is_personal` leaves on request.
    """

    name: str
    words: str
    is_required: bool
    choices: tuple[str, ...]
    is_day: bool
    is_personal: bool
    # Of the kind of the record it refers to; empty where it refers to none.
    refers_to: str
    form: Literal["text", "name", "ids", "day", "whole", "amount", "choice"]


class Kind(Stated):
    """One thing that people enter. Texts are kept in NFC, so that the same words are the same
    bytes.

    `kind` is its name in files and commands, `title` that of its sheet, `prefix` begins the ids
    that the register gives, `words` say what one record is. `example` is what follows
    `srm register add KIND`; where another command enters it, that command.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    prefix: ClassVar[str]
    words: ClassVar[str]
    example: ClassVar[str]
    # Whether a record is of one supplier; the buyer's people and cadence may be of all.
    of_one_supplier: ClassVar[bool] = True
    # Fields that leave when a person is erased: name and contact of a person; in any other kind the
    # words in which somebody was named.
    personal: ClassVar[tuple[str, ...]] = ()
    # Fields that the register states itself: they are in no list.
    by_register: ClassVar[tuple[str, ...]] = ()
    # Fields that tell one record from another where no id does. Empty where any number may be alike.
    identity: ClassVar[tuple[str, ...]] = ()
    # Days of which the first is never after the second, where both are stated; `issue.raised_on` is
    # a day of the record that the field `issue` refers to.
    days: ClassVar[tuple[tuple[str, str], ...]] = ()
    # Numbers of which the first is never more than the second.
    at_most: ClassVar[tuple[tuple[str, str], ...]] = ()
    # Days of what has happened: none of them lies ahead.
    happened: ClassVar[tuple[str, ...]] = ()
    # Fields that refer to records of other kinds: field to kind.
    refers: ClassVar[dict[str, str]] = {}

    @classmethod
    def fields(cls) -> list[FieldOf]:
        """What a list has a column for."""
        return [
            field_of(cls, name) for name in cls.model_fields if name not in cls.by_register
        ]

    def canonical(self, without: tuple[str, ...] = ()) -> str:
        """Its JSON, always the same bytes: keys in order, no blanks, texts in NFC, nothing that is
        not stated.
        """
        stated = self.model_dump(mode="json", exclude_none=True, exclude=set(without))
        return canonical(stated)


def canonical(stated: Any) -> str:
    """JSON that is the same bytes for the same statement.

    >>> canonical({"b": "e\u0301", "a": 1})
    '{"a":1,"b":"é"}'
    """
    in_nfc = _in_nfc(stated)
    return json.dumps(in_nfc, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _in_nfc(stated: Any) -> Any:
    """Text by text: in the JSON an accent behind a line's end would join the n of its escape."""
    if isinstance(stated, str):
        return normalize("NFC", stated)
    if isinstance(stated, dict):
        return {_in_nfc(name): _in_nfc(value) for name, value in stated.items()}
    if isinstance(stated, list | tuple):
        return [_in_nfc(one) for one in stated]
    return stated


def field_of(kind: type[Kind], name: str) -> FieldOf:
    stated = kind.model_fields[name]
    types = _types_of(stated.annotation)
    choices: tuple[str, ...] = ()
    for one in types:
        if get_origin(one) is Literal:
            choices = tuple(str(choice) for choice in get_args(one))
    if bool in types:
        choices = ("yes", "no")
    return FieldOf(
        name,
        stated.description or "",
        stated.is_required(),
        choices,
        date in types,
        name in kind.personal,
        kind.refers.get(name, ""),
        _form(stated, types, choices),
    )


def _form(stated: FieldInfo, types: set[Any], choices: tuple[str, ...]) -> Any:
    """What a cell of it holds."""
    if choices:
        return "choice"
    if tuple in _origins(stated.annotation):
        return "ids"
    by_type = {date: "day", int: "whole", Decimal: "amount"}
    plain = next((form for one, form in by_type.items() if one in types), "")
    if plain:
        return plain
    return "text" if _is_long(stated) else "name"


def _is_long(stated: FieldInfo) -> bool:
    """Whether a text may be of several lines."""
    parts = [*stated.metadata, *_rules_in(stated.annotation)]
    return any(getattr(one, "func", None) is _as_text for one in parts)


def _rules_in(annotation: Any) -> list[Any]:
    inner = [one for part in get_args(annotation) for one in _rules_in(part)]
    return [*getattr(annotation, "__metadata__", ()), *inner]


def _origins(annotation: Any) -> list[Any]:
    inner = [one for part in get_args(annotation) for one in _origins(part)]
    return [get_origin(annotation), *inner]


def _types_of(annotation: Any) -> set[Any]:
    """The plain types and literals within `X | None`, `Annotated[X, …]`."""
    if get_origin(annotation) is Literal or isinstance(annotation, type):
        return {annotation}
    return {
        one for part in get_args(annotation) for one in _types_of(part) if part is not None
    }


def said(words: str, **rules: Any) -> Any:
    """A field that must be stated."""
    return Field(description=words, **rules)


def maybe(words: str, default: object = None, **rules: Any) -> Any:
    """A field that may be left empty."""
    return Field(default=default, description=words, **rules)
