"""A source: what a person states about a system's files (`source.toml`) and the SQL that shapes them (`<table>.sql`)."""

from __future__ import annotations

import codecs
import hashlib
import re
import tomllib
import zoneinfo
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from srmlib import schema
from srmlib.errors import SourceError

FORMATS = ("csv", "csv.gz", "parquet", "xlsx")
LINE_ENDS = {"LF": "\n", "CR": "\r", "CRLF": "\r\n"}
# Parts of a date layout and the text each stands for; anything else in a layout must match itself.
LAYOUT_PARTS = {"%d": r"\d{1,2}", "%m": r"\d{1,2}", "%b": "[A-Z][a-z]{2}", "%y": r"\d{2}", "%Y": r"\d{4}", "%H": r"\d{2}", "%M": r"\d{2}", "%S": r"\d{2}"}


@dataclass(frozen=True)
class RawColumn:
    """One column of a file as received: text unless a date layout or a number of decimals is declared.

    `null_texts` mean "not known"; `texts` and `text_pattern` are words the column may hold beside its dates or numbers,
    which the table's SQL must read.
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
                raise ValueError(f"'{unknown[0]}' in the layout of column '{self.name}' is not known, expected {', '.join(LAYOUT_PARTS)}")
            return "".join(LAYOUT_PARTS.get(part, re.escape(part)) for part in re.findall(r"%.|[^%]", self.layout))
        if self.decimals is not None:
            fraction = rf"({re.escape(self.decimal_mark)}\d{{1,{self.decimals}}})?" if self.decimals else ""
            return rf"-?\d{{1,15}}{fraction}"
        return ".*"

    @property
    def expectation(self) -> str:
        if self.layout:
            kind = f"a date such as {date(2015, 6, 2).strftime(self.layout)}"
        else:
            kind = "a whole number" if not self.decimals else f"a number with at most {self.decimals} decimals after '{self.decimal_mark}'"
        words = [repr(text) for text in (*self.null_texts, *self.texts)] + (["a declared reference"] if self.text_pattern else [])
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
    sheet: str | None = None
    expected_every_days: int | None = None
    is_kept: bool = False


@dataclass(frozen=True)
class Source:
    """A system's extract: its files, and the SQL of each canonical table it supplies.

    `is_kept` files live beside source.toml (a mapping a person keeps), the others in the folder of an extract.
    `time_zone` is the plant's, by its IANA name: days of times are told in it.
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

    @property
    def fingerprint(self) -> str:
        """sha256 over source.toml, its SQL and its kept files: a change in any of them makes another snapshot."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.iterdir()):
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def read_source(folder: Path) -> Source:
    """Read a source's folder. Raises SourceError, naming the file and the key, when something in it is wrong."""
    try:
        return _read_source(folder)
    except (TypeError, ValueError, LookupError, AttributeError, re.error) as error:
        raise SourceError(f"source.toml of source '{folder.name}': {error}.\nCorrect it; docs/sources.md lists every key and what it takes.") from error


def _read_source(folder: Path) -> Source:
    path = folder / "source.toml"
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path.name} of source '{folder.name}' is no valid TOML: {error}.\nCorrect it there.") from error
    files = [
        _read_file(folder.name, name, table, is_kept) for is_kept, key in ((True, "kept"), (False, "files")) for name, table in stated.pop(key, {}).items()
    ]
    tables = {sql.stem: sql.read_text(encoding="utf-8") for sql in sorted(folder.glob("*.sql"))}
    unknown = set(tables) - {table.name for table in schema.TABLES}
    if unknown:
        raise SourceError(f"{sorted(unknown)[0]}.sql of source '{folder.name}' names no canonical table, expected one of {_names(schema.TABLES)}.\nRename it.")
    as_of = stated.pop("as_of", None)
    if not isinstance(stated.get("allowed_rejects", 0), int):
        raise ValueError(f"allowed_rejects is '{stated['allowed_rejects']}', expected a whole number")
    # 'localtime' stands among them, but is another zone on another machine.
    if str(stated.get("time_zone", "UTC")) not in zoneinfo.available_timezones() - {"localtime"}:
        raise ValueError(f"time_zone is '{stated['time_zone']}', expected the IANA name of a zone, such as America/Sao_Paulo")
    return _build(Source, folder.name, stated, folder=folder, files=tuple(files), tables=tables, as_of=date.fromisoformat(str(as_of)) if as_of else None)


def _read_file(source: str, name: str, stated: dict, is_kept: bool) -> RawFile:
    stated = dict(stated)
    mark = stated.pop("decimal_mark", ".")
    nulls = tuple(stated.pop("null_texts", ()))
    columns = tuple(_read_column(source, column, kind, mark, nulls) for column, kind in stated.pop("columns", {}).items())
    codecs.lookup(stated.get("encoding", "utf-8"))
    if len(stated.get("separator", ",")) != 1:
        raise ValueError(f"separator of file '{name}' is '{stated['separator']}', expected one character")
    line_end = stated.pop("line_end", "LF")
    for key, value, choices in (("format", stated.get("format"), FORMATS), ("line_end", line_end, LINE_ENDS)):
        if value not in choices:
            raise SourceError(f"source.toml of source '{source}', file '{name}': {key} is '{value}', expected one of {', '.join(choices)}.\nCorrect it.")
    if not columns:
        raise SourceError(f"source.toml of source '{source}', file '{name}': no columns are listed, expected the header in its order.\nList them.")
    return _build(RawFile, source, stated, name=name, columns=columns, line_end=LINE_ENDS[line_end], is_kept=is_kept)


def _read_column(source: str, name: str, kind: str | dict, mark: str, file_nulls: tuple[str, ...]) -> RawColumn:
    kinds = {"text": {}, "integer": {"number": 0}}
    if isinstance(kind, str) and kind not in kinds:
        raise SourceError(
            f"source.toml of source '{source}', column '{name}': '{kind}' is no kind, expected text, integer, {{ date = … }} or {{ number = … }}.\nCorrect it."
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
    assert column.pattern, "a layout that cannot be read is told here, not when its first file comes"
    return column


def _build(kind: type, source: str, stated: dict, **settings):
    """Make the dataclass, turning a key it does not know or lacks into a message a person can act on."""
    try:
        return kind(**stated, **settings)
    except TypeError as error:
        raise SourceError(f"source.toml of source '{source}': {str(error).split('() ')[-1]}.\nCorrect the key; docs/sources.md lists all of them.") from error


def _names(tables) -> str:
    return ", ".join(table.name for table in tables)
