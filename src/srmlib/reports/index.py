"""The index of a quarter: every supplier against every metric, which reports are there, which failed
and why. `index.json` for programs, `index.html` for people.
"""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Supplier
from srmlib.numbers import amount_text
from srmlib.reports.publish import command_for, slug, versions, write_atomically
from srmlib.reports.templating import LOADER, TEMPLATES, render, style_sheet
from srmlib.rules.calendar import Quarter
from srmlib.rules.metric import Metric, read_metrics, shipped_metric_files
from srmlib.words.index import (
    ARROWS,
    BUYER,
    PARTS,
    VERDICTS,
    Costs,
    cell_words,
    change_of,
    clear_misses_of,
    costs_of,
    headline_words,
    kind_of,
    metrics_of,
    open_disputes_of,
    short_money,
    short_words,
    status_words,
    sums_of,
    verdicts_of,
)
from srmlib.words.index_relationship import (
    HEADS,
    has_relationship,
    level_of,
    places_of,
    standing_words,
)
from srmlib.words.words import day_words

# What entries of older versions may lack.
EMPTY = dict.fromkeys(("reason", "path", "last_good", "category", "snapshot"))
# The columns behind the metrics, by what they hold.
AMOUNTS = {
    "price": "Price",
    "added": "Cost on top",
    "supplier": "Cause: supplier",
    "buyer": "Cause: buyer",
}
COUNTS = {"clear_misses": "Clear misses", "open_disputes": "Open disputes"}


class Outcome(Protocol):
    """What a run says of one supplier: the folder of its new version, or a reason."""

    @property
    def supplier(self) -> Supplier: ...
    @property
    def folder(self) -> Path | None: ...
    @property
    def reason(self) -> str | None: ...


@dataclass(frozen=True)
class Column:
    """A metric as the grid shows it: `head` is its short name, `name` its whole one."""

    id: str
    head: str
    name: str
    is_of_buyer: bool


# What stands over columns, and they.
Group = tuple[str, list[Column]]


@dataclass(frozen=True)
class Row:
    """A supplier as the grid shows it: its entry, and the report.json of its newest report: empty
    where that cannot be read, None without a report.
    """

    entry: dict
    report: Block | None
    command: str

    @property
    def name(self) -> str:
        return str(self.entry["name"])

    @property
    def path(self) -> str | None:
        """Where the report is, if need be the last good one."""
        return self.entry["path"] or self.entry["last_good"]

    @property
    def is_failed(self) -> bool:
        return bool(self.entry["status"] == "failed")

    @property
    def is_unread(self) -> bool:
        """True where there is a report, and nothing can be read of it."""
        return self.report == {}

    @property
    def as_of(self) -> str:
        """Until when its report has data, in words; empty where that is not known."""
        if not self.entry["as_of"]:
            return ""
        return day_words(date.fromisoformat(self.entry["as_of"]))

    @property
    def costs(self) -> Costs | None:
        return costs_of(self.report or {})


def write_index(
    folder: Path,
    quarter: Quarter,
    snapshot_id: str,
    as_of: date,
    outcomes: Sequence[Outcome],
    audience: str = "shared",
) -> Path:
    """Write index.json and index.html of a quarter's folder; suppliers this run did not touch keep
    their entry. Returns the page's path.
    """
    entries = {entry["supplier_id"]: entry for entry in _earlier(folder)}
    entries |= {
        outcome.supplier.supplier_id: _entry(folder, outcome, snapshot_id, audience)
        for outcome in outcomes
    }
    rows = [
        _row(folder, quarter, entries[supplier_id], snapshot_id)
        for supplier_id in sorted(
            entries, key=lambda one: (_in_order(entries[one]["name"]), one)
        )
    ]
    buyer = _buyer_of(rows)
    index = {
        "quarter": quarter.label,
        "snapshot": snapshot_id,
        "as_of": as_of.isoformat(),
        "buyer": buyer,
        "suppliers": [row.entry for row in rows],
    }
    page = _page(rows, quarter, as_of, audience, buyer)
    write_atomically(
        folder / "index.json",
        (json.dumps(index, indent=1, ensure_ascii=False) + "\n").encode(),
    )
    write_atomically(folder / "index.html", page.encode())
    return folder / "index.html"


def levels_of(folder: Path) -> dict[str, str]:
    """The level of each relationship by supplier, as the reports of a quarter show it."""
    return {
        one["supplier_id"]: one["level"] for one in _earlier(folder) if one.get("level")
    }


def _in_order(name: str) -> str:
    """A name as lists are sorted by it: a letter with an accent stands with the letter."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()


def _earlier(folder: Path) -> list[dict]:
    """The entries of runs before, without those whose reports somebody has removed, and with those
    that a run published and was killed before it could list.
    """
    entries = []
    for entry in _listed(folder / "index.json"):
        report = entry.get("path") or entry.get("last_good") or "index.json"
        if (folder / report).is_file():
            entries.append(EMPTY | entry)
    known = {slug(entry["supplier_id"]) for entry in entries}
    for own in sorted(folder.glob("s-*")):
        if own.name not in known and (there := versions(own)):
            entries += _unlisted(folder, there[-1][1] / "report.html")
    return entries


def _listed(path: Path) -> list[dict]:
    """The suppliers of an index; none where it cannot be read: it is made anew from the reports."""
    try:
        listed: list[dict] = json.loads(path.read_bytes())["suppliers"]
        return [entry for entry in listed if entry["supplier_id"] and entry["status"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _unlisted(folder: Path, page: Path) -> list[dict]:
    """The entry of a report that no index names, from what it says itself; none where it says
    nothing.
    """
    report = _report(page)
    if not (page.is_file() and report.get("supplier_id") and report.get("supplier_name")):
        return []
    kept = {name: report.get(name) for name in ("category", "snapshot", "audience")}
    entry = EMPTY | {
        "supplier_id": report["supplier_id"],
        "name": report["supplier_name"],
        "status": "done",
        "path": page.relative_to(folder).as_posix(),
    }
    return [entry | kept]


def _entry(folder: Path, outcome: Outcome, snapshot_id: str, audience: str) -> dict:
    supplier = outcome.supplier
    older = versions(folder / slug(supplier.supplier_id))
    newest = None
    if older:
        newest = f"{older[-1][1].relative_to(folder).as_posix()}/report.html"
    status = "done"
    path = newest
    last_good = None
    if outcome.reason:
        status = "failed"
        path = None
        last_good = newest
    return {
        "supplier_id": supplier.supplier_id,
        "name": supplier.name,
        "status": status,
        "reason": outcome.reason,
        "path": path,
        "last_good": last_good,
        "category": supplier.category,
        "snapshot": snapshot_id,
        "audience": audience,
    }


def _row(folder: Path, quarter: Quarter, entry: dict, snapshot_id: str) -> Row:
    """The row of an entry, which now says what its newest report holds."""
    report = None
    made_from = None
    if entry["path"]:
        made_from = entry["snapshot"]
    if path := entry["path"] or entry["last_good"]:
        report = _report(folder / path)
    found = report or {}
    audience = entry.get("audience", "shared")
    numbers = {
        "audience": audience,
        "stale": found.get("snapshot", made_from) not in (None, snapshot_id),
        "as_of": found.get("as_of"),
        "clear_misses": clear_misses_of(found),
        "open_disputes": open_disputes_of(found),
        "verdicts": verdicts_of(found),
        "level": level_of(found),
    }
    command = command_for(quarter.label, entry["supplier_id"], audience)
    return Row(entry | numbers | _cost_of(found), report, command)


def _cost_of(report: Block) -> dict[str, str | None]:
    costs = costs_of(report)
    if costs is None:
        return dict.fromkeys(("price", "total", "currency"))
    total = report["cost"]["total"]
    return {"price": amount_text(costs.price), "total": total, "currency": costs.currency}


def _report(page: Path) -> Block:
    """The report.json beside a page; empty where it cannot be read."""
    try:
        found = json.loads(page.with_name("report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return found


def _buyer_of(rows: list[Row]) -> str | None:
    """The buyer's name; None where no report states it, or two state different ones."""
    names = {row.report.get("buyer_name") for row in rows if row.report} - {None}
    if len(names) != 1:
        return None
    return str(names.pop())


# The page


def _page(
    rows: list[Row], quarter: Quarter, as_of: date, audience: str, buyer: str | None
) -> Markup:
    reports = [row.report for row in rows if row.report]
    costs = [row.costs for row in rows if row.costs]
    columns, absent = _columns(reports)
    buyers_part = f"Buyer’s part: {buyer}" if buyer else "Buyer’s part"
    groups = [
        ("Supplier’s metrics", [one for one in columns if not one.is_of_buyer]),
        (buyers_part, [one for one in columns if one.is_of_buyer]),
    ]
    currencies = {one.currency for one in costs}
    is_single = len(currencies) == 1
    is_judged = any(any(row.entry["verdicts"].values()) for row in rows)
    shown = [_shown(row, groups, is_single, is_judged) for row in rows]
    amounts = {
        key: head
        for key, head in AMOUNTS.items()
        if any(one["money"][key] for one in shown)
    }
    counts = {
        key: head for key, head in COUNTS.items() if any(row.entry[key] for row in rows)
    }
    gaps = [one.gaps for one in costs]
    failed = sum(row.is_failed for row in rows)
    between = HEADS if has_relationship(reports) else {}
    style = _source("index.css")
    script = _source("index.js")
    return render(
        "index.html.j2",
        quarter=quarter,
        is_internal=audience == "internal",
        headline=headline_words(reports, buyer or "the buyer"),
        status=status_words(
            len(rows) - failed, failed, sum(row.entry["stale"] for row in rows)
        ),
        as_of=day_words(as_of),
        groups=groups,
        amounts=amounts,
        counts=counts,
        between=between,
        standing=standing_words(reports),
        absent=[*absent, *_without(AMOUNTS, amounts), *_without(COUNTS, counts)],
        width=len(columns) + len(amounts) + len(counts) + len(between),
        is_least_everywhere=all(gaps),
        is_least_anywhere=any(gaps),
        currency=currencies.pop() if is_single else None,
        categories=sorted({row.entry["category"] for row in rows if row.entry["category"]}),
        rows=shown,
        sums=_sums(costs, is_single),
        verdicts=VERDICTS if is_judged else {},
        style=style_sheet() + style,
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode("ascii"),
    )


def _without(all_of_them: dict[str, str], shown: dict[str, str]) -> list[str]:
    return [head for key, head in all_of_them.items() if key not in shown]


def _source(name: str) -> Markup:
    source, _, _ = LOADER.get_source(TEMPLATES, name)
    return Markup(source)


def _columns(reports: Sequence[Block]) -> tuple[list[Column], list[str]]:
    """The metrics of which any report has something, in the order of the reports, and the names of
    the others.
    """
    known = read_metrics(shipped_metric_files())
    shown: dict[str, Column] = {}
    has_something = set()
    for report in reports:
        for part in PARTS:
            for metric in metrics_of(report, [part]):
                column = _column(metric, part, known)
                shown.setdefault(column.id, column)
                if kind_of(metric) != "nothing":
                    has_something.add(column.id)
    places = {name: place for place, name in enumerate(known)}
    columns = sorted(shown.values(), key=lambda one: places.get(one.id, len(places)))
    return (
        [one for one in columns if one.id in has_something],
        [one.head for one in columns if one.id not in has_something],
    )


def _column(metric: Block, part: str, known: dict[str, Metric]) -> Column:
    """Named by the record that came with the library; a metric of the two firms, by the report."""
    metric_id = metric["id"]
    name = str(metric.get("name") or metric["id"])
    head = str(metric.get("short_name") or name)
    if record := known.get(metric_id):
        name = f"{record.name} ({record.field_name})"
        head = record.short_name
    return Column(metric_id, head, name, part == BUYER)


def _shown(
    row: Row, groups: list[Group], is_single: bool, is_judged: bool
) -> dict[str, Any]:
    """What the template shows of a row."""
    entry = row.entry
    costs = row.costs
    metrics = {metric["id"]: metric for metric in metrics_of(row.report or {})}
    money = dict.fromkeys([*AMOUNTS, "words", "number"], "")
    if costs:
        money = _money_cells(costs, is_single)
    return {
        "row": row,
        "entry": entry,
        "groups": [
            [_cell(column, metrics.get(column.id), is_judged) for column in columns]
            for _, columns in groups
        ],
        "money": money,
        "between": places_of(row.report or {}),
        "is_in_trouble": row.is_failed or row.is_unread or entry["stale"],
    }


def _cell(column: Column, metric: Block | None, is_judged: bool) -> dict[str, Any]:
    if metric is None:
        return {"kind": "nothing", "words": f"{column.head}: not in this report."}
    return {
        "kind": kind_of(metric),
        "id": column.id,
        "words": cell_words(metric),
        "arrow": ARROWS.get(change_of(metric) or "", ""),
        "value": short_words(metric, is_judged),
    }


def _money_cells(costs: Costs, is_single: bool) -> dict[str, Any]:
    """The amounts as columns show them; each empty where it is not known."""
    currency = "" if is_single else f" {costs.currency}"
    added = ""
    if costs.added is not None:
        added = f"{'+' * (costs.added > 0)}{short_money(costs.added)}{currency}"
    return {
        "currency": costs.currency,
        "price": _short(costs.price, currency),
        "added": added,
        "supplier": _short(costs.supplier_caused, currency),
        "buyer": _short(costs.buyer_caused, currency),
        "number": amount_text(costs.added) or "",
        "is_least": bool(costs.gaps) and costs.added is not None,
        "words": costs.words,
    }


def _sums(costs: list[Costs], is_single: bool) -> list[dict[str, Any]]:
    """The last rows of the grid, one for each currency; `count` is of how many reports."""
    counts = Counter(one.currency for one in costs)
    return [
        _money_cells(one, is_single) | {"count": counts[one.currency]}
        for one in sums_of(costs)
    ]


def _short(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return ""
    return f"{short_money(amount)}{currency}"
