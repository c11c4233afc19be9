"""That the explanations of rows lead to what the snapshot holds."""

from __future__ import annotations

from srmlib.explain import explain_rows
from srmlib.snapshot.definitions import definition_of, rows_table


def agrees(snapshot, metric_id: str, supplier_id: str, nth: int = 1) -> int:
    """Explains every nth row of a supplier on every basis and compares it with the snapshot; how
    many there were.
    """
    definition = definition_of(snapshot.con, metric_id, supplier_id)
    for basis in definition.bases:
        held = snapshot.con.execute(
            "SELECT row_id, outcome, is_counted, counted_on, numerator, denominator FROM "
            + rows_table(metric_id)
            + " WHERE supplier_id = ? AND basis = ? ORDER BY row_id",
            [supplier_id, basis],
        ).fetchall()[::nth]
        for row, found in zip(
            held,
            explain_rows(
                snapshot, definition, supplier_id, [row[0] for row in held], basis
            ),
            strict=True,
        ):
            weights = row[4:] if row[2] else (0, 0)
            assert (
                found.row_id,
                found.steps[-1].outcome,
                found.is_counted,
                found.counted_on,
                found.numerator,
                found.denominator,
            ) == (*row[:4], *weights)
            assert all(
                step.question.endswith("?") and step.answer.endswith(".")
                for step in found.steps
            )
    return len(held)
