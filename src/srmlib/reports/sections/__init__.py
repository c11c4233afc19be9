"""The sections of the quarterly report: each takes the facts and gives its question, its computed
answer, its HTML and its tables.
"""

from srmlib.reports.sections.cost import total_cost
from srmlib.reports.sections.metrics import every_metric, our_part, scorecard, spotlight
from srmlib.reports.sections.numbers import definitions_and_data, one_bridge, replies, two_numbers
from srmlib.reports.sections.opening import masthead, summary
from srmlib.reports.sections.trace import customer_promise, traced_upstream

__all__ = [
    "customer_promise",
    "definitions_and_data",
    "every_metric",
    "masthead",
    "one_bridge",
    "our_part",
    "replies",
    "scorecard",
    "spotlight",
    "summary",
    "total_cost",
    "traced_upstream",
    "two_numbers",
]
