"""Why a row of a metric reads as it does: one question after the other, in plain words, with the
data each answer rests on.

The answers are worked out anew from the canonical tables, by the choices of the basis. Where they
would not lead to what the snapshot holds, nothing is explained: a wrong reason is worse than none.
"""

from __future__ import annotations

import difflib
import shlex
from importlib import import_module

from srmlib.errors import UsageError
from srmlib.explain.explanation import Explanation, Step, record_text
from srmlib.explain.mechanism import Explainer, explanation_of, facts_of
from srmlib.explain.own import own_explainer
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql
from srmlib.snapshot.definitions import definition_of, definitions_of, rows_table

__all__ = ["Explanation", "Step", "explain", "explain_rows", "explainer_of", "record_text"]


def explainer_of(snapshot: Snapshot, definition: Definition, supplier_id: str) -> Explainer:
    """The questions about a metric's rows: those of its name in the module of its group. A metric
    that a pair of firms brought has none: its record and its own statement answer.
    """
    metric = definition.metric
    if metric.is_own:
        return own_explainer(snapshot, definition, supplier_id)
    return getattr(import_module("srmlib.explain." + metric.subject), metric.id)


def explain(
    snapshot: Snapshot,
    row_id: str,
    metric_id: str = "D1",
    basis: str = "agreed",
    supplier_id: str | None = None,
) -> Explanation:
    """Why a schedule line is late, a ticket in time, a lot rejected … on a basis: step by step,
    with the data behind each step.

    `supplier_id` is needed only where several suppliers have a row of that id. Raises UsageError
    for a row that is not there or a basis that is not stated, DefinitionError for an unknown
    metric, AssertionError where the reasons do not lead to what the snapshot holds.
    """
    supplier_id = _supplier_of(snapshot, metric_id, row_id, supplier_id)
    return explain_rows(
        snapshot,
        definition_of(snapshot.con, metric_id, supplier_id),
        supplier_id,
        [row_id],
        basis,
    )[0]


def explain_rows(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    row_ids: list[str],
    basis: str = "agreed",
) -> list[Explanation]:
    """As `explain`, for many rows of one supplier in one pass, in the order of `row_ids`."""
    definition.choices_of(basis)
    held: dict[str, dict[str, dict]] = {}
    asked = sql(
        "SELECT * FROM {rows} WHERE supplier_id = ? AND row_id IN (SELECT unnest(?))",
        rows=rows_table(definition.metric_id),
    )
    for row in snapshot.records(asked, [supplier_id, row_ids]):
        held.setdefault(row["row_id"], {})[row["basis"]] = row
    events = explainer_of(snapshot, definition, supplier_id)
    explainers = {row_id: events.of(rows[basis]) for row_id, rows in held.items()}
    facts: dict[str, dict] = {}
    for explainer in dict.fromkeys(explainers.values()):
        facts |= facts_of(
            snapshot,
            definition.metric,
            explainer,
            [
                rows[basis]
                for row_id, rows in held.items()
                if explainers[row_id] is explainer
            ],
        )
    return [
        explanation_of(explainers[row_id], definition, facts[row_id], held[row_id], basis)
        for row_id in row_ids
    ]


def _supplier_of(
    snapshot: Snapshot, metric_id: str, row_id: str, supplier_id: str | None
) -> str:
    definition = definition_of(snapshot.con, metric_id)
    asked = sql(
        "SELECT DISTINCT supplier_id FROM {rows} WHERE row_id = ? ORDER BY supplier_id",
        rows=rows_table(metric_id),
    )
    suppliers = [row["supplier_id"] for row in snapshot.records(asked, [row_id])]
    kind = explainer_of(snapshot, definition, supplier_id or "").row
    if not suppliers:
        here = _rows_there(snapshot, metric_id, row_id)
        elsewhere = _metrics_with(snapshot, row_id)
        if elsewhere and f"{row_id} / " not in here:
            raise UsageError(
                f"There is no {kind} '{row_id}' in {metric_id}, expected a metric that has it:"
                f" {', '.join(elsewhere)}.\nName it: srm explain {shlex.quote(row_id)} --metric"
                f" {elsewhere[0]}."
            )
        raise UsageError(f"There is no {kind} '{row_id}'{here}")
    if supplier_id is None and len(suppliers) > 1:
        raise UsageError(
            f"There is a {kind} {row_id} with each of {', '.join(suppliers)}, expected one.\nState"
            " supplier_id."
        )
    if supplier_id is not None and supplier_id not in suppliers:
        raise UsageError(
            f"The {kind} {row_id} is not of '{supplier_id}', expected"
            f" {' or '.join(suppliers)}.\nAsk supplier_quarter of {suppliers[0]}, or srm explain"
            f" with --supplier {suppliers[0]}."
        )
    return supplier_id or suppliers[0]


def _metrics_with(snapshot: Snapshot, row_id: str) -> list[str]:
    """The metrics that have a row of that id, in printed order."""
    asked = "SELECT 1 FROM {rows} WHERE row_id = ? LIMIT 1"
    return [
        definition.metric_id
        for definition in definitions_of(snapshot.con)
        if snapshot.records(sql(asked, rows=rows_table(definition.metric_id)), [row_id])
    ]


def _rows_there(snapshot: Snapshot, metric_id: str, row_id: str) -> str:
    asked = sql(
        "SELECT DISTINCT row_id FROM {rows} ORDER BY row_id", rows=rows_table(metric_id)
    )
    there = [row["row_id"] for row in snapshot.records(asked)]
    if not there:
        return f": this snapshot has no rows of {metric_id}.\nLoad an extract that has such rows."
    shares = [known for known in there if known.startswith(f"{row_id} / ")]
    close = shares[:5] or difflib.get_close_matches(row_id, there, n=5) or there[:5]
    return (
        f", expected one of the {len(there)} that {metric_id} has, such as"
        f" {', '.join(close)}.\nCorrect the row id: no metric has that one."
    )
