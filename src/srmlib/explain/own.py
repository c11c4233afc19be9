"""How the rows of a metric that a pair of firms brought are explained: what its record calls them,
what is shown of them, and how its own statement reads them by the choices of a basis.
"""

from __future__ import annotations

from srmlib.agreement.bridge import bases_in_place
from srmlib.errors import DefinitionError
from srmlib.explain.explanation import BASIS_WORDS, spoken
from srmlib.explain.mechanism import Case, Explainer, Question, Read, Words, always, tell
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Metric
from srmlib.rules.switches import Basis
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql
from srmlib.snapshot.definitions import rows_sql, rows_table

HOW = "So how does it count?"


def own_explainer(
    snapshot: Snapshot, definition: Definition, supplier_id: str
) -> Explainer:
    """The explainer of an own metric's rows, for one supplier."""
    metric = definition.metric
    readings = _Readings(snapshot, metric, supplier_id)

    def explainer(row: str, exposure: Explainer | None = None) -> Explainer:
        return Explainer(
            row=row,
            read=Read(
                sql(
                    "SELECT * FROM {rows} WHERE basis = 'agreed'",
                    rows=rows_table(metric.id),
                ),
                "row_id",
            ),
            derive=lambda case: readings.row(case.row_id, case.choices),
            questions=_questions(metric),
            weigh=lambda case, outcome: (case.numerator, case.denominator),
            units=_units(metric),
            exposure=exposure,
            # Only what events are counted against stands in the denominator.
            is_exposure=lambda row: bool(row["denominator"]),
        )

    if metric.event and metric.exposure:
        # Of ids of two kinds, those of the second say in themselves what they are.
        return explainer(metric.event.one, explainer(""))
    return explainer(metric.row.one)


class _Readings:
    """The rows of one supplier as the metric's statement reads them, by the choices of a basis."""

    def __init__(self, snapshot: Snapshot, metric: Metric, supplier_id: str):
        self._snapshot, self._metric, self._supplier_id = snapshot, metric, supplier_id
        self._found: dict[tuple, dict[str, dict]] = {}

    def row(self, row_id: str, choices: Basis) -> dict:
        """Raises DefinitionError where the statement gives no such row by these choices."""
        rows = self.by(choices)
        if row_id not in rows:
            metric_id = self._metric.id
            raise DefinitionError(
                f"{metric_id}: by {choices} its statement gives no row '{row_id}', expected each row"
                f" on every basis.\nLet {metric_id}.sql keep it with is_counted false, and load"
                " again."
            )
        return rows[row_id]

    def by(self, choices: Basis) -> dict[str, dict]:
        """Row id to row."""
        key = tuple(choices.items())
        if key not in self._found:
            with bases_in_place(
                self._snapshot, self._metric, self._supplier_id, {"asked": choices}
            ):
                rows = self._snapshot.records(
                    "WITH rows_read AS (\n"
                    + rows_sql(self._metric)
                    + "\n)\nSELECT * FROM rows_read WHERE supplier_id = ?",
                    [self._supplier_id],
                )
            # The basis of a case is the one it is asked for.
            self._found[key] = {
                row["row_id"]: {name: row[name] for name in row if name != "basis"}
                for row in rows
            }
        return self._found[key]


def _questions(metric: Metric) -> tuple[Question, ...]:
    shown = tell(
        "What is known of it?",
        lambda case: _shown_words(metric, case),
        columns=" ".join(metric.shown),
    )
    chosen = tell(
        "By which choices is it read?",
        lambda case: f"By those of {BASIS_WORDS[case.basis]}.",
        switches=" ".join(metric.switches),
    )
    left_out = Question(
        HOW,
        "{outcome}",
        lambda case: not case.is_counted,
        lambda case: f"As {_outcome_words(case)}, which is not counted.",
        counts=False,
    )
    counted = Question(HOW, "{outcome}", always, lambda case: f"As {_outcome_words(case)}.")
    return (shown, *([chosen] if metric.switches else []), left_out, counted)


def _shown_words(metric: Metric, case: Case) -> str:
    known = {heading: getattr(case, name) for name, heading in metric.shown.items()}
    said = [
        f"{heading}: {spoken(value)}"
        for heading, value in known.items()
        if value is not None
    ]
    return ("; ".join(said) or "Nothing but its id") + "."


def _outcome_words(case: Case) -> str:
    return f"“{case.metric.outcome_words(case.outcome)}”"


def _units(metric: Metric) -> tuple[Words, Words]:
    """What numerator and denominator are made of. The words of a record are no templates, whatever
    stands in them.
    """
    met = f"{metric.row.many} that met it"
    among = metric.row.many
    if metric.event and metric.exposure:
        met = metric.event.many
        among = metric.exposure.many
    elif not metric.is_ratio:
        met = "value measured"
    elif metric.better == "down":
        met = metric.missed.many
    numerator = metric.numerator or met
    denominator = metric.denominator or among
    return lambda case: numerator, lambda case: denominator
