"""The sections of the quarterly report: each takes the facts and gives its question, its computed
answer, its HTML and its tables.
"""

from srmlib.reports.sections.actions import last_actions
from srmlib.reports.sections.ahead import ahead
from srmlib.reports.sections.asks import asks
from srmlib.reports.sections.chain import chain
from srmlib.reports.sections.cost import total_cost
from srmlib.reports.sections.health import health_check, people
from srmlib.reports.sections.metrics import every_metric, our_part, scorecard, spotlight
from srmlib.reports.sections.numbers import definitions_and_data, one_bridge, two_numbers
from srmlib.reports.sections.opening import masthead, summary
from srmlib.reports.sections.partnering import level, partnering
from srmlib.reports.sections.plan import escalations, plan_and_contacts
from srmlib.reports.sections.ratings import relationship
from srmlib.reports.sections.trace import customer_promise, traced_upstream
from srmlib.reports.sections.voices import replies

__all__ = [
    "ahead",
    "asks",
    "chain",
    "customer_promise",
    "definitions_and_data",
    "escalations",
    "every_metric",
    "health_check",
    "last_actions",
    "level",
    "masthead",
    "one_bridge",
    "our_part",
    "partnering",
    "people",
    "plan_and_contacts",
    "relationship",
    "replies",
    "scorecard",
    "spotlight",
    "summary",
    "total_cost",
    "traced_upstream",
    "two_numbers",
]
