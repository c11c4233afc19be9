"""The metrics that come with the library, and their switches, by id; and those that the firms of the
sample world have signed.
"""

from __future__ import annotations

import yaml

from srmlib.rules.metric import read_metrics, shipped_metric_files
from srmlib.rules.switches import Basis, Choice, Switch
from srmlib.workspace import PROJECT

FILES = shipped_metric_files()
METRICS = read_metrics(FILES)
SWITCHES: dict[str, tuple[Switch, ...]] = {
    metric.id: tuple(metric.switches.values())
    for metric in METRICS.values()
    if metric.switches
}
AGREED_IN_SAMPLE = yaml.safe_load(
    (PROJECT / "data/definitions/sample.yaml").read_text(encoding="utf-8")
)
SIGNED_IN_SAMPLE = {
    metric
    for metric, record in AGREED_IN_SAMPLE.items()
    if metric != "pairs"
    and record.get("signed_by_buyer")
    and record.get("signed_by_supplier")
}


def basis(metric_id: str, **choices: Choice) -> Basis:
    """A basis of a metric: the default of each switch, with these choices instead."""
    return METRICS[metric_id].read_basis(choices, metric_id)
