"""A published report as a form needs it: its rows, its metrics, and what of it is disputed."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from srmlib.errors import UsageError
from srmlib.register import Book
from srmlib.register.kinds.work import Dispute
from srmlib.relationship.disputes import standing_of
from srmlib.reports.publish import folder_of_quarter, slug, versions
from srmlib.words.words import day_words
from srmlib.workspace import Workspace

# More would make a page nobody reads; any other row can be named.
MOST_MISSES = 200
MOST_ROWS_NAMED = 20_000

Report = dict[str, Any]
Rows = dict[str, list[dict[str, str]]]
# By metric and row: the id of the dispute, and its claim.
Disputes = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Miss:
    """A row that counts against its metric; `dispute` is the id of the supplier's open dispute of
    it and `claim` what that says, both empty where there is none.
    """

    metric: str
    row: str
    words: str
    numerator: float
    denominator: float
    dispute: str = ""
    claim: str = ""


@dataclass(frozen=True)
class Counted:
    """A metric as the report counts it. `moves` is whether a row's part in it can be taken out
    again by hand: a share of things counted.
    """

    id: str
    name: str
    text: str
    better: str
    numerator: float
    denominator: float
    moves: bool


def published(
    workspace: Workspace, supplier_id: str, quarter: str, version: str = ""
) -> Path:
    """The folder of a version of a supplier's shared report. Raises UsageError where there is none."""
    if Path(quarter).name != quarter:
        raise UsageError(
            f"'{quarter}' is no quarter, expected one such as 2026Q3.\nName it so."
        )
    folder = folder_of_quarter(workspace.reports, quarter, "shared") / slug(supplier_id)
    known = {path.name: path for _, path in versions(folder)}
    if not known:
        raise UsageError(
            f"There is no report of {supplier_id} for {quarter} in {workspace.reports}: a form goes"
            f" with one.\nWrite it: srm report {quarter} --supplier {supplier_id}."
        )
    if version and version not in known:
        raise UsageError(
            f"'{version}' is no version of the report of {supplier_id} for {quarter}, expected one"
            f" of {', '.join(known)}.\nName one of them, or leave --report out."
        )
    return known[version] if version else list(known.values())[-1]


def row_ids(folder: Path, metric: str) -> set[str]:
    """The rows of a metric in a published report; empty where it has none."""
    return {row["row_id"] for row in _csv(folder / "data" / f"rows_{metric.lower()}.csv")}


def open_disputes(book: Book, report: Report) -> Disputes:
    """The supplier's open disputes by metric and row: id and claim. The register goes over the
    report, which was made before.
    """
    found = {
        (one["metric_id"], one["row_id"]): (one["dispute_id"], one["claim"])
        for one in report["disputes"]
        if one["state"] == "open" and one["raised_by"] == "supplier"
    }
    for record in book.all(Dispute):
        said = record.now
        if said.raised_by != "supplier":
            continue
        found.pop((said.metric, said.row), None)
        if standing_of(book, record).is_open:
            found[said.metric, said.row] = (record.id, said.claim)
    return found


def decided_disputes(book: Book, report: Report) -> dict[tuple[str, str, str], str]:
    """By metric, row and claim how the supplier's disputes were decided: accepted or refused."""
    found = {
        (one["metric_id"], one["row_id"], one["claim"]): one["state"]
        for one in report["disputes"]
        if one["raised_by"] == "supplier"
    }
    found |= {
        (one.now.metric, one.now.row, one.now.claim): one.now.state
        for one in book.all(Dispute)
        if one.now.raised_by == "supplier"
    }
    return {row: state for row, state in found.items() if state in ("accepted", "refused")}


def report_in(folder: Path) -> Report:
    """report.json of a published version."""
    report: Report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def metrics_of(report: Report) -> list[dict[str, Any]]:
    metrics: list[dict[str, Any]] = report["metrics"] + report["our_part"]
    return metrics


def rows_of(folder: Path, report: Report) -> Rows:
    """The rows of every metric that has some, in the order of the report."""
    found = {
        one["id"]: _csv(folder / "data" / f"rows_{one['id'].lower()}.csv")
        for one in metrics_of(report)
    }
    return {metric: rows for metric, rows in found.items() if rows}


def named_rows(rows: Rows) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The ids of all rows by metric; empty where they are too many for a page."""
    if sum(map(len, rows.values())) > MOST_ROWS_NAMED:
        return ()
    return tuple(
        (metric, tuple(row["row_id"] for row in those)) for metric, those in rows.items()
    )


def misses_of(report: Report, rows: Rows, disputes: Disputes) -> tuple[Miss, ...]:
    """The first rows that count against the supplier one by one."""
    firms = {
        "theirs": report["supplier_name"],
        "ours": report["buyer_name"],
    }
    misses = [
        _miss(
            row,
            metric["id"],
            disputes,
            firms,
        )
        for metric in report["metrics"]
        if metric["unit"] == "%"
        for row in rows.get(metric["id"], ())
        if _is_miss(row, metric["better"])
    ]
    return tuple(misses[:MOST_MISSES])


def _csv(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _number(stated: str | float | None) -> float:
    return float(stated or 0)


def _is_miss(row: dict[str, str], better: str) -> bool:
    """Of what is counted one by one; money and hours are no miss of their own."""
    if row["is_counted"] != "True" or _number(row["denominator"]) != 1:
        return False
    met = _number(row["numerator"])
    return met < 1 if better == "up" else met > 0


def _miss(
    row: dict[str, str],
    metric: str,
    disputes: Disputes,
    firms: dict[str, str],
) -> Miss:
    dispute, claim = disputes.get((metric, row["row_id"]), ("", ""))
    return Miss(
        metric,
        row["row_id"],
        _row_words(row, firms),
        _number(row["numerator"]),
        _number(row["denominator"]),
        dispute,
        claim,
    )


def _row_words(row: dict[str, str], firms: dict[str, str]) -> str:
    """What the report says of a row: `due 3 July 2026, in full 6 July 2026: late`."""
    words = row["outcome"].split("_")
    outcome = " ".join(f"by {firms[word]}" if word in firms else word for word in words)
    if row.get("due_on"):
        filled = row.get("filled_on")
        when = f"in full {_day(filled)}" if filled else "not in full"
        return f"due {_day(row['due_on'])}, {when}: {outcome}"
    subject = row.get("subject") or row.get("part_id")
    beside = f", {subject}" if subject else ""
    return f"{_day(row['counted_on'])}{beside}: {outcome}"


def _day(text: str | None) -> str:
    return day_words(date.fromisoformat(text[:10])) if text else "no day"


def counted(metric: dict[str, Any]) -> Counted:
    numerator, denominator = (
        _number(metric["numerator"]),
        _number(
            metric["denominator"],
        ),
    )
    value = metric["value"]
    moves = (
        metric["unit"] == "%"
        and metric["state"] == "ok"
        and value is not None
        and denominator > 0
        and abs(100 * numerator / denominator - value) < 0.01
    )
    return Counted(
        metric["id"],
        metric["name"],
        metric["text"],
        metric["better"],
        numerator,
        denominator,
        moves,
    )
