"""The one checker of files that people write. What is wrong is told with its file and key, the
value seen, what was expected and what to do; never in the words of a parser.

A file is a model: `class RateFile(Stated)`, one field per key. `yaml_of` or `toml_of` reads its
text, `checked` makes the model of it, or raises all its faults at once, one a line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin
from unicodedata import category

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from srmlib.errors import SrmError

LONGEST_SHOWN = 60
# A list in a mapping in a list is told; what stands deeper says no more.
LEVELS_SHOWN = 2
# Deeper than any file states anything.
MOST_LEVELS = 50
# More than 60 digits: too long to be shown, and Python may refuse to write it.
BITS_SHOWN = 200
NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
DAY = "tag:yaml.org,2002:timestamp"
# YAML reads 1:30 as 90, as in hours and minutes, and 010 as 8.
READ_OTHERWISE = re.compile(r":|^[-+]?0[0-7_]+$")
# What pydantic calls a value of the wrong kind, and what a person would have to write instead.
EXPECTED = {
    "string_type": "a text",
    "string_too_short": "a text that is not empty",
    "string_too_long": "at most {max_length} characters",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-01-31",
    "tuple_type": "a list",
    "list_type": "a list",
    "too_short": "at least one entry",
    "dict_type": "keys with their values",
    "model_type": "keys with their values",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "literal_error": "{expected}",
}


class Stated(BaseModel):
    """Keys that a person may write, each with a value of its own type; any other key is a fault."""

    # Built when a file is read for the first time: a command that reads none does not wait for it.
    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, allow_inf_nan=False, defer_build=True
    )
    # Fields that no key states: the name of the file does.
    named_by_the_file: ClassVar[tuple[str, ...]] = ()


class AtKey(ValueError):
    """Keys that do not fit together; the fault is told with the line of this one."""

    def __init__(self, key: str, words: str):
        self.key = key
        super().__init__(words)


Model = TypeVar("Model", bound=BaseModel)
# The keys that lead to a value, and the places of entries in lists.
Place = tuple[str | int, ...]


def expected(
    words: str, holds: Callable[[Any], bool] = lambda value: True
) -> WrapValidator:
    """Whatever is wrong with a value, or where something does not hold of it, these words say what
    it should be.
    """

    def check(value: Any, validate: Callable[[Any], Any]) -> Any:
        try:
            found = validate(value)
        except ValidationError as error:
            raise not_as_expected(words) from error
        if not holds(found):
            raise not_as_expected(words)
        return found

    return WrapValidator(check)


def not_as_expected(words: str) -> PydanticCustomError:
    """A value is something else than these words say."""
    return PydanticCustomError("expected", "{words}", {"words": words})


def _read_day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise not_as_expected("a date such as 2026-01-31") from error


# TOML and YAML know days; in quotes they are meant as well.
Day = Annotated[date, BeforeValidator(_read_day)]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise not_as_expected("a text that is not empty")
    return text


def as_name(text: str) -> str:
    """Checks what something is called: it stands in headings, lists and messages."""
    if any(category(char) in ("Cc", "Zl", "Zp") for char in text):
        raise not_as_expected("a text on one line")
    return _not_blank(text)


Text = Annotated[str, Field(min_length=1), AfterValidator(_not_blank)]
Name = Annotated[str, Field(min_length=1), AfterValidator(as_name)]
One = TypeVar("One")
# A list in the file, as Many[str] or Many[Version]; a model is not changed once it is read.
Many = Annotated[tuple[One, ...], Field(strict=False)]


# --- Text


def text_of(path: Path, where: str, error: type[SrmError]) -> str:
    """What a file says, in UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise error(
            f"{where}: byte {fault.start + 1} is no UTF-8 text, expected a file in UTF-8.\nSave it"
            " in that encoding."
        ) from fault


def toml_of(text: str, where: str, error: type[SrmError]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"\(at line (\d+),", str(fault))
        # A bracket that is never closed is found at the end of the text only.
        number = int(found[1]) if found else len(text.splitlines())
        raise error(
            f"{where}, line {number}: {_line(text, number)} is no valid TOML, expected 'key ="
            ' value\' such as path = "orders.csv".\nCorrect it there: texts and dates in quotes,'
            " each key once, and every quote and bracket closed."
        ) from fault
    except RecursionError as fault:
        raise error(
            f"{where}: its brackets are nested too deep to be read, expected keys with their"
            " values.\nTake out brackets."
        ) from fault
    except ValueError as fault:
        raise error(
            f"{where}: it holds a number of too many digits to be read, expected a shorter"
            " one.\nCorrect it, or put quotes around a text."
        ) from fault


def yaml_of(text: str, where: str, error: type[SrmError], as_text: bool = False) -> Any:
    """What a YAML text states. `as_text` leaves every value as it is written: a number would
    already have lost digits.
    """
    loader = yaml.CBaseLoader(text) if as_text else yaml.CSafeLoader(text)
    try:
        _check_events(text, where, error)
        root = loader.get_single_node()
        if root is None:
            return None
        for node, is_key in _nodes(root):
            if isinstance(node, yaml.MappingNode):
                _check_keys_once(node, where, error)
            elif isinstance(node, yaml.ScalarNode):
                _check_value(loader, node, is_key, text, where, error)
        return loader.construct_document(root)
    except (yaml.YAMLError, ValueError) as fault:
        raise error(_no_yaml(text, where, fault)) from fault
    finally:
        loader.dispose()


def _check_events(text: str, where: str, error: type[SrmError]) -> None:
    """Refuse aliases, with which a small file can state more than a memory holds, and what is
    nested so deep that the parser itself would crash.
    """
    levels = 0
    event: Any
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        at = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise error(
                f"{where}, line {at}: {_line(text, at)} cannot be read: * repeats what stands"
                " elsewhere, expected it written out.\nWrite it there once more, or put quotes"
                " around a text that begins with *."
            )
        levels += isinstance(event, yaml.CollectionStartEvent)
        levels -= isinstance(event, yaml.CollectionEndEvent)
        if levels > MOST_LEVELS:
            raise error(
                f"{where}, line {at}: {_line(text, at)} is nested more than {MOST_LEVELS} deep,"
                " expected keys with their values.\nTake out brackets."
            )


def _nodes(root: yaml.Node) -> Iterator[tuple[yaml.Node, bool]]:
    """Every node of a YAML text, in the order they are written, and whether it is a key."""
    left = [(root, False)]
    while left:
        node, is_key = left.pop()
        yield node, is_key
        if isinstance(node, yaml.SequenceNode):
            left += [(entry, False) for entry in reversed(node.value)]
        elif isinstance(node, yaml.MappingNode):
            for key, value in reversed(node.value):
                left += [(value, False), (key, True)]


def _check_keys_once(mapping: yaml.MappingNode, where: str, error: type[SrmError]) -> None:
    if twice := next(_keys_twice(mapping), None):
        raise error(
            f"{where}, line {twice.start_mark.line + 1}: the key '{printable(twice.value)}' stands"
            " there a second time, expected it once.\nRemove one of them."
        )


def _check_value(
    loader: Any,
    scalar: yaml.ScalarNode,
    is_key: bool,
    text: str,
    where: str,
    error: type[SrmError],
) -> None:
    """Refuse what YAML would read as another number than it looks like, and what it cannot read."""
    at = scalar.start_mark.line + 1
    # What a key must be is told by what it is a key of.
    if not is_key and scalar.tag in NUMBERS and READ_OTHERWISE.search(scalar.value):
        raise error(
            f"{where}, line {at}: '{printable(scalar.value)}' would be read as another number,"
            " expected a number without colons and without zeros before it.\nCorrect it, or put"
            " quotes around a text."
        )
    if scalar.tag not in (*NUMBERS, DAY):
        return
    try:
        loader.construct_object(scalar)
    except (ValueError, AttributeError) as fault:
        raise error(
            f"{where}, line {at}: {_line(text, at)} holds a day that is none or a number that is"
            " none or has too many digits, expected a day such as 2026-01-31, or a"
            " number.\nCorrect it, or put quotes around a text."
        ) from fault


def _keys_twice(mapping: yaml.MappingNode) -> Iterator[yaml.Node]:
    """Keys that stand twice in one mapping: YAML would take the last and drop the others."""
    keys = set()
    for key, _ in mapping.value:
        if isinstance(key, yaml.ScalarNode):
            if (key.tag, key.value) in keys:
                yield key
            keys.add((key.tag, key.value))


def _no_yaml(text: str, where: str, fault: Exception) -> str:
    """Where a text stops being YAML: the parser's own words would say nothing to who keeps the
    file.
    """
    found = getattr(fault, "problem_mark", None)
    begun = getattr(fault, "context_mark", None)
    # Quotes or brackets that are never closed are found at the end of the file only: where they
    # begin is what helps.
    mark = begun if found and begun and not text[found.index :].strip() else found
    if mark is None:
        return (
            f"{where}: the file holds a character that is no text, expected 'key: value' in every"
            " line.\nCorrect it there."
        )
    return (
        f"{where}, line {mark.line + 1}: {_line(text, mark.line + 1)} cannot be read, expected"
        " 'key: value' such as unit: EUR/hour.\nCorrect it there: the same blanks before keys of"
        " the same value, no tabs, and quotes around a text that begins with % or holds ': '."
    )


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    if 0 < number <= len(lines):
        return f"'{printable(lines[number - 1].strip())}'"
    return "''"


# --- What is stated


def checked(
    model: type[Model],
    stated: object,
    where: str,
    fix: str,
    error: type[SrmError],
    text: str | None = None,
) -> Model:
    """The model of what a file states. Raises `error` with every fault, one a line, and the fix
    behind them; `where` is the file, `fix` what to do. With the YAML `text` a fault names its line.
    """
    try:
        return model.model_validate(stated)
    except ValidationError as found:
        lines = []
        for fault in _faults(found):
            place = _place(stated, fault["loc"])
            line = at_line(where, text, _keys_to(fault, place))
            lines.append(_fault(model, line, place, fault))
        raise error("\n".join([*lines, fix])) from found


def _place(stated: object, loc: Sequence[str | int]) -> Place:
    """Where a fault is: the number of an entry in a list, the key in a mapping as it is written."""
    place: list[str | int] = []
    inner = stated
    for part in loc:
        if isinstance(inner, list | tuple) and isinstance(part, int):
            place.append(part)
            inner = inner[part]
            continue
        if isinstance(part, int) and not isinstance(inner, dict):
            # The one entry of what was stated without a list.
            continue
        held = inner if isinstance(inner, dict) else {}
        # A key that is no text is told by its text or its number.
        key = next((key for key in held if key == part or str(key) == str(part)), part)
        place.append(_named(key))
        inner = held.get(key)
    return tuple(place)


def _keys_to(fault: Any, place: Place) -> Place:
    """The keys that lead to a fault."""
    error = fault.get("ctx", {}).get("error")
    return (*place, error.key) if isinstance(error, AtKey) else place


def at_line(where: str, text: str | None, place: Sequence[str | int]) -> str:
    """A file with the line of a key in its YAML text, or of the nearest key around it."""
    line = _line_of(text, place) if text else None
    return f"{where}, line {line}" if line else where


def _line_of(text: str, place: Sequence[str | int]) -> int | None:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = None
    for part in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
            continue
        if not isinstance(node, yaml.MappingNode):
            break
        found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
        if found is None:
            break
        key, node = found
        line = key.start_mark.line + 1
    return line


def _faults(found: ValidationError) -> Iterator[Any]:
    for fault in found.errors(include_url=False):
        # A wrong entry is no missing one, though pydantic does not count it.
        if fault["type"] != "too_short" or fault["ctx"]["actual_length"] == len(
            fault["input"]
        ):
            yield fault


def _fault(model: type[BaseModel], where: str, place: Place, fault: Any) -> str:
    kind = fault["type"]
    if kind == "extra_forbidden":
        where, path = _where(where, place[:-1])
        meant = _meant(str(place[-1]), model, place[:-1])
        return f"{where}: '{printable(place[-1])}' is no key{_within(path)}, {meant}"
    if kind == "invalid_key":
        where, path = _where(where, place[:-1])
        known = ", ".join(_keys_at(model, place[:-1]))
        return f"{where}: {_named(fault['input'])} is no key{_within(path)}, expected one of {known}."
    if kind == "missing":
        where, path = _where(where, place[:-1])
        return f"{where}: the key '{place[-1]}' is missing{_within(path)}."
    if kind == "value_error":
        where, path = _where(where, place)
        return ": ".join(
            filter(None, [where, path, f"{escaped(str(fault['ctx']['error']))}."])
        )
    value = seen(fault["input"])
    words = expectation(fault)
    if place and place[-1] == "[key]":
        where, path = _where(where, place[:-2])
        return f"{where}: {value} is no key{_within(path)}, expected {words}."
    if place and isinstance(place[-1], int):
        where, path = _where(where, place[:-1])
        return f"{where}: {path} (entry {place[-1] + 1}) is {value}, expected {words}."
    where, path = _where(where, place)
    subject = f"{where}: {path}" if path else where
    return f"{subject} is {value}, expected {words}."


def _within(path: str) -> str:
    return f" in {path}" if path else ""


def _where(where: str, place: Sequence[str | int]) -> tuple[str, str]:
    """The file with the entries of lists that lead to a place ("rates.yaml, value 2"), and the
    path of keys from there.
    """
    keys: list[str] = []
    for part in place:
        if isinstance(part, int):
            where = f"{where}, {'.'.join(keys).removesuffix('s')} {part + 1}"
            keys = []
        else:
            keys.append(part if re.fullmatch(r"[\w-]+", part) else f'"{printable(part)}"')
    return where, ".".join(keys)


def _meant(key: str, model: type[BaseModel], place: Sequence[str | int]) -> str:
    """The known key that is nearest, or all where none is near."""
    return nearest(key, _keys_at(model, place))


def nearest(name: object, known: Sequence[str]) -> str:
    """The known name that is nearest, or all where none is near.

    >>> nearest("gaol", ["goal", "unit"]), nearest("colour", ["goal", "unit"])
    ('did you mean goal?', 'expected one of goal, unit.')
    """
    near = get_close_matches(str(name), known, n=1, cutoff=0.7)
    if near:
        return f"did you mean {near[0]}?"
    return f"expected one of {', '.join(known)}."


def _keys_at(model: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """The keys of the model that stands at a place inside another."""
    kind: Any = model
    for part in place:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = kind.model_fields.items()
            kind = next(f.annotation for name, f in fields if part in (name, f.alias))
        else:
            # What a list or a mapping holds.
            kind = get_args(kind)[0 if isinstance(part, int) else 1]
        while get_origin(kind) in (Annotated, Union, UnionType):
            kind = next(inner for inner in get_args(kind) if inner is not NoneType)
    unstated = kind.named_by_the_file if issubclass(kind, Stated) else ()
    fields = kind.model_fields.items()
    return [field.alias or name for name, field in fields if name not in unstated]


def expectation(fault: Any) -> str:
    """What should stand where pydantic found a fault, in words."""
    if fault["type"] == "expected":
        return str(fault["ctx"]["words"])
    if fault["type"] not in EXPECTED:
        return str(fault["msg"]).removeprefix("Input should be ")
    limits = {name: _plain(limit) for name, limit in fault.get("ctx", {}).items()}
    return EXPECTED[fault["type"]].format(**limits)


def _plain(limit: object) -> object:
    """A limit without the decimals, a choice without the quotes that nobody wrote."""
    if isinstance(limit, str):
        return limit.replace("'", "")
    if isinstance(limit, float) and limit.is_integer():
        return int(limit)
    return limit


def seen(value: object) -> str:
    """A value as it is written, on one line and cut where it is long: a text in quotes, so that '7'
    is not taken for 7.

    >>> seen("7"), seen(7), seen(None), seen(True), seen([1, [2, [3]]])
    ("'7'", '7', 'empty', 'true', '[1, [2, […]]]')
    """
    if isinstance(value, str) and value:
        return f"'{printable(value)}'"
    # No further than it is shown: a value may be written in more than a memory holds.
    shown = ""
    for piece in _pieces(value, LEVELS_SHOWN):
        shown += piece
        if len(shown) > LONGEST_SHOWN:
            break
    return printable(shown)


def _pieces(value: object, levels: int) -> Iterator[str]:
    if value is None or value == "":
        yield "empty"
    elif isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, str):
        yield f"'{printable(value)}'"
    elif isinstance(value, list | tuple):
        yield from _pieces_of_list(value, levels)
    elif isinstance(value, dict):
        yield "{"
        for place, key in enumerate(value):
            yield ", " * (place > 0) + f"{_named(key)}: …"
        yield "}"
    else:
        yield printable(value)


def _pieces_of_list(value: Sequence[object], levels: int) -> Iterator[str]:
    if value and not levels:
        yield "[…]"
        return
    yield "["
    for place, entry in enumerate(value):
        yield ", " * (place > 0)
        yield from _pieces(entry, levels - 1)
    yield "]"


def _named(key: object) -> str:
    """A key as it is written."""
    if key is None:
        return "null"
    return key if isinstance(key, str) else seen(key)


def printable(value: object) -> str:
    """On one line, cut where it is long, and without what would steer a terminal."""
    text = _written(value)
    return escaped(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")


def _written(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > BITS_SHOWN:
        return f"a number of more than {LONGEST_SHOWN} digits"
    return str(value)


def escaped(text: str) -> str:
    """Without what would steer a terminal or begin another line."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )
