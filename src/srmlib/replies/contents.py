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
from srmlib.relationship.actions import actions_of
from srmlib.relationship.elements import ELEMENTS
from srmlib.replies.asking import (
    AskOpen,
    HealthAsked,
    Listed,
    health_asked,
    listed_topics,
    open_asks,
)
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
from srmlib.replies.sealing import (
    check_not_revealed,
    fingerprint,
    last_lock,
    revealed_sides,
)
from srmlib.reports.publish import slug
from srmlib.words.words import upper_first
from srmlib.workspace import Workspace

NO_HEALTH_CHECK = HealthAsked()
# What forms of the second version ask, too.
ADDED = ("topics", "asks")


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
    """All that a form asks, of one side; the buyer's champion is asked for what is sealed only."""

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
    topics: tuple[Listed, ...] = ()
    asks: tuple[AskOpen, ...] = ()
    health: HealthAsked = NO_HEALTH_CHECK
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
        """Of what it asks, with the wording of the elements: another form has another one. What a
        champion values and checks is in sealed files alone, and is looked at when they are opened.
        """
        asks = asdict(self) | {"elements": [[one.id, one.version] for one in ELEMENTS]}
        asks.pop("other_lock")
        asks.pop("health")
        if self.side == "buyer":
            asks.pop("topics")
        # As forms were counted before they asked for these.
        return fingerprint(
            canonical({name: one for name, one in asks.items() if one or name not in ADDED})
        )

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
    rates = not revealed_sides(book, supplier_id, report["quarter"])
    return Form(
        side="supplier",
        **_of(report),
        report=folder.name,
        misses=misses_of(report, rows, open_disputes(book, report)),
        metrics=tuple(counted(one) for one in metrics_of(report)),
        rows=named_rows(rows),
        actions=tuple(_actions(book, supplier_id)),
        definitions=tuple(_unsigned(report, book)),
        topics=tuple(listed_topics(book, supplier_id)),
        asks=tuple(open_asks(book, supplier_id)),
        health=_health(report, book, "supplier") if rates else NO_HEALTH_CHECK,
        rates=rates,
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
    """What the buyer's champion is asked: the same that is sealed, and nothing else. Raises
    RegisterError where ratings are revealed.
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
        topics=tuple(listed_topics(book, supplier_id)),
        health=_health(report, book, "buyer"),
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


def _health(report: dict[str, Any], book: Book, side: Side) -> HealthAsked:
    until = date.fromisoformat(report["until"])
    return health_asked(book, report["supplier_id"], side, until)


def _lock_of(lock: Lock | None) -> tuple[str, str]:
    return (lock.fingerprint, lock.locked_at) if lock else ("", "")


def _actions(book: Book, supplier_id: str) -> Iterator[Asked]:
    """What the supplier, alone or with the buyer, promised and has not ended, first due first."""
    # Whatever was entered of their end counts, also where its day is still to come.
    known = actions_of(book, supplier_id, date.max)
    mine = [one for one in (*known.last, *known.new) if one.side != "buyer" and one.is_open]
    for one in sorted(mine, key=lambda one: (one.due or date.max, one.id)):
        yield Asked(one.id, one.what, str(one.due or ""), str(one.first_due or ""))


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
