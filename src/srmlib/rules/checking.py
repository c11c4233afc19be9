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

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator
from pydantic_core import PydanticCustomError

from srmlib.errors import SrmError

LONGEST_SHOWN = 60
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


def expected(words: str, holds: Callable[[Any], bool] = lambda value: True) -> WrapValidator:
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
Text = Annotated[str, Field(min_length=1)]
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


def yaml_of(text: str, where: str, error: type[SrmError], as_text: bool = False) -> Any:
    """What a YAML text states. `as_text` leaves every value as it is written: a number would
    already have lost digits.
    """
    loader = yaml.CBaseLoader(text) if as_text else yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        if twice := next(_keys_twice(node), None):
            raise error(
                f"{where}, line {twice.start_mark.line + 1}: the key '{twice.value}' stands there a"
                " second time, expected it once.\nRemove one of them."
            )
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as fault:
        raise error(_no_yaml(text, where, fault)) from fault
    finally:
        loader.dispose()


def _keys_twice(root: yaml.Node) -> Iterator[yaml.Node]:
    """Keys that stand twice in one mapping: YAML would take the last and drop the others."""
    seen, left = set(), [root]
    while left:
        node = left.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            left += node.value
            continue
        keys = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and (key.tag, key.value) in keys:
                yield key
            keys.add((key.tag, str(key.value)))
            left.append(value)


def _no_yaml(text: str, where: str, fault: Exception) -> str:
    """Where a text stops being YAML: the parser's own words would say nothing to who keeps the
    file.
    """
    found, begun = getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None)
    # Quotes or brackets that are never closed are found at the end of the file only: where they
    # begin is what helps.
    mark = begun if found and begun and not text[found.index :].strip() else found
    if mark is None:
        return (
            f"{where}: the file holds a character that is no text, or a day that is none, expected"
            " 'key: value' in every line.\nCorrect it there."
        )
    return (
        f"{where}, line {mark.line + 1}: {_line(text, mark.line + 1)} cannot be read, expected"
        " 'key: value' such as unit: EUR/hour.\nCorrect it there: the same blanks before keys of"
        " the same value, no tabs, and quotes around a text that begins with % or holds ': '."
    )


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return f"'{_printable(lines[number - 1].strip())}'" if 0 < number <= len(lines) else "''"


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
        lines = [
            _fault(model, at_line(where, text, _keys_to(fault)), fault) for fault in _faults(found)
        ]
        raise error("\n".join([*lines, fix])) from found


def _keys_to(fault: Any) -> tuple[str | int, ...]:
    """The keys that lead to a fault."""
    error = fault.get("ctx", {}).get("error")
    keys: tuple[str | int, ...] = fault["loc"]
    return (*keys, error.key) if isinstance(error, AtKey) else keys


def at_line(where: str, text: str | None, place: Sequence[str | int]) -> str:
    """A file with the line of a key in its YAML text, or of the nearest key around it."""
    line = _line_of(text, place) if text else None
    return f"{where}, line {line}" if line else where


def _line_of(text: str, place: Sequence[str | int]) -> int | None:
    node, line = yaml.compose(text, Loader=yaml.CSafeLoader), None
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
        if fault["type"] != "too_short" or fault["ctx"]["actual_length"] == len(fault["input"]):
            yield fault


def _fault(model: type[BaseModel], where: str, fault: Any) -> str:
    kind, place = fault["type"], fault["loc"]
    if kind == "extra_forbidden":
        where, path = _where(where, place[:-1])
        meant = _meant(place[-1], model, place[:-1])
        return f"{where}: '{_printable(place[-1])}' is no key{_within(path)}, {meant}"
    if kind == "missing":
        where, path = _where(where, place[:-1])
        return f"{where}: the key '{place[-1]}' is missing{_within(path)}."
    if kind == "value_error":
        where, path = _where(where, place)
        return ": ".join(filter(None, [where, path, f"{fault['ctx']['error']}."]))
    seen, words = _seen(fault["input"]), _expectation(fault)
    if place and place[-1] == "[key]":
        where, path = _where(where, place[:-2])
        return f"{where}: {seen} is no key{_within(path)}, expected {words}."
    if place and isinstance(place[-1], int):
        where, path = _where(where, place[:-1])
        return f"{where}: {path} (entry {place[-1] + 1}) is {seen}, expected {words}."
    where, path = _where(where, place)
    subject = f"{where}: {path}" if path else where
    return f"{subject} is {seen}, expected {words}."


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
            keys.append(part if re.fullmatch(r"[\w-]+", part) else f'"{_printable(part)}"')
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
    return f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}."


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


def _expectation(fault: Any) -> str:
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
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _seen(value: object) -> str:
    """A value as it is written: a text in quotes, so that '7' is not taken for 7."""
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{_printable(value)}'"
    if isinstance(value, list):
        return _printable(f"[{', '.join(map(_seen, value))}]")
    if isinstance(value, dict):
        return _printable("{" + ", ".join(f"{key}: …" for key in value) + "}")
    return str(value)


def _printable(text: str) -> str:
    """On one line, and without what would steer a terminal."""
    shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in shown
    )
