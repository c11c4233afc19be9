"""What was entered under a firm that merged since is said, and is not read in silence as nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_world import small_home

from srmlib import Workspace, open_snapshot, programme
from srmlib.facts import supplier_quarter
from srmlib.register import Draft, open_register
from srmlib.register.kinds.work import Action
from srmlib.relationship.entered import fix_entered
from srmlib.reports.programme import programme_page
from srmlib.words.programme import programme_lines
from srmlib.words.status import status_line

SAID = "1 record is under OLD, which merged into S on 1 July 2026, and is not read"


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    made = small_home(
        tmp_path,
        suppliers=[
            {"supplier_id": "S", "name": "Harrow"},
            {"supplier_id": "OLD", "name": "Oldrow"},
        ],
        schedule_lines=[{"line_id": "L1"}, {"line_id": "L2", "supplier_id": "OLD"}],
        receipts=[{"line_id": "L1"}, {"line_id": "L2"}],
        mergers=[
            {"supplier_id": "OLD", "into_supplier_id": "S", "merged_on": "2026-07-01"}
        ],
    )
    register = open_register(made)
    for what in ("Pay the tool", "Taken back"):
        action = Draft(Action(what=what, side="buyer"), "OLD")
        (entry,) = register.append([action], side="buyer", author="x")
    register.withdraw("action", entry.record, side="buyer", author="x")
    return made


def test_the_report_says_what_is_under_the_former_firm(home):
    with open_snapshot(home) as snapshot:
        entered = fix_entered(open_register(home), snapshot.as_of)
        asked = {"workspace": home, "register": entered}
        with supplier_quarter("S", "2026Q3", snapshot, **asked) as asked_for:
            assert asked_for.relationship.actions.new == ()
            assert status_line(asked_for.facts)[2:] == [SAID]


def test_the_programme_says_it_too(home):
    with open_snapshot(home) as snapshot:
        found = programme(snapshot, "2026Q3", workspace=home)
        assert SAID in "\n".join(programme_lines(found))
        assert SAID in programme_page(found, "EUR")
