"""Who is behind what broke: up from a breakdown or lot, down from a receipt or lot, and sums by
supplier, cause, part.

Everything is read from what a load found: `lot_closure`, `trace_links`, `trace_possible`,
`genealogy_faults`. Weights are parts per 1,000,000,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa

from srmlib.errors import UsageError
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE
from srmlib.snapshot import Snapshot
from srmlib.stats.apportion import apportion
from srmlib.trace.links import EVENTS, Trace, TraceLink

EFFECTS = {
    "return": "Returned by customer",
    "late_order": "Late to customer",
    "line_stop": "Line stopped",
    "complaint": "Complaint",
    "incident": "IT incident",
}
# What breakdowns can be summed by: the words of a group, and its id where it has one.
GROUPS = {
    "supplier": "l.supplier_id, s.name AS supplier",
    "behind": "l.behind_supplier_id, b.name AS behind",
    "cause_side": "l.cause_side",
    "cause": "l.cause_side, l.cause",
    "part": "l.part_id, p.name AS part",
    "breakdown": "l.breakdown",
    "effect": "l.effect_kind",
    "evidence": "l.evidence",
}
JOINED = (
    " FROM trace_links AS l LEFT JOIN suppliers AS s ON s.supplier_id = l.supplier_id LEFT JOIN"
    " suppliers AS b ON b.supplier_id = l.behind_supplier_id LEFT JOIN parts AS p ON p.part_id ="
    " l.part_id WHERE l.occurred_on >= ? AND l.occurred_on < ?"
)
# What a way up ends with, after its lots.
ENDS = {
    "receipt_id": "receipt",
    "line_id": "line",
    "supplier_id": "supplier",
    "behind_supplier_id": "behind it",
}
ZERO, NINE_PLACES = Decimal("0.00"), Decimal("0.000000001")
# From the strongest to the weakest; what several links rest on is the weakest of theirs.
EVIDENCE = ("serial", "lot", "line", "window", "bom", "claim", "none")
# What tells where a breakdown may have come from: without any of them nothing can be traced.
NEEDED = {
    "lots": "records of lots",
    "complaints": "complaints",
    "customer_promises": "promises to customers",
    "line_stops": "stops of lines",
}


@dataclass(frozen=True)
class GenealogyFault:
    """A row of the genealogy that cannot be right: what it is about, in words, and where it stands.
    `qty` is null where it is of no quantity.
    """

    kind: str
    lot_id: str | None
    other_id: str | None
    qty: Decimal | None
    words: str
    source_file: str
    source_row: int


def trace_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter, audience: str) -> Trace:
    """All links of the breakdowns of a quarter [start, until) that lead to a supplier, or to a firm
    it stands behind.

    In a shared report what of them belongs to other suppliers is summed as `others`, without a
    name. Where no cost is known of any of them the unit is events. A link's range is what its
    sources may truly account for; `is_agreed` is true where both firms agreed on all of it.
    """
    rows = snapshot.records(
        "SELECT l.effect_kind, l.effect_id, l.breakdown, coalesce(p.name, l.service, 'not told') AS"
        " item, l.cause_side, l.supplier_id, l.behind_supplier_id, l.cause, l.weight, l.least,"
        " l.most, l.amount, l.evidence, l.rule"
        + JOINED
        + " AND EXISTS (SELECT 1 FROM trace_links AS own WHERE own.effect_kind = l.effect_kind AND"
        " own.effect_id = l.effect_id AND ? IN (own.supplier_id, own.behind_supplier_id) AND"
        " own.weight > 0) ORDER BY ALL",
        [quarter.start, quarter.until, supplier_id],
    )
    found = defaultdict(list)
    for row in rows:
        key = _key(row)
        if audience == "shared":
            key = _as_shared(key, row["behind_supplier_id"], supplier_id)
        effect = f"{row['effect_kind']} {row['effect_id']}"
        numbers = (row[name] for name in ("weight", "least", "most", "amount", "evidence", "rule"))
        found[key].append((effect, *numbers))
    keys = sorted(
        found,
        key=lambda key: (-sum(row[1] for row in found[key]), [str(word or "") for word in key]),
    )
    shares = _shares([sum(row[1] for row in found[key]) for key in keys])
    is_costed = any(row[4] is not None for of_key in found.values() for row in of_key)
    whole = sum(row[1] for of_key in found.values() for row in of_key)
    links = tuple(
        _link(key, share, found[key], whole, is_costed)
        for key, share in zip(keys, shares, strict=True)
    )
    faults: tuple[str, ...] = ()
    if audience == "internal":
        faults = tuple(
            f"{fault.words} ({fault.source_file}, row {fault.source_row})"
            for fault in genealogy_faults(snapshot)
        )
    effects = frozenset().union(*(link.effect_ids for link in links))
    missing: tuple[str, ...] = ()
    if not links and not NEEDED.keys() & snapshot.supplied_tables:
        missing = tuple(NEEDED.values())
    unit = snapshot.reporting_currency if is_costed else EVENTS
    return Trace(
        unit,
        sum((link.amount for link in links), ZERO),
        links,
        len(effects),
        faults,
        missing,
    )


def _link(key: tuple, share: Decimal, rows: list[tuple], whole: int, is_costed: bool) -> TraceLink:
    """A link of rows (effect, weight, least, most, amount, evidence, rule); its amount in events
    where no cost is known of the selection.
    """
    least, most = (
        Decimal(
            sum(
                max(row[place] for row in rows if row[0] == effect)
                for effect in {row[0] for row in rows}
            )
        )
        / whole
        for place in (2, 3)
    )
    least, most = (
        value.quantize(NINE_PLACES)
        for value in (min(least, share), max(min(most, Decimal(1)), share))
    )
    amount = Decimal(sum(row[1] for row in rows)).scaleb(-9)
    if is_costed:
        amount = sum((row[4] or ZERO for row in rows), ZERO)
    return TraceLink(
        *key,
        share=share,
        amount=amount,
        events=len({row[0] for row in rows}),
        evidence=max((row[5] for row in rows), key=EVIDENCE.index),
        least=least if least < most else None,
        most=most if least < most else None,
        is_agreed=True if all(row[6].startswith("agreed") for row in rows) else None,
        effect_ids=frozenset(row[0] for row in rows),
    )


def _key(row: dict[str, Any]) -> tuple:
    """What rows are summed to one link by."""
    breakdown = row["breakdown"]
    told = breakdown[:1].upper() + breakdown[1:]
    rest = (row[name] for name in ("item", "cause_side", "supplier_id", "cause"))
    return (EFFECTS[row["effect_kind"]], told, *rest)


def _as_shared(key: tuple, behind: str | None, supplier_id: str) -> tuple:
    effect, breakdown, item, side, firm, cause = key
    if supplier_id in (firm, behind):
        return effect, breakdown, item, side, supplier_id, cause
    if side in ("ours", "not_traced") or firm is None:
        return effect, breakdown, item, side, None, cause
    return effect, "Other", "Other", "others", None, "Others"


def _shares(weights: list[int]) -> list[Decimal]:
    """Each weight as a share of their sum, to 9 places; they add up to 1.

    >>> [str(share) for share in _shares([1, 1, 1])]
    ['0.333333334', '0.333333333', '0.333333333']
    """
    return [Decimal(part).scaleb(-9) for part in apportion(WHOLE, weights)]


def genealogy_faults(snapshot: Snapshot) -> tuple[GenealogyFault, ...]:
    """Every row of the extract's genealogy that cannot be right, by kind and place."""
    rows = snapshot.records(
        "SELECT kind, lot_id, other_id, qty, words, source_file, source_row FROM genealogy_faults"
        " ORDER BY kind, source_file, source_row, lot_id, other_id"
    )
    return tuple(GenealogyFault(**row) for row in rows)


def breakdowns(snapshot: Snapshot, quarter: Quarter, by: str = "supplier") -> pd.DataFrame:
    """What broke in a quarter [start, until), summed by supplier, behind, cause_side, cause, part,
    breakdown, effect or evidence; most first.

    Columns: the group; `events` (whole effects that touch it), `weight` (parts per 1,000,000,000 of
    effects), `share` of all, `amount` (reporting currency; null where none of them has a cost),
    `least` and `most` (effects it may truly account for; by supplier only). The shares add up to 1,
    the amounts to the ledger's cost of all that broke. Raises UsageError for another `by`.
    """
    if by not in GROUPS:
        raise UsageError(
            f"Breakdowns cannot be summed by '{by}', expected one of {', '.join(GROUPS)}.\nName one"
            " of them."
        )
    frame = snapshot.frame(
        "SELECT "
        + GROUPS[by]
        + ", count(DISTINCT (l.effect_kind, l.effect_id)) AS events, CAST(sum(l.weight) AS BIGINT)"
        " AS weight, CAST(sum(l.amount) AS DECIMAL(19, 2)) AS amount"
        + JOINED
        + " AND l.weight > 0 GROUP BY ALL ORDER BY weight DESC, 1, 2",
        [quarter.start, quarter.until],
    )
    frame.insert(
        len(frame.columns) - 1,
        "share",
        pd.array(_shares(frame["weight"].tolist()), dtype=pd.ArrowDtype(pa.decimal128(10, 9))),
    )
    return _with_ranges(snapshot, quarter, frame) if by == "supplier" else frame


def _with_ranges(snapshot: Snapshot, quarter: Quarter, frame: pd.DataFrame) -> pd.DataFrame:
    ranges = snapshot.records(
        "SELECT supplier_id, sum(least) AS least, sum(most) AS most FROM ( SELECT effect_kind, effect_id,"
        " supplier_id, max(least) AS least, max(most) AS most FROM trace_links WHERE occurred_on >="
        " ? AND occurred_on < ? AND supplier_id IS NOT NULL GROUP BY ALL UNION ALL SELECT"
        " p.effect_kind, p.effect_id, p.supplier_id, 0, max(p.most) FROM trace_possible AS p JOIN"
        " effects AS e ON e.effect_kind = p.effect_kind AND e.effect_id = p.effect_id WHERE"
        " e.occurred_on >= ? AND e.occurred_on < ? GROUP BY ALL) AS firms GROUP BY supplier_id",
        [quarter.start, quarter.until] * 2,
    )
    for name in ("least", "most"):
        known = {row["supplier_id"]: Decimal(int(row[name])).scaleb(-9) for row in ranges}
        values = [known.get(firm) for firm in frame["supplier_id"].tolist()]
        frame[name] = pd.array(values, dtype=pd.ArrowDtype(pa.decimal128(28, 9)))
    return frame


UP_COLUMNS = (
    "part_id, lot_id, receipt_id, line_id, supplier_id, behind_supplier_id, cause_side, cause,"
    " evidence, weight, least, most, amount"
)


def trace_upstream(snapshot: Snapshot, of_id: str) -> pd.DataFrame:
    """Where a lot, piece, complaint, return, customer order, line stop or incident came from: one
    row per source, with the way to it in words.

    Columns: kind, id, part_id, lot_id, receipt_id, line_id, supplier_id, behind_supplier_id,
    cause_side, cause, evidence, weight, least, most, amount, path. cause, least, most and amount
    are null for lots, pieces and orders that did not break. Of a breakdown whose part at fault is
    not known, the suppliers that are possible follow with weight 0 and the most each may account
    for. Raises UsageError, with close matches, for an id that is none.
    """
    frames = []
    kinds = _values(
        snapshot, "SELECT effect_kind FROM effects WHERE effect_id = ? ORDER BY 1", [of_id]
    )
    for kind in kinds:
        found = snapshot.frame(
            "SELECT effect_kind AS kind, effect_id AS id, "
            + UP_COLUMNS
            + " FROM trace_links WHERE effect_kind = $1 AND effect_id = $2 UNION ALL SELECT"
            " p.effect_kind, p.effect_id, p.part_id, NULL, NULL, NULL, p.supplier_id, NULL,"
            " 'not_traced', concat('Possible: ', s.name, ', ', coalesce(parts.name, p.part_id,"
            " 'part not told')), p.evidence, 0, p.least, p.most, NULL FROM trace_possible AS p"
            " JOIN suppliers AS s ON s.supplier_id = p.supplier_id LEFT JOIN parts ON"
            " parts.part_id = p.part_id WHERE p.effect_kind = $1 AND p.effect_id = $2 ORDER BY"
            " weight DESC, part_id, supplier_id, lot_id, receipt_id, behind_supplier_id,"
            " cause_side",
            [kind, of_id],
        )
        frames.append(
            _with_ways_up(
                snapshot,
                found,
                f"{kind.replace('_', ' ')} {of_id}",
                _lots_of_effect(snapshot, kind, of_id),
            )
        )
    for kind, lots in _lots_of(snapshot, of_id):
        found = snapshot.frame(
            "SELECT ? AS kind, ? AS id, part_id, lot_id, receipt_id, line_id, supplier_id,"
            " behind_supplier_id, CASE maker WHEN 'supplier' THEN 'theirs' WHEN 'us' THEN 'ours'"
            " ELSE 'not_traced' END AS cause_side, NULL::VARCHAR AS cause, evidence, weight,"
            " NULL::BIGINT AS least, NULL::BIGINT AS most, NULL::DECIMAL(19, 2) AS amount FROM"
            " lot_closure WHERE is_source AND list_contains(?, root_lot_id) ORDER BY root_lot_id,"
            " part_id, weight DESC, lot_id, via_lot_id, receipt_id",
            [kind, of_id, lots],
        )
        frames.append(
            _with_ways_up(snapshot, found, "" if kind == "lot" else f"{kind} {of_id}", lots)
        )
    if not frames:
        _refuse_unknown(
            snapshot,
            of_id,
            ("effects", "effect_id"),
            ("lots", "lot_id"),
            ("serials", "serial_id"),
            ("order_lots", "customer_order_id"),
        )
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]


DOWN_TYPES = {"quantity": pa.decimal128(38, 9), "weight": pa.int64()}


def trace_downstream(snapshot: Snapshot, of_id: str) -> pd.DataFrame:
    """What else is affected by a receipt or lot: every lot it went into, the customers' orders that
    got them, and what broke of them.

    Columns: kind (lot, order, complaint, return, …), id, part_id, lot_id (the affected lot),
    quantity (of the receipt or lot in that lot; null for what is no lot), weight (its share of the
    part in that lot, parts per 1,000,000,000), path. The same table as upstream, read the other
    way. Raises UsageError, with close matches, for an id that is neither.
    """
    starts = _values(snapshot, "SELECT lot_id FROM lots WHERE lot_id = ?", [of_id])
    by_receipt = _values(
        snapshot, "SELECT lot_id FROM lot_receipts WHERE receipt_id = ? ORDER BY 1", [of_id]
    )
    receipts = _values(snapshot, "SELECT receipt_id FROM receipts WHERE receipt_id = ?", [of_id])
    if not (starts or by_receipt or receipts):
        _refuse_unknown(snapshot, of_id, ("lots", "lot_id"), ("receipts", "receipt_id"))
    lots = snapshot.records(
        "SELECT 'lot' AS kind, root_lot_id AS id, part_id, root_lot_id AS lot_id, sum(source_qty)"
        " AS quantity, CAST(sum(weight) AS BIGINT) AS weight FROM lot_closure"
        " WHERE list_contains(?, lot_id) OR (list_contains(?, lot_id) AND receipt_id = ?) GROUP BY"
        " root_lot_id, part_id ORDER BY root_lot_id, part_id, quantity, weight",
        [starts, by_receipt, of_id],
    )
    ways = _ways(snapshot, sorted({*starts, *by_receipt}), down=True)
    first = f"receipt {of_id} → " if by_receipt else ""
    words = {lot: first + " → ".join(f"lot {step}" for step in way) for lot, way in ways.items()}
    rows = [lot | {"path": words.get(lot["id"])} for lot in lots]
    held = {lot["id"]: lot for lot in lots}
    reached = snapshot.records(
        "SELECT 'order' AS kind, customer_order_id AS id, lot_id FROM order_lots WHERE"
        " list_contains($1, lot_id) UNION ALL SELECT 'piece', serial_id, lot_id FROM serials WHERE"
        " list_contains($1, lot_id) UNION ALL SELECT e.effect_kind, e.effect_id, coalesce(s.lot_id,"
        " e.lot_id, o.lot_id) FROM effects AS e LEFT JOIN serials AS s ON s.serial_id = e.serial_id"
        " LEFT JOIN order_lots AS o ON o.customer_order_id = e.customer_order_id AND e.lot_id IS"
        " NULL AND s.lot_id IS NULL WHERE list_contains($1, coalesce(s.lot_id, e.lot_id, o.lot_id))"
        " ORDER BY ALL",
        [list(held)],
    )
    for found in reached:
        lot_id, kind = found["lot_id"], found["kind"].replace("_", " ")
        path = f"{words.get(lot_id)} → {kind} {found['id']}"
        rows.append(held[lot_id] | found | {"quantity": None, "path": path})
    columns = {}
    for name in ("kind", "id", "part_id", "lot_id", "quantity", "weight", "path"):
        dtype = pd.ArrowDtype(DOWN_TYPES.get(name, pa.string()))
        columns[name] = pd.array([row[name] for row in rows], dtype=dtype)
    return pd.DataFrame(columns)


def _lots_of(snapshot: Snapshot, of_id: str) -> list[tuple[str, list[str]]]:
    """The lots an id stands for, as a lot, a piece or a customer's order."""
    asked = {
        "lot": "SELECT lot_id FROM lots WHERE lot_id = ?",
        "piece": "SELECT lot_id FROM serials WHERE serial_id = ? AND lot_id IS NOT NULL",
        "order": "SELECT lot_id FROM order_lots WHERE customer_order_id = ? ORDER BY 1",
    }
    found = [(kind, _values(snapshot, sql, [of_id])) for kind, sql in asked.items()]
    return [(kind, lots) for kind, lots in found if lots]


def _lots_of_effect(snapshot: Snapshot, kind: str, effect_id: str) -> list[str]:
    """The lots an effect may be of: those of its piece and what was built into it, its own, those
    its order got.
    """
    lots = _values(
        snapshot,
        "WITH RECURSIVE asked AS (SELECT lot_id, serial_id, customer_order_id FROM effects WHERE"
        " effect_kind = ? AND effect_id = ?), pieces AS (SELECT serial_id FROM asked UNION SELECT"
        " s.serial_id FROM serials AS s JOIN pieces ON s.built_into_serial_id = pieces.serial_id)"
        " SELECT lot_id FROM serials WHERE serial_id IN (FROM pieces) UNION SELECT lot_id FROM"
        " asked UNION SELECT lot_id FROM order_lots WHERE customer_order_id IN (SELECT"
        " customer_order_id FROM asked) ORDER BY 1",
        [kind, effect_id],
    )
    return [lot for lot in lots if lot]


def _values(snapshot: Snapshot, sql: str, values: list) -> list[str]:
    """The one column of a query."""
    return [value for row in snapshot.records(sql, values) for value in row.values()]


def _with_ways_up(
    snapshot: Snapshot, frame: pd.DataFrame, begin: str, roots: list[str]
) -> pd.DataFrame:
    ways = _ways(snapshot, roots, down=False)
    paths = []
    for row in frame.to_dict("records"):
        steps = [begin] if begin else []
        if not pd.isna(row["lot_id"]):
            steps += [f"lot {lot}" for lot in ways.get(row["lot_id"], [row["lot_id"]])]
        steps += [f"{word} {row[name]}" for name, word in ENDS.items() if not pd.isna(row[name])]
        paths.append(" ← ".join(steps))
    return frame.assign(path=pd.array(paths, dtype=pd.ArrowDtype(pa.string())))


def _ways(snapshot: Snapshot, starts: Iterable[str], down: bool) -> dict[str, tuple[str, ...]]:
    """The shortest way from any of some lots to each lot that is reached from them, the start
    included: its inputs, or where it went (`down`).
    """
    near, far = ("input_lot_id", "output_lot_id") if down else ("output_lot_id", "input_lot_id")
    ways: dict[str, tuple[str, ...]] = {lot: (lot,) for lot in starts}
    edge = list(ways)
    while edge:
        found = snapshot.records(
            "SELECT i."
            + near
            + " AS at, i."
            + far
            + " AS following FROM lot_inputs AS i JOIN lots ON lots.lot_id = i.input_lot_id WHERE"
            " list_contains(?, i."
            + near
            + ") AND i.input_qty > 0 AND NOT EXISTS (SELECT 1 FROM genealogy_faults AS f WHERE"
            " f.kind IN ('cycle', 'too_deep') AND f.lot_id = i.output_lot_id AND f.other_id ="
            " i.input_lot_id) ORDER BY ALL",
            [edge],
        )
        edge = []
        for at, following in (step.values() for step in found):
            if following not in ways:
                ways[following] = (*ways[at], following)
                edge.append(following)
    return ways


def _refuse_unknown(snapshot: Snapshot, of_id: str, *places: tuple[str, str]) -> None:
    """Raises UsageError with the nearest ids there are in these tables."""
    ids = " UNION ".join("SELECT " + column + " AS id FROM " + table for table, column in places)
    close = _values(
        snapshot,
        "SELECT id FROM ("
        + ids
        + ") WHERE id IS NOT NULL AND levenshtein(lower(id), lower($1)) <= greatest(1, length($1)"
        " // 3) ORDER BY levenshtein(lower(id), lower($1)), id LIMIT 3",
        [of_id],
    )
    asked = " or ".join(table.replace("_", " ") for table, _ in places)
    hint = f"Name an id of {asked}."
    if close:
        hint = f"Did you mean {' or '.join(close)}?"
    raise UsageError(f"There is no '{of_id}' in {asked} of snapshot {snapshot.id}.\n{hint}")
