"""`srm register …`: look into the register, enter, import, export, prove and copy it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from srmlib.errors import DataFaults, RegisterError, UsageError
from srmlib.numbers import count_words
from srmlib.register.belonging import referring
from srmlib.register.book import Book, Record
from srmlib.register.cells import Cell, cell_of, is_empty
from srmlib.register.entries import SIDES, Draft, Entry, check_who
from srmlib.register.erasing import out_of_reach
from srmlib.register.importing import import_lists, plan
from srmlib.register.kinds import KINDS, Kind, kind_called
from srmlib.register.kinds.page import command_of
from srmlib.register.naming import Listed, listed, stated_in_lists
from srmlib.register.rows import RECORD, REVISION, Lists, Row, columns_of
from srmlib.register.store import open_register
from srmlib.rules.checking import escaped, nearest, printable
from srmlib.workspace import Workspace

Asked = argparse.Namespace
Command = Callable[[Workspace, Asked], int]
BEGIN = (
    "Nothing is entered yet. Two lists are enough: people and actions. srm register export"
    " lists.xlsx person action makes them; fill them in, then srm register import lists.xlsx."
)
WIDEST, WIDEST_WORDS = 40, 100


def add_commands(
    command: Callable[[str, Command, str], argparse.ArgumentParser],
    tell: Callable[[Workspace, Sequence[Entry]], None],
) -> None:
    """`srm register` and what stands behind it; `tell` says what of new entries may be wrong."""
    register = command(
        "register", _list_kinds, "what both firms enter: look, enter, import, export"
    )
    under = register.add_subparsers(metavar="WHAT")

    def sub(name: str, function: Command, words: str) -> argparse.ArgumentParser:
        added = under.add_parser(name, help=words, description=words)
        added.add_argument("--home", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        added.set_defaults(command=function, tell=tell)
        return added

    _add_reading(sub)
    _add_entering(sub)


def _add_reading(sub: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    listed = sub("list", _list, "the records of a kind that stand")
    listed.add_argument("kind", metavar="KIND", help=f"one of {', '.join(KINDS)}")
    listed.add_argument("--supplier", metavar="ID", help="only this supplier's")
    listed.add_argument(
        "--as-of", metavar="DATE", help="as they stood at the end of this day, UTC"
    )
    exported = sub(
        "export", _export, "lists as a workbook or a folder of CSV files; empty: templates"
    )
    exported.add_argument("path", metavar="FILE.xlsx|FOLDER", type=Path)
    exported.add_argument(
        "kinds", metavar="KIND", nargs="*", help="only these (default: all)"
    )
    exported.add_argument(
        "--supplier", metavar="ID", help="only this supplier's, and what is for all of them"
    )
    exported.add_argument(
        "--empty",
        action="store_true",
        help="empty lists to be filled in, whatever is entered",
    )
    sub("check", _check, "prove that every entry is as it was entered")
    copied = sub(
        "backup", _backup, "copy the register while it is in use, and prove the copy"
    )
    copied.add_argument("path", metavar="FILE", type=Path)


def _add_entering(sub: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    added = sub("add", _add, "enter a record, or a correction where record=ID names one")
    added.add_argument("kind", metavar="KIND", help=f"one of {', '.join(KINDS)}")
    added.add_argument("fields", metavar="FIELD=VALUE", nargs="*")
    imported = sub(
        "import", _import, "enter lists: a workbook, <kind>.csv, or a folder of those"
    )
    imported.add_argument("path", metavar="FILE|FOLDER", type=Path)
    imported.add_argument(
        "--over",
        action="store_true",
        help="enter rows, too, that are older than what is known",
    )
    for one in (added, imported):
        one.add_argument(
            "--supplier", metavar="ID", help="whose it is, where nothing else says so"
        )
    withdrawn = sub("withdraw", _withdraw, "take a record back; its history stays")
    withdrawn.add_argument("kind", metavar="KIND")
    withdrawn.add_argument("record", metavar="RECORD")
    erased = sub(
        "erase", _erase, "let a person's name and contact leave, in every revision"
    )
    erased.add_argument("person", metavar="PERSON", help="the person's id")
    for one in (added, imported, withdrawn, erased):
        one.add_argument("--side", choices=SIDES, default="buyer", help="who states it")
        one.add_argument(
            "--author", metavar="WHO", help="who enters it (default: SRM_AUTHOR)"
        )


def status_line(workspace: Workspace) -> str:
    """What `srm status` says of the register."""
    register = open_register(workspace)
    try:
        head = register.check()
    except RegisterError as error:
        return str(error)
    if not head.number:
        return f"register: empty. {BEGIN}"
    last = register.entries(until=head.number)[-1]
    return (
        f"register: {head.number:,} entries, the last of {last.entered_at:%Y-%m-%d %H:%M} UTC; every"
        f" one is as it was entered ({register.where})"
    )


# --- Reading


def _list_kinds(workspace: Workspace, asked: Asked) -> int:
    """`srm register` alone: what there is of each kind."""
    book = open_register(workspace).book()
    if not book:
        print(BEGIN)
        return 0
    rows = []
    for kind in KINDS.values():
        count = len(book.all(kind))
        if count:
            rows.append([kind.kind, str(count), kind.words])
    _print_table(["kind", "records", "one is"], rows, widest=WIDEST_WORDS)
    return 0


def _list(workspace: Workspace, asked: Asked) -> int:
    kind = kind_called(asked.kind)
    book = open_register(workspace).book(asked.supplier, until=_day(asked.as_of))
    if not book:
        print(BEGIN if asked.as_of is None else f"Nothing was entered by {asked.as_of}.")
        return 0
    records = book.all(kind)
    if not records:
        print(f"There is no {kind.kind} yet. Enter one, such as {command_of(kind, 'ID')}")
        return 0
    heads = [*columns_of(kind), "entered"]
    people = listed(book)
    rows = [_cells_of(one, people) for one in records]
    _print_table(heads, rows)
    return 0


def _cells_of(record: Record[Kind], people: Listed) -> list[str]:
    values = [
        stated_in_lists(record.now, name, people)
        for name in columns_of(type(record.now))[2:]
    ]
    cells = [_shown(one) for one in (record.id, record.supplier_id, *values)]
    return [*cells, f"{record.last.entered_at:%Y-%m-%d}"]


def _shown(value: object) -> str:
    cell = cell_of(value)
    return "" if cell is None else str(cell)


def _print_table(heads: list[str], rows: list[list[str]], widest: int = WIDEST) -> None:
    """Aligned; columns that hold nothing are left out, and long cells are cut."""
    filled = [column for column in range(len(heads)) if any(row[column] for row in rows)]
    lines = [[_cut(line[column], widest) for column in filled] for line in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        print("  ".join(f"{cell:{width}}" for cell, width in cells).rstrip())


def _cut(text: str, widest: int) -> str:
    plain = escaped(" ".join(text.split()))
    return plain if len(plain) <= widest else plain[: widest - 1] + "…"


def _export(workspace: Workspace, asked: Asked) -> int:
    # XlsxWriter takes a moment to be imported, and no other command needs it.
    from srmlib.register.sheets import export_lists

    kinds = [kind_called(name) for name in asked.kinds]
    book = Book([]) if asked.empty else open_register(workspace).book(asked.supplier)
    files = export_lists(book, asked.path, kinds)
    print(files[0] if len(files) == 1 else f"{len(files)} files in {asked.path}")
    return 0


def _check(workspace: Workspace, asked: Asked) -> int:
    head = open_register(workspace).check()
    if not head.number:
        print(BEGIN)
        return 0
    print(f"{head.number:,} entries, each as it was entered. The last: {head.sha256}")
    return 0


def _backup(workspace: Workspace, asked: Asked) -> int:
    head = open_register(workspace).backup(asked.path)
    print(f"{asked.path}: {head.number:,} entries, each as it was entered")
    return 0


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"--as-of is '{printable(text)}', expected a date such as 2026-01-31.\nCorrect it."
        ) from error


# --- Entering


def _add(workspace: Workspace, asked: Asked) -> int:
    kind = kind_called(asked.kind)
    who = _who(asked)
    said = _said(kind, asked.fields)
    register = open_register(workspace)

    def drafts(entries: Sequence[Entry]) -> list[Draft]:
        lists = Lists([_row(kind, said, entries)])
        planned = plan(lists, entries, asked.supplier, now=register.entering_at())
        if planned.faults:
            raise DataFaults(planned.faults)
        return planned.drafts

    # First without the lock: what is wrong makes no register.
    entered = register.append(drafts, **who) if drafts(register.entries()) else []
    for one in entered:
        what = "entered" if one.revision == 1 else f"corrected: revision {one.revision}"
        print(f"{one.kind} {one.record} {what}")
    asked.tell(workspace, entered)
    if not entered:
        print("The register states just this already: nothing was entered.")
    return 0


def _said(kind: type[Kind], fields: Sequence[str]) -> dict[str, str]:
    """Field to value, of `field=value …`; an empty value takes away what was stated."""
    said: dict[str, str] = {}
    for one in fields:
        name, equals, value = one.partition("=")
        if not equals:
            raise UsageError(
                f"'{printable(one)}' is no FIELD=VALUE, expected such as {command_of(kind, 'ID')}.\nPut"
                " quotes around a value of several words."
            )
        if name not in columns_of(kind):
            meant = nearest(name, columns_of(kind))
            raise UsageError(f"'{printable(name)}' is no field of {kind.kind}, {meant}")
        if name in said:
            raise UsageError(f"{name} is given twice, expected it once.\nName it once.")
        said[name] = value
    return said


def _row(kind: type[Kind], said: dict[str, str], entries: Sequence[Entry]) -> Row:
    """What is not said stays as the record has it."""
    record = said.get(RECORD)
    cells: dict[str, Cell] = {}
    for one in entries:
        if one.kind == kind.kind and one.record == record:
            cells = _stated_by(one) | {REVISION: one.revision}
    cells |= said
    stated = {name: cell for name, cell in cells.items() if not is_empty(cell)}
    return Row(
        f"srm register add {kind.kind}", None, kind, stated, frozenset(columns_of(kind))
    )


def _stated_by(entry: Entry) -> dict[str, Cell]:
    names = [one.name for one in entry.stated.fields()]
    return {name: cell_of(getattr(entry.stated, name)) for name in names}


def _import(workspace: Workspace, asked: Asked) -> int:
    who = _who(asked)
    register = open_register(workspace)
    done = import_lists(
        register, asked.path, supplier_id=asked.supplier, over=asked.over, **who
    )
    print(f"{done.new} new, {done.changed} corrected, {done.same} there already")
    book = register.book()
    for one in done.entered:
        if one.revision > 1 and (record := book.find(type(one.stated), one.record)):
            print(f"{one.kind} {one.record}: {_changes(record, listed(book))}")
    asked.tell(workspace, done.entered)
    if done.new:
        print("Go on with lists that bear the ids: srm register export FILE.xlsx")
    return 0


def _changes(record: Record[Kind], people: Listed) -> str:
    """What the last revision states otherwise than the one before."""
    before, now = (one.stated for one in record.revisions[-2:])
    changes = []
    for field in now.fields():
        was, is_now = (
            _cut(_shown(stated_in_lists(one, field.name, people)), WIDEST)
            for one in (before, now)
        )
        if was != is_now:
            changes.append(f"{field.name} {was or 'empty'} → {is_now or 'empty'}")
    return ", ".join(changes)


def _withdraw(workspace: Workspace, asked: Asked) -> int:
    kind = kind_called(asked.kind)
    register = open_register(workspace)
    register.withdraw(kind.kind, asked.record, **_who(asked))
    print(f"{kind.kind} {asked.record} is withdrawn; its history stays")
    for one in referring(register.book(), kind.kind, asked.record):
        its = one.now.kind
        print(
            f"{its} {one.id} still refers to it. Withdraw it, too: srm register withdraw"
            f" {its} {one.id}; or correct it: srm register add {its} record={one.id} …"
        )
    return 0


def _erase(workspace: Workspace, asked: Asked) -> int:
    register = open_register(workspace)
    people = listed(register.book())
    if asked.person not in people.people and (person := people.person(asked.person)):
        raise UsageError(f"{person} is called so; erase by id: srm register erase {person}")
    stays = list(out_of_reach(register.entries(), asked.person))
    erasure = register.erase(asked.person, **_who(asked))
    print(f"name and contact of {asked.person} are erased, in every revision.")
    if reached := getattr(erasure.stated, "also_in", None):
        print(
            f"So are the words that named them in {count_words(len(reached), 'other entry')}."
        )
    if stays:
        print("The name stays, in the chain, where somebody typed it:", *stays, sep="\n  ")
    print("Backups, exported lists and reports made before still hold it: replace them.")
    return 0


def _who(asked: Asked) -> dict[str, str]:
    """Checked before anything else: nobody corrects a list only to be asked who they are."""
    author = asked.author or os.environ.get("SRM_AUTHOR", "")
    check_who(asked.side, author)
    return {"side": asked.side, "author": author}
