"""What a form asks: the rows of a published report, the actions that are open, the definitions that
are not signed. Its fingerprint goes into the register and comes back in the reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from srmlib.register import Book
from srmlib.register.kinds.base import Side, canonical
from srmlib.register.kinds.voice import Lock, Signature
from srmlib.register.kinds.work import Action, ActionDate, ActionEnd
from srmlib.relationship.elements import ELEMENTS
from srmlib.replies.published import (
    Counted,
    Miss,
    counted,
    metrics_of,
    misses_of,
    named_rows,
    open_disputes,
    published,
    report_in,
    rows_of,
)
from srmlib.replies.sealing import check_not_revealed, fingerprint, last_lock, revealed_sides
from srmlib.reports.publish import slug
from srmlib.words.words import upper_first
from srmlib.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """An open action; `due_on` is how it stands, `first_on` what was promised first."""

    id: str
    what: str
    due_on: str
    first_on: str


@dataclass(frozen=True)
class Unsigned:
    """A version of a definition that the supplier has not signed."""

    metric: str
    version: int
    name: str
    words: str


@dataclass(frozen=True)
class Form:
    """All that a form asks, of one side; the buyer's champion is asked for ratings only."""

    side: Side
    supplier_id: str
    supplier_name: str
    buyer_name: str
    quarter: str
    first_on: str
    last_on: str
    report: str
    misses: tuple[Miss, ...] = ()
    metrics: tuple[Counted, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    actions: tuple[Asked, ...] = ()
    definitions: tuple[Unsigned, ...] = ()
    # Not once the ratings of the quarter are revealed.
    rates: bool = True
    # Fingerprint and time of the other side's lock, empty where it has not locked.
    other_lock: tuple[str, str] = ("", "")

    @property
    def own_name(self) -> str:
        return self.buyer_name if self.side == "buyer" else self.supplier_name

    @property
    def other_name(self) -> str:
        return self.supplier_name if self.side == "buyer" else self.buyer_name

    @cached_property
    def fingerprint(self) -> str:
        """Of what it asks, with the wording of the elements: another form has another one."""
        asks = asdict(self) | {"elements": [[one.id, one.version] for one in ELEMENTS]}
        asks.pop("other_lock")
        return fingerprint(canonical(asks))

    @property
    def file_stem(self) -> str:
        return f"{slug(self.supplier_id)}_{self.quarter}"


def reply_form(
    workspace: Workspace, book: Book, supplier_id: str, quarter: str, version: str
) -> Form:
    """What the supplier is asked about a version of its report; an empty `version` is the last."""
    folder = published(
        workspace,
        supplier_id,
        quarter,
        version,
    )
    report = report_in(folder)
    rows = rows_of(folder, report)
    return Form(
        side="supplier",
        **_of(report),
        report=folder.name,
        misses=misses_of(report, rows, open_disputes(book, report)),
        metrics=tuple(counted(one) for one in metrics_of(report)),
        rows=named_rows(rows),
        actions=tuple(_actions(book)),
        definitions=tuple(_unsigned(report, book)),
        rates=not revealed_sides(book, supplier_id, report["quarter"]),
        other_lock=_lock_of(
            last_lock(
                book,
                supplier_id,
                report["quarter"],
                "buyer",
            )
        ),
    )


def rating_form(
    workspace: Workspace, book: Book, supplier_id: str, quarter: str, version: str
) -> Form:
    """What the buyer's champion is asked: the same ratings, and nothing else. Raises RegisterError
    where they are revealed.
    """
    folder = published(
        workspace,
        supplier_id,
        quarter,
        version,
    )
    report = report_in(folder)
    check_not_revealed(book, supplier_id, report["quarter"])
    other = _lock_of(
        last_lock(
            book,
            supplier_id,
            report["quarter"],
            "supplier",
        )
    )
    return Form(
        side="buyer",
        **_of(report),
        report=folder.name,
        other_lock=other,
    )


def _of(report: dict[str, Any]) -> dict[str, Any]:
    last = date.fromordinal(date.fromisoformat(report["until"]).toordinal() - 1)
    return {
        "supplier_id": report["supplier_id"],
        "supplier_name": report["supplier_name"],
        "buyer_name": report["buyer_name"],
        "quarter": report["quarter"],
        "first_on": report["from"],
        "last_on": last.isoformat(),
    }


def _lock_of(lock: Lock | None) -> tuple[str, str]:
    return (lock.fingerprint, lock.locked_at) if lock else ("", "")


def _actions(book: Book) -> Iterator[Asked]:
    """What the supplier, alone or with the buyer, promised and has not ended, first due first."""
    ended = {end.now.action for end in book.all(ActionEnd)}
    moved: dict[str, list[date]] = {}
    for later in book.all(ActionDate):
        moved.setdefault(later.now.action, []).append(later.now.due_on)
    mine = [
        action
        for action in book.all(Action)
        if action.now.side != "buyer" and action.id not in ended
    ]
    for action in sorted(mine, key=lambda one: (str(one.now.due_on or "9999"), one.id)):
        first = action.first.stated.due_on
        now = moved.get(action.id, [action.now.due_on])[-1]
        yield Asked(
            action.id,
            action.now.what,
            str(now or ""),
            str(first or ""),
        )


def _unsigned(report: dict[str, Any], book: Book) -> Iterator[Unsigned]:
    signed = {
        (one.now.metric, one.now.version)
        for one in book.all(Signature)
        if one.now.side == "supplier" and one.now.objection is None
    }
    for metric, one in report["definitions"].items():
        if not one["applies"] or one["signed_by_supplier"]:
            continue
        if (metric, one["version"]) not in signed:
            words = f"{upper_first(one['formula'])}. {one['counts']}"
            yield Unsigned(
                metric,
                one["version"],
                one["name"],
                words,
            )
