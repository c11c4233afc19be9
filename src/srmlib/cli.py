"""The command line. Thin: every command is one call into the library, and a user's mistake is a
sentence, never a traceback.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb

from srmlib.cost.coverage import measured_lines
from srmlib.errors import SrmError, UsageError
from srmlib.load.building import Published
from srmlib.load.plausibility import finding_lines
from srmlib.load.publish import check_extract, load_extract
from srmlib.meeting.commands import add_commands as add_meeting_commands
from srmlib.metrics.coverage import coverage_of
from srmlib.metrics.left_out import left_out_lines
from srmlib.onboarding.commands import add_commands as add_onboarding_commands
from srmlib.register import commands as register
from srmlib.register.store import Entry
from srmlib.replies.commands import add_commands as add_reply_commands
from srmlib.reports.partnering_commands import add_commands as add_partnering_commands
from srmlib.reports.recall_commands import add_commands as add_recall_commands
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import COUNTED_BASES
from srmlib.snapshot import list_snapshots, open_snapshot
from srmlib.workspace import PROJECT, Workspace

Command = Callable[[Workspace, argparse.Namespace], int]


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 data faults or failed reports, 2 wrong
    usage, 75 another run holds the quarter.
    """
    asked = _parser().parse_args(argv)
    command: Command = asked.command
    try:
        return command(Workspace.find(getattr(asked, "home", None)), asked)
    except SrmError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # Whoever reads has seen enough (`srm levels 2026Q3 | head`); nothing is left to be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        # A full disk reaches the database first.
        print(
            f"The database cannot go on: {str(error).splitlines()[0]}\nLook whether the disk of the"
            " workspace and TMPDIR have room; what it may take of memory is SRM_MEMORY_LIMIT.",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        said = f"{error.strerror or error}"
        if error.filename:
            said = f"{error.filename}: {said}"
        print(
            f"{said}.\nLook whether the folder is there, may be written, and has room.",
            file=sys.stderr,
        )
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="srm",
        description="Supplier workbooks: extracts to snapshots to quarterly reports.",
    )
    parser.add_argument(
        "--home",
        metavar="DIR",
        help="the workbook's root with data/ and reports/ (default: the current folder)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Command, words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.add_argument(
            "--home", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
        added.set_defaults(command=function)
        return added

    command(
        "demo",
        _demo,
        "build the sample world, load it and write the reports of its last full quarter",
    )
    for name, function, words in (
        ("check", _check, "read and check an extract without publishing"),
        ("load", _load, "build and publish a snapshot from an extract"),
    ):
        added = command(name, function, words)
        added.add_argument(
            "source",
            metavar="SOURCE",
            help="a name under data/sources/, or a folder that holds source.toml",
        )
        added.add_argument(
            "--files",
            metavar="DIR",
            required=True,
            type=Path,
            help="the folder with the files as received",
        )
        added.add_argument(
            "--as-of",
            metavar="DATE",
            type=_day,
            help=(
                "what the extract knows ends here (default: stated by the source, else the last day"
                " on which anything happened)"
            ),
        )
    report = command(
        "report", _report, "write one report per supplier with activity, and the index"
    )
    report.add_argument(
        "quarter",
        metavar="QUARTER",
        help="such as 2015Q3, or as your fiscal calendar calls it",
    )
    report.add_argument(
        "--supplier",
        metavar="ID",
        action="append",
        help="only this supplier; may be given more than once",
    )
    report.add_argument("--audience", choices=("shared", "internal"), default="shared")
    report.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=os.cpu_count() or 1,
        help="reports made at the same time",
    )
    report.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="where reports go (default: reports/ of the workspace)",
    )
    report.add_argument(
        "--snapshot",
        metavar="ID",
        help="the snapshot to report on (default: the current one)",
    )
    report.add_argument(
        "--before",
        metavar="ID",
        help=(
            "the snapshot last quarter was published from (default: looked up; '' compares with"
            " none)"
        ),
    )
    report.add_argument(
        "--register-as-of",
        metavar="DATE",
        type=_day,
        help="what people entered is known until this day (default: everything entered)",
    )
    report.add_argument(
        "--register",
        metavar="ENTRY",
        default="",
        help="what people entered is known until this entry, as run.json names it",
    )
    report.add_argument(
        "--stage",
        choices=("draft", "sealed", "reviewed"),
        default="draft",
        help="sealed before the review meeting, reviewed after it (default: draft)",
    )
    report.add_argument(
        "--pdf",
        action="store_true",
        help="print each report to report.pdf, too (by Chromium: SRM_CHROMIUM names another)",
    )
    reconcile = command(
        "reconcile",
        _reconcile,
        "compare a supplier's own file with the buyer's, line by line, and bridge its number to the"
        " agreed one",
    )
    reconcile.add_argument(
        "supplier", metavar="SUPPLIER", help="the supplier's id in the current snapshot"
    )
    reconcile.add_argument(
        "quarter",
        metavar="QUARTER",
        help="such as 2015Q3, or as your fiscal calendar calls it",
    )
    reconcile.add_argument(
        "--source",
        metavar="SOURCE",
        required=True,
        help="the source that reads the supplier's file; it is never published",
    )
    reconcile.add_argument(
        "--files",
        metavar="DIR",
        required=True,
        type=Path,
        help="the folder with the file as received",
    )
    reconcile.add_argument(
        "--stated",
        metavar="PERCENT",
        type=_percent,
        help="on time in full as the supplier stated it, such as 95.8",
    )
    explained = command(
        "explain",
        _explain,
        "say why a schedule line, ticket, lot … counts as it does, step by step",
    )
    explained.add_argument(
        "row",
        metavar="ROW",
        help="the row's id: a schedule line, or what the metric counts",
    )
    explained.add_argument(
        "--metric",
        metavar="ID",
        default="D1",
        help="the metric (default: D1, on time in full)",
    )
    explained.add_argument(
        "--basis", choices=COUNTED_BASES, default="agreed", help="whose way of counting"
    )
    explained.add_argument(
        "--supplier", metavar="ID", help="whose row, where several have it"
    )
    register.add_commands(command, _tell_of_suppliers)
    command(
        "status", _status, "list snapshots, how fresh their files are, and the register"
    )
    add_meeting_commands(command)
    planned = command(
        "programme",
        _programme,
        "print what is planned with every supplier against what happened, and who is late",
    )
    planned.add_argument(
        "quarter",
        metavar="QUARTER",
        help="such as 2015Q3, or as your fiscal calendar calls it",
    )
    command("lab", _lab, "open the notebooks in JupyterLab, on this machine only")
    add_reply_commands(command)
    add_onboarding_commands(command)
    add_partnering_commands(command)
    add_recall_commands(command, _day)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no date, expected one such as 2015-09-14"
        ) from error


def _percent(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number <= 100):
        raise argparse.ArgumentTypeError(
            f"'{text}' is no percentage, expected a number from 0 to 100 such as 95.8"
        )
    return number


def _demo(workspace: Workspace, asked: argparse.Namespace) -> int:
    from sample_world import PUBLISHED_ON, write_everything
    from sample_world.register import REGISTER_AS_OF, write_register

    if os.environ.get("SRM_REGISTER"):
        raise UsageError(
            "SRM_REGISTER names a register, and what the demo enters is invented.\nLeave it out:"
            " the demo enters into its workspace's own."
        )
    head = write_register(workspace.register)
    print(f"register of {head.number:,} entries: {workspace.register}")
    # The quarter before first, from what was known then: so that the last one shows what was
    # restated since.
    earlier = write_everything(workspace.sample)
    statuses = []
    for files, known_on, entered_by, stage in (
        (earlier, PUBLISHED_ON, PUBLISHED_ON, "draft"),
        (workspace.sample, None, REGISTER_AS_OF, "reviewed"),
    ):
        published = load_extract(workspace, "sample", files, known_on)
        _print_loaded("published", published)
        quarter = Quarter.last_full(published.as_of, published.fiscal_year)
        options = {
            "register_as_of": entered_by,
            "stage": stage,
            "jobs": os.cpu_count() or 1,
        }
        statuses.append(_run(workspace, quarter, None, **options))
    return max(statuses)


def _check(workspace: Workspace, asked: argparse.Namespace) -> int:
    with check_extract(workspace, asked.source, asked.files, asked.as_of) as (
        published,
        snapshot,
    ):
        said = [coverage_of(snapshot), left_out_lines(snapshot), measured_lines(snapshot)]
        print("\n\n".join("\n".join(lines) for lines in said if lines) + "\n")
    _print_loaded("would publish", published)
    return 0


def _load(workspace: Workspace, asked: argparse.Namespace) -> int:
    _print_loaded(
        "published", load_extract(workspace, asked.source, asked.files, asked.as_of)
    )
    return 0


def _print_loaded(what: str, published: Published) -> None:
    counts = [("file", c) for c in published.loaded.files] + [
        ("table", c) for c in published.loaded.tables
    ]
    width = max(len(c.name) for _, c in counts)
    print(f"{'':5}  {'':{width}}  {'read':>10}  {'kept':>10}  {'rejected':>10}")
    for kind, c in counts:
        print(
            f"{kind:5}  {c.name:{width}}  {c.read:>10,}  {c.kept:>10,}  {c.rejected:>10,}"
        )
    for fault in published.loaded.faults:
        print(fault)
    for line in finding_lines(published.findings):
        print(line)
    if published.agreed.file:
        print(f"agreed definitions from {published.agreed.file}")
    else:
        print(f"no agreed definitions: there is no {published.agreed.place}")
    print("\n".join(published.told))
    if not published.fiscal_year.is_calendar_year:
        last = Quarter.last_full(published.as_of, published.fiscal_year)
        print(
            f"fiscal quarters: the last full one is {last.label}, {last.start} to {last.last_day}"
        )
    print(f"{what} snapshot {published.id}, as of {published.as_of}")


def _report(workspace: Workspace, asked: argparse.Namespace) -> int:
    if asked.jobs < 1:
        raise UsageError(
            f"--jobs is {asked.jobs}, expected at least 1.\nGive how many reports may be made at"
            " the same time."
        )
    options = {
        "audience": asked.audience,
        "jobs": asked.jobs,
        "out": asked.out,
        "snapshot_id": asked.snapshot,
        "before": asked.before,
        "register": asked.register,
        "register_as_of": asked.register_as_of,
        "stage": asked.stage,
        "pdf": asked.pdf,
    }
    return _run(workspace, asked.quarter, asked.supplier, **options)


def _run(
    workspace: Workspace,
    quarter: Quarter | str,
    suppliers: list[str] | None,
    **options: Any,
) -> int:
    from srmlib.reports.run import run_reports

    result = run_reports(workspace, quarter, suppliers, **options)
    print(result.index)
    return 1 if result.failed else 0


def _reconcile(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.agreement.reconcile import bridge_lines
    from srmlib.facts import supplier_quarter
    from srmlib.register import open_register
    from srmlib.reports.export import csv_text
    from srmlib.reports.publish import slug, write_atomically

    with (
        supplier_quarter(
            asked.supplier,
            asked.quarter,
            workspace=workspace,
            register=open_register(workspace),
        ) as ours,
        check_extract(workspace, asked.source, asked.files, ours.snapshot.as_of) as (
            _,
            theirs,
        ),
    ):
        found = ours.reconcile(theirs, stated=asked.stated)
    listed = (
        workspace.reports / ours.quarter.label / f"reconciled-{slug(asked.supplier)}.csv"
    )
    write_atomically(listed, csv_text(found.table()).encode())
    print("\n".join(bridge_lines(found)))
    print(f"{len(found.differences)} lines read differently: {listed}")
    return 0


def _explain(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.explain import explain
    from srmlib.register import open_register
    from srmlib.relationship.cause_told import explained_in_register
    from srmlib.relationship.entered import fix_entered

    with open_snapshot(workspace) as snapshot:
        found = explain(snapshot, asked.row, asked.metric, asked.basis, asked.supplier)
        entered = fix_entered(open_register(workspace), snapshot.as_of)
        print(explained_in_register(snapshot, entered, found))
    return 0


def _programme(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.facts.levels import levels
    from srmlib.governance.programme import programme
    from srmlib.register import open_register
    from srmlib.relationship.entered import fix_entered
    from srmlib.words.programme import programme_lines

    with open_snapshot(workspace) as snapshot:
        entered = fix_entered(open_register(workspace), snapshot.as_of)
        held = levels(asked.quarter, snapshot, workspace=workspace, register=entered)
        found = programme(
            snapshot, asked.quarter, entered, levels=held, workspace=workspace
        )
    print("\n".join(programme_lines(found)))
    return 0


def _tell_of_suppliers(workspace: Workspace, entered: Sequence[Entry]) -> None:
    """A register may come before the extract: what is entered of a supplier that the snapshot
    has not is told, and stands.
    """
    from srmlib.facts.suppliers import find_supplier

    if not workspace.current.is_file():
        return
    first = {one.supplier_id: one for one in entered if one.supplier_id is not None}
    with open_snapshot(workspace) as snapshot:
        for supplier_id, one in first.items():
            try:
                find_supplier(snapshot, supplier_id)
            except UsageError as error:
                print(
                    f"{error}\nWithdraw it with: srm register withdraw {one.kind} {one.record}"
                )


def _status(workspace: Workspace, asked: argparse.Namespace) -> int:
    snapshots = list_snapshots(workspace)
    if not snapshots:
        print(
            f"No snapshot in {workspace.root}. Run srm load SOURCE --files DIR, or srm demo for the"
            " sample world."
        )
    for snapshot in snapshots:
        if "fault" in snapshot:
            print(snapshot["fault"])
            continue
        mark = "  (current)" if snapshot["is_current"] else ""
        print(
            f"{snapshot['id']}{mark}  source {snapshot['source']}, as of {snapshot['as_of']}"
            f" ({snapshot['as_of_words']}), loaded {snapshot['loaded_at']} UTC"
        )
        for after in snapshot["rows_after"]:
            print(f"    {after}")
        for told in snapshot["firms"]:
            print(f"    {told}")
        for file in snapshot["files"]:
            print(f"    {_file_words(file)}")
    indexes = (
        *workspace.reports.glob("*/index.json"),
        *workspace.reports.glob("*/internal/index.json"),
    )
    for index in sorted(indexes):
        print(_index_words(index))
    print(register.status_line(workspace))
    return 0


def _index_words(index: Path) -> str:
    """How many reports of a run were made."""
    try:
        run = json.loads(index.read_bytes())
        failed = sum(entry["status"] == "failed" for entry in run["suppliers"])
        done = len(run["suppliers"]) - failed
        made = f"{done} done, {failed} failed, from snapshot {run['snapshot']}"
        said = f"{run['quarter']}: {made}"
    except (ValueError, LookupError, TypeError):
        return f"{index} cannot be read. Run srm report again, which writes it anew."
    which = "internal reports" if index.parent.name == "internal" else "reports"
    return f"{which} of {said}"


def _file_words(file: dict[str, Any]) -> str:
    """What was kept of an extract's file, and how fresh it is."""
    said = f"{file['file']}: {file['rows_kept']:,} of {file['rows_read']:,} rows kept"
    if file["last_event_on"] is not None:
        said += f", last event {file['last_event_on']}"
    if file["expected_every_days"] is not None:
        said += f", expected every {file['expected_every_days']} days"
    if file["is_stale"]:
        said += "  STALE"
    return said


def _lab(workspace: Workspace, asked: argparse.Namespace) -> int:
    notebooks = workspace.shipped("notebooks")
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={notebooks if notebooks.is_dir() else PROJECT / 'notebooks'}",
        # Whoever may set an empty one in a file of settings would let everybody run code.
        f"--IdentityProvider.token={secrets.token_hex(24)}",
    ]
    return subprocess.call(command, env=os.environ | {"SRM_HOME": str(workspace.root)})
