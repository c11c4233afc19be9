"""What one supplier reads does not change with what another sells, or with what went wrong
there.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from facts_fixture import rich
from partner_world import FIRMS, KEY, known, metrics, with_data
from relationship_book import everything
from small_world import small_world

from srmlib.partnering import partnering_of
from srmlib.partnering.checks import answer_of
from srmlib.partnering.signs.place import PLACE, spend_percent
from srmlib.reports import sections
from srmlib.reports.export import csv_text
from srmlib.reports.partnering_commands import check_lines, level_lines
from srmlib.trace.links import Trace


def told(snapshot, trace: Trace) -> str:
    """All that is said of the supplier: page, report.json, csv and command line."""
    found = partnering_of(
        with_data(known(snapshot, everything(), trace=trace, **metrics()))
    )
    facts = replace(rich(), partnering=found)
    made = (sections.level(facts), sections.partnering(facts))
    tables = [csv_text(table) for one in made for table in one.tables.values()]
    checks = (*found.signs, *found.principles, *found.keys)
    lines = [line for check in checks for line in check_lines(check, FIRMS)]
    rows = [csv_text(check.rows) for check in checks]
    pages = [f"{one.title}{one.headline}{one.body}" for one in made]
    written = json.dumps(found.to_json(), default=str)
    return "\n".join([*pages, *tables, *rows, *lines, *level_lines(found.level), written])


def of_another(value: str, incidents: int, owner: str | None = "S-2") -> dict:
    line = {"supplier_id": "S-2", "requested_on": "2026-07-10", "line_id": "L9"}
    went_wrong = [
        {
            "incident_id": f"I-{place}",
            "supplier_id": owner,
            "service": "mail",
            "began_at": "2026-08-01 08:00:00",
            "restored_at": "2026-08-01 09:00:00",
        }
        for place in range(incidents)
    ]
    return KEY | {
        "schedule_lines": [*KEY["schedule_lines"], line | {"value_amount": value}],
        "receipts": [*KEY["receipts"], {"line_id": "L9", "receipt_id": "R9"}],
        "incidents": went_wrong,
    }


@pytest.mark.parametrize("is_promised", [True, False], ids=["promised", "not promised"])
def test_a_report_of_one_supplier_is_the_same_whatever_others_do(tmp_path, is_promised):
    tables = [of_another("100.00", 1), of_another("500.00", 9)]
    if not is_promised:
        for one in tables:
            del one["customer_promises"]
    trace = Trace(events=4, possible=1)
    with small_world(tmp_path / "a", **tables[0]) as before:
        first = told(before, replace(trace, recorded=6))
        share = spend_percent(known(before))
    with small_world(tmp_path / "b", **tables[1]) as after:
        assert spend_percent(known(after)) != share
        assert told(after, replace(trace, recorded=60)) == first


def test_incidents_without_a_supplier_are_told_to_the_buyer_alone(tmp_path):
    """On which side of the mark they are hangs on those of all other suppliers."""
    said = {}
    for owner in ("S-2", None):
        tables = of_another("100.00", 9, owner)
        with small_world(tmp_path / str(owner), **tables) as snapshot:
            found = known(snapshot, everything())
            own = answer_of(PLACE, replace(found, audience="internal"), "buyer")
            said[owner] = told(snapshot, Trace()), own
    (first, good), (second, bad) = said.values()
    assert first == second
    words = "9 of 9 incidents of a year, of whatever supplier, name none (10% is the mark)"
    assert words in [one.words for one in bad.facts] and bad.outcome == "found"
    assert [one.is_good for one in good.facts if "of whatever supplier" in one.words] == [
        True
    ]
