"""The scorecard's list: every metric of a supplier in a quarter, in printed order, those of our own
part last.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from srmlib.metrics.counted import read_metric
from srmlib.metrics.coverage import missing_words
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.definitions import definitions_of

Reader = Callable[[Snapshot, Definition, str, Quarter], Reading]


def readings_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Reading]:
    """One reading per metric, ours last; "not_supplied" where the extract lacks a table the metric
    needs, "not_agreed" where it does not apply.
    """
    return [
        reading_of(snapshot, definition, supplier_id, quarter)
        for definition in definitions_of(snapshot.con, supplier_id)
    ]


def reading_of(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """One metric of a supplier in a quarter."""
    if not definition.applies:
        return Reading(definition, "not_agreed")
    if missing := missing_words(snapshot, definition):
        return Reading(definition, "not_supplied", notes=missing)
    metric = definition.metric
    read = read_metric if metric.is_own else _reader(metric.subject, metric.id)
    return read(snapshot, definition, supplier_id, quarter)


@cache
def _reader(subject: str, metric_id: str) -> Reader:
    """The function `read_<id>` in the module of the metric's group where it has one: its arithmetic
    or its notes need more than its record says.
    """
    name = "srmlib.metrics." + subject
    module = import_module(name) if find_spec(name) else None
    return getattr(module, "read_" + metric_id.lower(), read_metric)
