"""Incoming inspection, notices of defects and corrective actions of one supplier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sample_world.deliveries import Line, Receipt
from sample_world.stream import Stream, days, workday_until, workdays
from sample_world.world import AS_OF, QUARTERS, SupplierPlan
from srmlib import Quarter

Span = tuple[int, int]
# The supplier's analysis of a notice takes so many days; until then nothing is confirmed.
ANALYSIS_DAYS = 30
# By group of parts: codes of defects, the letters naming the family.
DEFECTS = {
    "Castings": (
        "POR-1",
        "POR-2",
        "DIM-1",
        "DIM-2",
        "DIM-3",
        "SUR-1",
        "SUR-2",
        "CRK-1",
        "CRK-2",
        "PAC-1",
    ),
    "Shafts": (
        "HT-1",
        "HT-2",
        "DIM-1",
        "DIM-2",
        "DIM-3",
        "SUR-1",
        "SUR-2",
        "RUN-1",
        "RUN-2",
        "PAC-1",
    ),
    "Seals": ("DIM-1", "DIM-2", "MAT-1", "MAT-2", "CUT-1", "CUT-2", "LAB-1", "LAB-2"),
    "Motors": ("ELE-1", "ELE-2", "NOI-1", "NOI-2", "PAC-1", "LAB-1"),
    "Bearings": ("NOI-1", "NOI-2", "GRE-1", "GRE-2", "DIM-1", "PAC-1"),
    "Coatings": ("VIS-1", "VIS-2", "COL-1", "COL-2", "LAB-1", "LAB-2", "PAC-1", "PAC-2"),
}
FAMILIES = {
    "POR": "porosity",
    "DIM": "dimensions",
    "SUR": "surface",
    "CRK": "cracks",
    "PAC": "packing",
    "HT": "heat treatment",
    "RUN": "runout",
    "MAT": "material",
    "CUT": "cuts",
    "LAB": "labels",
    "ELE": "electrical",
    "NOI": "noise",
    "GRE": "grease",
    "VIS": "viscosity",
    "COL": "colour",
}


@dataclass(frozen=True)
class Quality:
    """What happens in a quarter (lowest, highest) and, as shares, how.

    `lots` are inspected, of which so many are rejected, used as they are, skipped, or found bad
    only later. `notices` come on top of those of rejected lots; each claims and, where not refuted,
    confirms so many pieces. `repeats`: of notices that repeat a defect. `slow`: of actions that
    close too late.
    """

    lots: Span
    rejected: Span
    as_is: Span
    skipped: Span
    later: Span
    notices: Span
    claimed: Span
    confirmed: Span
    refuted: float = 0.2
    repeats: float = 0.0
    slow: float = 0.1


ALWAYS = {
    "S-1001": Quality(
        (20, 24), (0, 1), (0, 2), (0, 1), (0, 0), (3, 5), (2, 5), (1, 1), 0.45, 0.12, 0.15
    ),
    "S-1002": Quality(
        (18, 22), (1, 3), (0, 2), (0, 0), (0, 1), (2, 4), (2, 6), (1, 2), 0.25, 0.25, 0.5
    ),
    "S-1003": Quality(
        (16, 20), (0, 0), (0, 1), (1, 3), (0, 0), (2, 2), (1, 2), (1, 1), 0.8, 0.0, 0.0
    ),
    "S-1004": Quality(
        (22, 25), (0, 1), (0, 1), (0, 1), (0, 1), (3, 5), (5, 20), (1, 5), 0.35, 0.1, 0.2
    ),
    "S-1005": Quality(
        (17, 22), (0, 0), (0, 1), (2, 4), (0, 0), (2, 2), (1, 1), (1, 1), 0.75, 0.0, 0.1
    ),
    "S-1006": Quality(
        (10, 13), (0, 1), (0, 1), (0, 1), (0, 0), (2, 3), (1, 4), (1, 2), 0.35, 0.1, 0.2
    ),
    "S-1007": Quality(
        (8, 10), (0, 1), (0, 1), (0, 0), (0, 0), (2, 2), (10, 25), (2, 5), 0.5, 0.0, 0.1
    ),
}
# The forge's wrong heat treatment came back: lots rejected, and the same defects found again and
# again.
INSTEAD = {
    ("S-1002", "2026Q3"): Quality(
        (22, 22), (5, 5), (1, 1), (0, 0), (1, 1), (6, 6), (3, 9), (2, 5), 0.1, 0.6, 0.7
    ),
    ("S-1001", "2026Q3"): Quality(
        (23, 23), (1, 1), (1, 1), (1, 1), (1, 1), (4, 4), (2, 5), (1, 1), 0.45, 0.2, 0.15
    ),
    ("S-1007", "2026Q3"): Quality(
        (5, 5), (0, 0), (0, 0), (0, 0), (0, 0), (2, 2), (10, 25), (2, 5), 0.5, 0.0, 0.1
    ),
}


def make_quality(
    plan: SupplierPlan, lines: list[Line], stream: Stream
) -> dict[str, list[dict]]:
    """A supplier's inspection lots, notices and corrective actions, as rows by table."""
    tables: dict[str, list[dict]] = {
        "inspection_lots": [],
        "quality_notices": [],
        "corrective_actions": [],
    }
    if plan.supplier_id not in ALWAYS:
        return tables
    arrivals = sorted(
        ((r, line) for line in lines for r in line.receipts if _stands(r, line)),
        key=lambda pair: pair[0].receipt_id,
    )
    for quarter in Quarter.last_full(AS_OF).back(QUARTERS):
        quality = INSTEAD.get((plan.supplier_id, quarter.label), ALWAYS[plan.supplier_id])
        arrived = [
            (receipt, line) for receipt, line in arrivals if receipt.docked_on in quarter
        ]
        lots = _lots(quality, arrived, quarter, stream)
        tables["inspection_lots"] += lots
        for notice in sorted(
            _notices(quality, lots, arrived, quarter, stream),
            key=lambda notice: notice["found_on"],
        ):
            _name_defect(plan, notice, tables["corrective_actions"], quality, stream)
            tables["quality_notices"].append(notice)
            notice["notice_id"] = (
                f"QN-{plan.supplier_id[2:]}-{len(tables['quality_notices']):04d}"
            )
            if notice["cause"] in ("theirs", "shared") and stream.chance(0.75):
                tables["corrective_actions"].append(_action(notice, quality, stream))
    for prefix, key, table in (
        ("IL", "lot_id", "inspection_lots"),
        ("CA", "action_id", "corrective_actions"),
    ):
        for number, row in enumerate(tables[table], start=1):
            row[key] = f"{prefix}-{plan.supplier_id[2:]}-{number:04d}"
    for row in (row for rows in tables.values() for row in rows):
        row["supplier_id"] = plan.supplier_id
    return tables


def _stands(receipt: Receipt, line: Line) -> bool:
    return receipt.kind == "receipt" and not any(
        other.kind == "reversal" and other.of is receipt for other in line.receipts
    )


def _pick_some(choices: list, count: int, stream: Stream) -> list:
    """Some of the choices, none twice, in their order."""
    left = list(range(len(choices)))
    picked = [
        left.pop(stream.between(0, len(left) - 1)) for _ in range(min(count, len(left)))
    ]
    return [choices[i] for i in sorted(picked)]


def _lots(
    quality: Quality, arrived: list[tuple[Receipt, Line]], quarter: Quarter, stream: Stream
) -> list[dict]:
    """Inspected lots of a quarter's receipts: one receipt, one lot."""
    picked = _pick_some(arrived, stream.between(*quality.lots), stream)
    fates = ["reject"] * stream.between(*quality.rejected) + ["use_as_is"] * stream.between(
        *quality.as_is
    )
    fates += ["skip"] * stream.between(*quality.skipped) + ["later"] * stream.between(
        *quality.later
    )
    fate_of = dict(zip(map(id, _shuffled(picked, stream)), fates, strict=False))
    return [
        _lot(receipt, line, fate_of.get(id(pair), "accept"), quarter, stream)
        for pair in picked
        for receipt, line in (pair,)
    ]


def _shuffled(choices: list, stream: Stream) -> list:
    left = list(choices)
    return [left.pop(stream.between(0, len(left) - 1)) for _ in choices]


def _lot(receipt: Receipt, line: Line, fate: str, quarter: Quarter, stream: Stream) -> dict:
    qty = receipt.received_qty
    decided_on = _workday_after(
        max(receipt.docked_on, receipt.posted_on), stream.between(1, 4)
    )
    lot = {
        "part_id": line.part_id,
        "receipt_id": receipt.receipt_id,
        "lot_qty": qty,
        "is_skip": "true" if fate == "skip" else "false",
    }
    if decided_on > AS_OF:
        return lot
    found_on = _workday_after(decided_on, stream.between(8, 25))
    accepted = qty * stream.pick((0, 0, 3)) // 5 if fate == "reject" else qty
    return lot | {
        "inspected_qty": 0 if fate == "skip" else min(qty, stream.pick((8, 13, 20, 32))),
        "accepted_qty": accepted,
        "rejected_qty": qty - accepted,
        "decision": fate if fate in ("reject", "use_as_is") else "accept",
        "decided_on": decided_on,
        "reopened_on": (
            found_on if fate == "later" and found_on < min(quarter.until, AS_OF) else None
        ),
    }


def _workday_after(day: date, count: int) -> date:
    return workdays(days(day, 1), days(day, 2 * count + 4))[count - 1]


def _notices(
    quality: Quality,
    lots: list[dict],
    arrived: list[tuple[Receipt, Line]],
    quarter: Quarter,
    stream: Stream,
) -> list[dict]:
    """Notices of rejected lots, of lots found bad later, and of what the line or a customer
    found.
    """
    receipts = {receipt.receipt_id: (receipt, line) for receipt, line in arrived}
    rejected = [
        (lot["decided_on"], "incoming", *receipts[lot["receipt_id"]])
        for lot in lots
        if lot.get("decision") == "reject"
    ]
    later = [
        (lot["reopened_on"], "line", *receipts[lot["receipt_id"]])
        for lot in lots
        if lot.get("reopened_on")
    ]
    found = rejected + later
    for receipt, line in _pick_some(
        arrived, max(0, stream.between(*quality.notices) - len(later)), stream
    ):
        posted_on = max(receipt.docked_on, receipt.posted_on)
        found_on = stream.pick(workdays(posted_on, max(quarter.until, days(posted_on, 4))))
        found.append(
            (found_on, stream.pick(("line", "line", "line", "customer")), receipt, line)
        )
    return [_notice(quality, *one, stream) for one in found if one[0] <= AS_OF]


def _notice(
    quality: Quality,
    found_on: date,
    found_at: str,
    receipt: Receipt,
    line: Line,
    stream: Stream,
) -> dict:
    is_open, is_refuted = (
        days(found_on, ANALYSIS_DAYS) > AS_OF,
        stream.chance(quality.refuted),
    )
    claimed, confirmed, made_before = (
        stream.between(*quality.claimed),
        stream.between(*quality.confirmed),
        stream.between(3, 30),
    )
    whose, is_blocked = (
        stream.pick(("theirs", "theirs", "theirs", "shared")),
        stream.chance(0.6),
    )
    claimed = min(claimed, int(receipt.received_qty))
    return {
        "part_id": line.part_id,
        "receipt_id": receipt.receipt_id,
        "found_on": found_on,
        "found_at": found_at,
        "made_on": days(receipt.shipped_on or receipt.docked_on, -made_before),
        "claimed_qty": claimed,
        "blocked_qty": int(receipt.received_qty) if is_blocked else None,
        "confirmed_qty": None if is_open else 0 if is_refuted else min(claimed, confirmed),
        "cause": "open" if is_open else "ours" if is_refuted else whose,
    }


def _name_defect(
    plan: SupplierPlan, notice: dict, actions: list[dict], quality: Quality, stream: Stream
) -> None:
    """Give the notice a code: one whose action was closed within the year where it repeats, else
    one that was not; every twentieth has none.
    """
    found_on, part_id = notice["found_on"], notice["part_id"]
    closed = [
        action["defect_code"]
        for action in actions
        if action["part_id"] == part_id
        and action["defect_code"]
        and action["verified_on"]
        and days(found_on, -360) < action["verified_on"] < found_on
    ]
    codes, is_repeat, is_uncoded = (
        DEFECTS[plan.category],
        stream.chance(quality.repeats),
        stream.chance(0.05),
    )
    fresh = [code for code in codes if code not in closed]
    code = stream.pick(closed) if is_repeat and closed else stream.pick(fresh or codes)
    if not is_uncoded:
        notice |= {"defect_code": code, "defect_family": FAMILIES[code.split("-")[0]]}


def _action(notice: dict, quality: Quality, stream: Stream) -> dict:
    """Asked for some days after the notice; the answer is to come, and its effect to be verified,
    within 45 days.
    """
    issued_on = min(_workday_after(notice["found_on"], stream.between(1, 3)), AS_OF)
    first_due_on = workday_until(days(issued_on, 45))
    is_slow, is_extended, is_never = (
        stream.chance(quality.slow),
        stream.chance(0.2),
        stream.chance(0.3),
    )
    answered_on = workday_until(
        days(issued_on, stream.between(25, 55) if is_slow else stream.between(12, 28))
    )
    due_on = workday_until(days(first_due_on, 21)) if is_extended else first_due_on
    verified_on = workday_until(
        days(max(due_on, answered_on), stream.between(4, 30))
        if is_slow
        else days(due_on, -stream.between(0, 12))
    )
    is_forgotten = is_slow and is_never and issued_on > date(2026, 5, 1)
    return {
        "notice_id": notice["notice_id"],
        "part_id": notice["part_id"],
        "defect_code": notice.get("defect_code"),
        "defect_family": notice.get("defect_family"),
        "issued_on": issued_on,
        "first_due_on": first_due_on if is_extended else None,
        "due_on": due_on,
        "answered_on": answered_on if answered_on <= AS_OF else None,
        "verified_on": verified_on if verified_on <= AS_OF and not is_forgotten else None,
    }
