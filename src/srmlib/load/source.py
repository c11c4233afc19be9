"""A source: what a person states about a system's files (`source.toml`) and the SQL that shapes
them (`<table>.sql`).

Each key stands once, in one of the models `…Keys`; docs/sources.md tells what it means. `Stated…`
is what the file says, `RawColumn`, `RawFile` and `Source` what a load reads of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from unicodedata import category

from pydantic import BeforeValidator, Field, model_validator

from srmlib.errors import SourceError, UsageError
from srmlib.rules import schema
from srmlib.rules.calendars import TimeZone
from srmlib.rules.checking import (
    Day,
    Many,
    Name,
    Stated,
    Text,
    checked,
    expected,
    printable,
    text_of,
    toml_of,
)
from srmlib.workspace import Workspace

# A rate may hold for so many days at most: one that is older says nothing of the day.
MOST_DAYS_HELD = 366
# A number of a table has at most 18 digits.
MOST_DECIMALS = 18
# Tables a load makes itself: no raw table may bear their names.
TAKEN_NAMES = (
    "load_info",
    "snapshot_info",
    "extracts",
    "rejected_rows",
    "rejected_keys",
    "plausibility",
    "plausibility_rows",
    "day_pairs",
    "calendar_days",
    "cost_drivers",
    "unit_factors",
)
LINE_ENDS = {"LF": "\n", "CR": "\r", "CRLF": "\r\n"}
# Parts of a date layout and the text each stands for; anything else in a layout must match itself.
LAYOUT_PARTS = {
    "%d": r"\d{1,2}",
    "%m": r"\d{1,2}",
    "%b": "[A-Z][a-z]{2}",
    "%y": r"\d{2}",
    "%Y": r"\d{4}",
    "%H": r"\d{2}",
    "%M": r"\d{2}",
    "%S": r"\d{2}",
}
# Kinds of column that are short for a table of keys.
SHORT_KINDS: dict[str, dict[str, int]] = {"text": {}, "integer": {"number": 0}}


# --- What a value must be


def _has_known_parts(layout: str) -> bool:
    return all(part in LAYOUT_PARTS for part in re.findall("%.?", layout))


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _is_encoding(name: str) -> bool:
    try:
        "".encode(name)
    except (LookupError, ValueError):
        # 'undefined' is one that encodes nothing.
        return False
    return True


def _separates(char: str) -> bool:
    # A quote holds cells together; a line end ends the row.
    return char == "\t" or (char != '"' and category(char) not in ("Cc", "Zl", "Zp"))


def _is_a_source(name: str) -> bool:
    # A name, never a path: it also names the folder under data/extracts/ that the files are kept
    # in.
    return re.fullmatch(r"\w[\w-]*", name) is not None


def _are_sources(names: Sequence[str]) -> bool:
    return all(map(_is_a_source, names)) and len(set(names)) == len(names)


def _are_lists_of_several(lists: Sequence[Sequence[str]]) -> bool:
    return all(len(set(ids)) > 1 for ids in lists)


def _full_kind(stated: object) -> object:
    kind = stated if isinstance(stated, dict) else SHORT_KINDS.get(str(stated))
    if kind is None:
        raise ValueError(
            f"'{printable(stated)}' is no kind, expected text, integer, {{ date = … }} or {{ number = … }}"
        )
    return kind


Layout = Annotated[
    str, expected(f"a layout with no parts but {', '.join(LAYOUT_PARTS)}", _has_known_parts)
]
Pattern = Annotated[str, expected("a regular expression", _is_pattern)]
Encoding = Annotated[str, expected("a text encoding such as utf-8 or cp1252", _is_encoding)]
Separator = Annotated[
    str,
    Field(min_length=1, max_length=1),
    expected("one character, no quote and no line end", _separates),
]
DecimalMark = Annotated[Literal[".", ","], expected("'.' or ','")]
Currency = Annotated[
    str,
    Field(pattern="^[A-Z]{3}$"),
    expected("the three capitals of ISO 4217, such as EUR"),
]
DaysHeld = Annotated[
    int,
    Field(ge=0, le=MOST_DAYS_HELD),
    expected(f"a whole number of days from 0 to {MOST_DAYS_HELD}"),
]
SourceName = Annotated[
    str, expected("a name of letters, digits, _ and -, such as erp", _is_a_source)
]
Uses = Annotated[
    Many[str],
    expected(
        'a list of sources under data/sources/, each once, such as ["ecb"]', _are_sources
    ),
]
# Two ids are a pair, but three spellings may be three ids.
DifferentIds = Annotated[
    Many[Many[str]],
    expected('lists of ids, such as [["Acme", "ACME"]]', _are_lists_of_several),
]
# A header may hold a line end.
Header = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0), expected("a whole number of at least 0")]
Decimals = Annotated[
    int,
    Field(ge=0, le=MOST_DECIMALS),
    expected(f"a whole number of decimals from 0 to {MOST_DECIMALS}"),
]


# --- Columns


class ColumnKeys(Stated):
    """What may be stated of a column: text unless a date layout or a number of decimals is there.

    `null_texts` mean "not known"; `texts` and `text_pattern` are words the column may hold beside
    its dates or numbers, which the table's SQL must read.
    """

    layout: Layout | None = Field(None, alias="date")
    decimals: Decimals | None = Field(None, alias="number")
    null_texts: Many[str] = ()
    texts: Many[str] = ()
    text_pattern: Pattern | None = None


class StatedColumn(ColumnKeys):
    @model_validator(mode="after")
    def _is_of_one_kind(self) -> StatedColumn:
        if self.layout is not None and self.decimals is not None:
            raise ValueError("date and number are both stated, expected one of them")
        return self


class RawColumn(ColumnKeys):
    """One column of a file as received."""

    name: str
    decimal_mark: str

    @property
    def pattern(self) -> str:
        """The regular expression of a whole date or number cell; any text for a text column."""
        if self.layout:
            return "".join(
                LAYOUT_PARTS.get(part, re.escape(part))
                for part in re.findall(r"%.|[^%]", self.layout)
            )
        if self.decimals is not None:
            fraction = (
                rf"({re.escape(self.decimal_mark)}\d{{1,{self.decimals}}})?"
                if self.decimals
                else ""
            )
            return rf"-?\d{{1,15}}{fraction}"
        return ".*"

    @property
    def expectation(self) -> str:
        if self.layout:
            kind = f"a date such as {date(2015, 6, 2).strftime(self.layout)}"
        else:
            kind = (
                "a whole number"
                if not self.decimals
                else f"a number with at most {self.decimals} decimals after '{self.decimal_mark}'"
            )
        words = [repr(text) for text in (*self.null_texts, *self.texts)] + (
            ["a declared reference"] if self.text_pattern else []
        )
        return f"{kind}, or {', '.join(words)}" if words else kind


# --- Files


class FileKeys(Stated):
    """How a file must be read; nothing about it is sniffed."""

    path: Text
    format: Literal["csv", "csv.gz", "parquet", "xlsx"]
    encoding: Encoding = "utf-8"
    separator: Separator = ","
    has_last_line_end: bool = True
    has_trailing_separator: bool = False
    sheet: Text | None = None
    expected_every_days: Count | None = None


class StatedFile(FileKeys):
    line_end: Literal["LF", "CR", "CRLF"] = "LF"
    decimal_mark: DecimalMark = "."
    null_texts: Many[str] = ()
    columns: dict[Header, Annotated[StatedColumn, BeforeValidator(_full_kind)]]

    @model_validator(mode="after")
    def _has_a_header(self) -> StatedFile:
        if not self.columns:
            raise ValueError("no columns are listed, expected the header in its order")
        return self

    @model_validator(mode="after")
    def _has_separators(self) -> StatedFile:
        if self.has_trailing_separator and self.format in ("parquet", "xlsx"):
            raise ValueError(
                f"has_trailing_separator is stated, but its format is {self.format}, which has no"
                " separators"
            )
        return self


class RawFile(FileKeys):
    """One file of a source. `is_kept` files live beside source.toml (a mapping a person keeps), the
    others in the folder of an extract.
    """

    name: str
    line_end: str
    columns: tuple[RawColumn, ...]
    is_kept: bool


# --- Sources


class SourceKeys(Stated):
    """What is stated of a source as a whole.

    `buyer` is the firm that buys, as pages name it; where it is not stated they say "the buyer".
    `shares_customers` is true where a shared report may name and number the buyer's customers.
    `time_zone` is the plant's, by its IANA name: days of times are told in it. A rate of the table
    fx holds for the month it stands in, or for its day and at most `fx_days_held` days after it.
    `uses` names sources whose tables it takes where it supplies none itself. `different_ids` are
    spellings of ids that look alike and are not one.
    """

    name: SourceName
    title: Name
    reporting_currency: Currency
    buyer: Name | None = None
    shares_customers: bool = False
    uses: Uses = ()
    fx_by: Literal["day", "month"] = "day"
    fx_days_held: DaysHeld = 7
    as_of: Day | None = None
    time_zone: TimeZone = "UTC"
    allowed_rejects: Count = 0
    match_reversals: bool = False
    control_totals: Text | None = None
    different_ids: DifferentIds = ()


class StatedSource(SourceKeys):
    files: dict[Name, StatedFile] = Field(default_factory=dict)
    kept: dict[Name, StatedFile] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _leaves_the_names_of_a_load(self) -> StatedSource:
        for name in (*self.kept, *self.files):
            if name in TAKEN_NAMES:
                raise ValueError(
                    f"a file is named '{name}', which is a table of the load itself: name it"
                    " otherwise"
                )
        return self

    @model_validator(mode="after")
    def _holds_days_by_day(self) -> StatedSource:
        if self.fx_by == "month" and "fx_days_held" in self.model_fields_set:
            raise ValueError(
                "fx_days_held is stated, but fx_by is month: a month's rate holds in that month"
                " alone"
            )
        return self


class Source(SourceKeys):
    """A system's extract: its files, and the SQL of each canonical table it supplies.

    `dependencies` are the sources it uses, once they are found. A dependency's `files_in` is the
    folder its files are kept in; none where they come with the extract.
    """

    folder: Path
    files: tuple[RawFile, ...]
    tables: dict[str, str]
    dependencies: tuple[Source, ...] = ()
    files_in: Path | None = None

    @property
    def origins(self) -> tuple[Source, ...]:
        """Where its files and tables come from: itself, then the sources it uses."""
        return (self, *self.dependencies)

    @property
    def all_files(self) -> tuple[RawFile, ...]:
        return tuple(file for origin in self.origins for file in origin.files)

    @property
    def all_tables(self) -> dict[str, str]:
        """The SQL of every canonical table, its own and those of its dependencies."""
        return {
            table: sql for origin in self.origins for table, sql in origin.tables.items()
        }

    @property
    def rejected_rows(self) -> str:
        """The file of the workspace that its rejected rows are left in."""
        return f"data/rejected_rows/{self.name}.csv"

    @property
    def fingerprint(self) -> str:
        """sha256 over source.toml, its SQL and its kept files, and those of the sources it uses: a
        change in any of them makes another snapshot.
        """
        digest = hashlib.sha256()
        for path in sorted(self.folder.iterdir()):
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        for dependency in self.dependencies:
            digest.update(dependency.fingerprint.encode())
        return digest.hexdigest()


def find_source(workspace: Workspace, name_or_folder: str) -> Source:
    """A source with those it uses, as a load needs it. Raises SourceError when two of them supply
    the same table or name a file alike.
    """
    source = read_source(workspace.source(name_or_folder))
    dependencies = tuple(_find_dependency(workspace, source, name) for name in source.uses)
    found = source.model_copy(update={"dependencies": dependencies})
    _check_apart(found)
    return found


def _find_dependency(workspace: Workspace, source: Source, name: str) -> Source:
    try:
        dependency = read_source(workspace.source(name))
    except UsageError as error:
        raise SourceError(
            f"source.toml of source '{source.name}' uses '{name}': {error}"
        ) from error
    if dependency.uses:
        words = (
            f"source.toml of source '{source.name}' uses '{name}', which itself uses"
            f" '{dependency.uses[0]}'; expected one that uses none"
        )
        raise SourceError(
            f"{words}.\nName both in the uses of '{source.name}', or copy '{name}' under another"
            " name and leave uses out of it."
        )
    kept_in = workspace.root / "data" / "extracts" / name
    return dependency.model_copy(update={"files_in": kept_in if kept_in.is_dir() else None})


def _check_apart(source: Source) -> None:
    """Sources that are read together supply different tables, and their files have different
    names.
    """
    seen: dict[tuple[str, str], Source] = {}
    for origin in source.origins:
        named = [("supply the table", table) for table in origin.tables]
        named += [
            ("have files under the name", file.name.casefold()) for file in origin.files
        ] + [("have a file", file.path) for file in origin.files]
        for what, name in named:
            other = seen.setdefault((what, name), origin)
            if other is not origin:
                words = (
                    f"source.toml of source '{source.name}' uses '{origin.name}', and both"
                    f" '{other.name}' and '{origin.name}' {what} '{name}'"
                )
                raise SourceError(
                    f"{words}.\nWhich one is meant cannot be guessed: leave it out of one, or"
                    f" take '{origin.name}' out of uses."
                )


def read_source(folder: Path) -> Source:
    """Read a source's folder; those it uses are named, not found. Raises SourceError, naming the
    file and the key, when something in it is wrong.
    """
    where = f"source.toml of source '{folder.name}'"
    fix = "Correct the key; docs/sources.md lists every key and what it takes."
    text = text_of(folder / "source.toml", where, SourceError)
    stated = checked(
        StatedSource, toml_of(text, where, SourceError), where, fix, SourceError
    )
    kept = tuple(_raw_file(name, file, is_kept=True) for name, file in stated.kept.items())
    sent = tuple(
        _raw_file(name, file, is_kept=False) for name, file in stated.files.items()
    )
    keys = _keys(stated, SourceKeys)
    return Source(**keys, folder=folder, files=kept + sent, tables=_read_tables(folder))


def _read_tables(folder: Path) -> dict[str, str]:
    known = [table.name for table in schema.TABLES]
    tables = {}
    for path in sorted(folder.glob("*.sql")):
        where = f"{path.name} of source '{folder.name}'"
        if path.stem not in known:
            raise SourceError(
                f"{where} names no canonical table, expected one of {', '.join(known)}.\nRename it."
            )
        tables[path.stem] = text_of(path, where, SourceError)
    return tables


def _raw_file(name: str, stated: StatedFile, is_kept: bool) -> RawFile:
    columns = tuple(
        _raw_column(column, kind, stated) for column, kind in stated.columns.items()
    )
    line_end = LINE_ENDS[stated.line_end]
    keys = _keys(stated, FileKeys)
    return RawFile(**keys, name=name, line_end=line_end, columns=columns, is_kept=is_kept)


def _raw_column(name: str, stated: StatedColumn, file: StatedFile) -> RawColumn:
    keys = _keys(stated, ColumnKeys)
    keys["null_texts"] = (*file.null_texts, *stated.null_texts)
    return RawColumn(**keys, name=name, decimal_mark=file.decimal_mark)


def _keys(stated: Stated, model: type[Stated]) -> dict[str, Any]:
    """What is stated of the keys of one model, by the names they have in the file."""
    return stated.model_dump(include=set(model.model_fields), by_alias=True)
