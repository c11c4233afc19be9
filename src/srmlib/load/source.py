"""A source: what a person states about a system's files (`source.toml`) and the SQL that shapes
them (`<table>.sql`).
"""

from __future__ import annotations

import codecs
import hashlib
import re
import tomllib
import zoneinfo
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from srmlib.errors import SourceError, UsageError
from srmlib.rules import schema
from srmlib.workspace import Workspace

FORMATS = ("csv", "csv.gz", "parquet", "xlsx")
FX_BY = ("day", "month")
# A rate may hold for so many days at most: one that is older says nothing of the day.
MOST_DAYS_HELD = 366
# Tables a load makes itself: no raw table may bear their names.
TAKEN_NAMES = (
    "load_info",
    "snapshot_info",
    "extracts",
    "rejected_rows",
    "calendar_days",
    "cost_drivers",
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


@dataclass(frozen=True)
class RawColumn:
    """One column of a file as received: text unless a date layout or a number of decimals is
    declared.

    `null_texts` mean "not known"; `texts` and `text_pattern` are words the column may hold beside
    its dates or numbers, which the table's SQL must read.
    """

    name: str
    layout: str | None = None
    decimals: int | None = None
    decimal_mark: str = "."
    null_texts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    text_pattern: str | None = None

    @property
    def pattern(self) -> str:
        """The regular expression of a whole date or number cell; any text for a text column."""
        if self.layout:
            unknown = [part for part in re.findall(r"%.", self.layout) if part not in LAYOUT_PARTS]
            if unknown:
                raise ValueError(
                    f"'{unknown[0]}' in the layout of column '{self.name}' is not known, expected"
                    f" {', '.join(LAYOUT_PARTS)}"
                )
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


@dataclass(frozen=True)
class RawFile:
    """One file of a source and how it must be read; nothing about it is sniffed."""

    name: str
    path: str
    format: str
    columns: tuple[RawColumn, ...]
    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\n"
    has_last_line_end: bool = True
    has_trailing_separator: bool = False
    sheet: str | None = None
    expected_every_days: int | None = None
    is_kept: bool = False


@dataclass(frozen=True)
class Source:
    """A system's extract: its files, and the SQL of each canonical table it supplies.

    `is_kept` files live beside source.toml (a mapping a person keeps), the others in the folder of
    an extract. `time_zone` is the plant's, by its IANA name: days of times are told in it. A rate
    of the table fx holds for the month it stands in, or for its day and at most `fx_days_held` days
    after it.
    `uses` names sources whose tables it takes where it supplies none itself; `lenders` are those
    sources, once they are found. A lender's `files_in` is the folder its files are kept in; none
    where they come with the extract.
    """

    folder: Path
    name: str
    title: str
    reporting_currency: str
    files: tuple[RawFile, ...]
    tables: dict[str, str]
    as_of: date | None = None
    time_zone: str = "UTC"
    allowed_rejects: int = 0
    control_totals: str | None = None
    fx_by: str = "day"
    fx_days_held: int = 7
    uses: tuple[str, ...] = ()
    lenders: tuple[Source, ...] = ()
    files_in: Path | None = None

    @property
    def origins(self) -> tuple[Source, ...]:
        """Where its files and tables come from: itself, then the sources it uses."""
        return (self, *self.lenders)

    @property
    def all_files(self) -> tuple[RawFile, ...]:
        return tuple(file for origin in self.origins for file in origin.files)

    @property
    def all_tables(self) -> dict[str, str]:
        """The SQL of every canonical table, its own and those it is lent."""
        return {table: sql for origin in self.origins for table, sql in origin.tables.items()}

    @property
    def fingerprint(self) -> str:
        """sha256 over source.toml, its SQL and its kept files, and those of the sources it uses: a
        change in any of them makes another snapshot.
        """
        digest = hashlib.sha256()
        for path in sorted(self.folder.iterdir()):
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        for lender in self.lenders:
            digest.update(lender.fingerprint.encode())
        return digest.hexdigest()


def find_source(workspace: Workspace, name_or_folder: str) -> Source:
    """A source with those it uses, as a load needs it. Raises SourceError when two of them supply
    the same table or name a file alike.
    """
    source = read_source(workspace.source(name_or_folder))
    found = replace(
        source, lenders=tuple(_find_lender(workspace, source, name) for name in source.uses)
    )
    _check_apart(found)
    return found


def _find_lender(workspace: Workspace, source: Source, name: str) -> Source:
    try:
        lender = read_source(workspace.source(name))
    except UsageError as error:
        raise SourceError(
            f"source.toml of source '{source.name}' uses '{name}': {error}"
        ) from error
    if lender.uses:
        words = (
            f"source.toml of source '{source.name}' uses '{name}', which itself uses"
            f" '{lender.uses[0]}'; expected one that uses none"
        )
        raise SourceError(
            f"{words}.\nName both in the uses of '{source.name}', or copy '{name}' under another"
            " name and leave uses out of it."
        )
    kept_in = workspace.root / "data" / "extracts" / name
    return replace(lender, files_in=kept_in if kept_in.is_dir() else None)


def _check_apart(source: Source) -> None:
    """Sources that are read together supply different tables, and their files have different
    names.
    """
    seen: dict[tuple[str, str], Source] = {}
    for origin in source.origins:
        named = [("supply the table", table) for table in origin.tables]
        named += [("have files under the name", file.name.casefold()) for file in origin.files] + [
            ("have a file", file.path) for file in origin.files
        ]
        for what, name in named:
            other = seen.setdefault((what, name), origin)
            if other is not origin:
                words = (
                    f"source.toml of source '{source.name}' uses '{origin.name}', and both"
                    f" '{other.name}' and '{origin.name}' {what} '{name}'"
                )
                raise SourceError(
                    f"{words}.\nWhich of them is meant cannot be guessed: leave it out of one, or"
                    f" take '{origin.name}' out of uses."
                )


def read_source(folder: Path) -> Source:
    """Read a source's folder; those it uses are named, not found. Raises SourceError, naming the
    file and the key, when something in it is wrong.
    """
    try:
        return _read_source(folder)
    except (TypeError, ValueError, LookupError, AttributeError, re.error) as error:
        raise SourceError(
            f"source.toml of source '{folder.name}': {error}.\nCorrect it; docs/sources.md lists"
            " every key and what it takes."
        ) from error


def _read_source(folder: Path) -> Source:
    path = folder / "source.toml"
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(
            f"{path.name} of source '{folder.name}' is no valid TOML: {error}.\nCorrect it there."
        ) from error
    files = [
        _read_file(folder.name, name, table, is_kept)
        for is_kept, key in ((True, "kept"), (False, "files"))
        for name, table in stated.pop(key, {}).items()
    ]
    tables = {sql.stem: sql.read_text(encoding="utf-8") for sql in sorted(folder.glob("*.sql"))}
    unknown = set(tables) - {table.name for table in schema.TABLES}
    if unknown:
        raise SourceError(
            f"{sorted(unknown)[0]}.sql of source '{folder.name}' names no canonical table, expected"
            f" one of {_names(schema.TABLES)}.\nRename it."
        )
    as_of = stated.pop("as_of", None)
    if not isinstance(stated.get("allowed_rejects", 0), int):
        raise ValueError(
            f"allowed_rejects is '{stated['allowed_rejects']}', expected a whole number"
        )
    # 'localtime' stands among them, but is another zone on another machine.
    if str(stated.get("time_zone", "UTC")) not in zoneinfo.available_timezones() - {"localtime"}:
        raise ValueError(
            f"time_zone is '{stated['time_zone']}', expected the IANA name of a zone, such as"
            " America/Sao_Paulo"
        )
    _check_rate_keys(stated)
    found = {
        "folder": folder,
        "files": tuple(files),
        "tables": tables,
        "uses": _read_uses(stated),
        "lenders": (),
        "files_in": None,
    }
    return _build(
        Source,
        folder.name,
        stated,
        **found,
        as_of=date.fromisoformat(str(as_of)) if as_of else None,
    )


def _check_rate_keys(stated: dict) -> None:
    """The keys that say how amounts in another currency are converted. Raises ValueError."""
    currency, fx_by, held = (
        str(stated.get("reporting_currency", "EUR")),
        stated.get("fx_by", "day"),
        stated.get("fx_days_held", 7),
    )
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError(
            f"reporting_currency is '{currency}', expected the three capitals of ISO 4217, such"
            " as EUR"
        )
    if fx_by not in FX_BY:
        raise ValueError(f"fx_by is '{fx_by}', expected {' or '.join(FX_BY)}")
    if "fx_days_held" in stated and fx_by == "month":
        raise ValueError(
            "fx_days_held is stated, but fx_by is month: a month's rate holds in that month alone"
        )
    if type(held) is not int or not 0 <= held <= MOST_DAYS_HELD:
        raise ValueError(
            f"fx_days_held is '{held}', expected a whole number of days from 0 to {MOST_DAYS_HELD}"
        )


def _read_uses(stated: dict) -> tuple[str, ...]:
    uses = stated.pop("uses", [])
    # A name, never a path: it also names the folder under data/extracts/ that the files are kept
    # in.
    if (
        not isinstance(uses, list)
        or not all(isinstance(name, str) and re.fullmatch(r"\w[\w-]*", name) for name in uses)
        or len(set(uses)) < len(uses)
    ):
        raise ValueError(
            f"uses is {uses!r}, expected a list of sources under data/sources/, each once, such as"
            ' ["ecb"]'
        )
    return tuple(uses)


def _read_file(source: str, name: str, stated: dict, is_kept: bool) -> RawFile:
    stated = dict(stated)
    mark = stated.pop("decimal_mark", ".")
    nulls = tuple(stated.pop("null_texts", ()))
    columns = tuple(
        _read_column(source, column, kind, mark, nulls)
        for column, kind in stated.pop("columns", {}).items()
    )
    codecs.lookup(stated.get("encoding", "utf-8"))
    if name in TAKEN_NAMES:
        raise ValueError(
            f"a file is named '{name}', which is a table of the load itself: name it otherwise"
        )
    for key in ("has_last_line_end", "has_trailing_separator"):
        if not isinstance(stated.get(key, True), bool):
            raise ValueError(f"{key} of file '{name}' is '{stated[key]}', expected true or false")
    if stated.get("has_trailing_separator") and stated.get("format") in ("parquet", "xlsx"):
        raise ValueError(
            f"has_trailing_separator of file '{name}' is stated, but its format is"
            f" {stated['format']}, which has no separators"
        )
    if len(stated.get("separator", ",")) != 1:
        raise ValueError(
            f"separator of file '{name}' is '{stated['separator']}', expected one character"
        )
    line_end = stated.pop("line_end", "LF")
    for key, value, choices in (
        ("format", stated.get("format"), FORMATS),
        ("line_end", line_end, LINE_ENDS),
    ):
        if value not in choices:
            raise SourceError(
                f"source.toml of source '{source}', file '{name}': {key} is '{value}', expected one"
                f" of {', '.join(choices)}.\nCorrect it."
            )
    if not columns:
        raise SourceError(
            f"source.toml of source '{source}', file '{name}': no columns are listed, expected the"
            " header in its order.\nList them."
        )
    return _build(
        RawFile,
        source,
        stated,
        name=name,
        columns=columns,
        line_end=LINE_ENDS[line_end],
        is_kept=is_kept,
    )


def _read_column(
    source: str, name: str, kind: str | dict, mark: str, file_nulls: tuple[str, ...]
) -> RawColumn:
    kinds = {"text": {}, "integer": {"number": 0}}
    if isinstance(kind, str) and kind not in kinds:
        raise SourceError(
            f"source.toml of source '{source}', column '{name}': '{kind}' is no kind, expected"
            " text, integer, { date = … } or { number = … }.\nCorrect it."
        )
    stated = dict(kinds[kind] if isinstance(kind, str) else kind)
    re.compile(stated.get("text_pattern", ""))
    column = _build(
        RawColumn,
        source,
        {},
        name=name,
        layout=stated.pop("date", None),
        decimals=stated.pop("number", None),
        decimal_mark=mark,
        null_texts=(*file_nulls, *stated.pop("null_texts", ())),
        texts=tuple(stated.pop("texts", ())),
        **stated,
    )
    assert column.pattern, (
        "a layout that cannot be read is told here, not when its first file comes"
    )
    return column


def _build(kind: type, source: str, stated: dict, **settings):
    """Make the dataclass, turning a key it does not know or lacks into a message a person can act
    on.
    """
    try:
        return kind(**stated, **settings)
    except TypeError as error:
        raise SourceError(
            f"source.toml of source '{source}': {str(error).split('() ')[-1]}.\nCorrect the key;"
            " docs/sources.md lists all of them."
        ) from error


def _names(tables) -> str:
    return ", ".join(table.name for table in tables)
