"""The register of causes told to the tables that ask whose cause a row is: promises to customers,
notices of defects and cost events say what both firms agreed, wherever they are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import duckdb

from srmlib.errors import DataFaults, Fault
from srmlib.numbers import digits
from srmlib.snapshot.database import statement

# Whose cause a notice or cost event is, by what was agreed; what is a firm's behind the supplier is
# the supplier's towards the buyer.
TOLD = {"tier2": "theirs", "not_agreed": "open"}
Incident = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """One entry of the register: a side, the firm it names (null where none), and its share of the
    incident. `their_share` is the supplier's of a shared cause, null where that is not agreed.
    `since` is the day it was agreed on.
    """

    cause_id: str
    side: str
    supplier_id: str | None
    share: Decimal
    their_share: Decimal | None
    words: str | None
    source_file: str
    source_row: int

    @property
    def parts(self) -> list[tuple[str, str | None, Fraction]]:
        """Side, firm and share of what it comes to: of a shared cause whose shares are agreed, what
        is the supplier's and what is the buyer's.
        """
        share = Fraction(self.share)
        if self.side != "shared" or self.their_share is None:
            return [(self.side, self.supplier_id, share)]
        theirs = share * Fraction(self.their_share)
        both = [("theirs", self.supplier_id, theirs), ("ours", None, share - theirs)]
        return [one for one in both if one[2]]


def tell_causes(con: duckdb.DuckDBPyConnection) -> None:
    """Make `told_causes`, the register as it is known by the as-of date, and let promises, notices
    and cost events say what was agreed of them.

    Raises DataFaults where the agreed causes of one incident are more than all of it.
    """
    con.execute("CREATE TABLE told_causes AS " + statement("trace/told_causes"))
    agreed = agreed_causes_of(con)
    for incident, causes in agreed.items():
        _refuse_more_than_all(incident, causes)
    _tell_promises(con, agreed)
    for kind, name in (("notice", "notice_causes"), ("cost_event", "event_causes")):
        told = [
            {"side": _told_side(causes), "theirs": _their_share(causes), "number": number}
            for (of, number), causes in agreed.items()
            if of == kind
        ]
        for one in told:
            con.execute(statement(f"trace/{name}"), one)


def agreed_causes_of(con: duckdb.DuckDBPyConnection) -> dict[Incident, list[Told]]:
    """What both firms agreed by the as-of date, by incident, in the order of the entries."""
    found: dict[Incident, list[Told]] = defaultdict(list)
    rows = con.execute(
        "SELECT effect_kind, effect_id, cause_id, side, supplier_id, share_rate, their_share_rate,"
        " words, source_file, source_row FROM told_causes WHERE state = 'agreed' ORDER BY cause_id"
    ).fetchall()
    for kind, effect_id, *told in rows:
        found[kind, effect_id].append(Told(*told))
    return found


def _refuse_more_than_all(incident: Incident, causes: Sequence[Told]) -> None:
    together = sum((cause.share for cause in causes), Decimal(0))
    if together <= 1:
        return
    words = (
        f"shares of at most 1 together for {' '.join(incident)}, found {digits(together)}"
    )
    fix = "Correct the shares: an empty one means all of it."
    last = causes[-1]
    raise DataFaults(
        [Fault("agreed_causes", last.source_file, words, fix, last.source_row)]
    )


def _tell_promises(
    con: duckdb.DuckDBPyConnection, agreed: dict[Incident, list[Told]]
) -> None:
    """Each promise of a late order says whose cause it is towards its own supplier."""
    behind = set(
        con.execute("SELECT supplier_id, behind_supplier_id FROM supply_links").fetchall()
    )
    told = []
    for (kind, order), causes in agreed.items():
        if kind == "late_order":
            told += [
                [side, is_agreed, cause_id, promise_id, supplier_id]
                for promise_id, supplier_id, side, is_agreed, cause_id in _of_order(
                    con, order, causes, behind
                )
            ]
    if told:
        con.executemany(statement("trace/promise_causes"), told)


def _of_order(
    con: duckdb.DuckDBPyConnection,
    order: str,
    causes: Sequence[Told],
    behind: set[tuple[str, str]],
) -> list[tuple]:
    """The promises of a customer's order with what was agreed of each: its cause towards its
    supplier, null where what was agreed is not all of it.
    """
    promises = con.execute(
        "SELECT promise_id, supplier_id FROM customer_promises WHERE customer_order_id = ?"
        " ORDER BY promise_id, supplier_id",
        [order],
    ).fetchall()
    return [
        (promise_id, supplier_id, *_towards(supplier_id, causes, behind))
        for promise_id, supplier_id in promises
    ]


def _towards(
    supplier_id: str, causes: Sequence[Told], behind: set[tuple[str, str]]
) -> tuple[str | None, bool, str]:
    """Whose cause it is towards a supplier (theirs; ours, which is also another firm's; shared),
    whether that is agreed, and the entry that says so. What was agreed of a part alone, or is not
    agreed, leaves the cause as it is claimed.
    """
    parts = [part for cause in causes for part in cause.parts]
    entry = causes[0].cause_id
    is_open = any(side == "not_agreed" for side, _, _ in parts)
    if is_open or sum(share for _, _, share in parts) < 1:
        return None, False, entry
    theirs = sum(
        share
        for side, firm, share in parts
        if side in ("theirs", "tier2")
        and (firm in (None, supplier_id) or (supplier_id, firm) in behind)
    )
    is_shared = any(side == "shared" for side, _, _ in parts)
    if theirs == 1:
        return "theirs", True, entry
    return ("shared" if theirs or is_shared else "ours"), True, entry


def _told_side(causes: Iterable[Told]) -> str:
    """Whose cause a whole notice or cost event is: one side, else shared."""
    sides = {
        TOLD.get(side, side) for cause in causes for side, _, share in cause.parts if share
    }
    return sides.pop() if len(sides) == 1 else "shared"


def _their_share(causes: Iterable[Told]) -> Decimal | None:
    """The supplier's share of a cause that is shared between the two firms alone; null where it is
    not agreed, or another firm has a share.
    """
    parts = [part for cause in causes for part in cause.parts]
    if {side for side, _, _ in parts} != {"theirs", "ours"}:
        return None
    theirs = sum(share for side, _, share in parts if side == "theirs")
    return Decimal(theirs.numerator) / Decimal(theirs.denominator)
