"""Signs, principles, keys and the level of every supplier of the sample a second time: from
the plain rows of the register and of the extract, by the words of the specification
(tests/support/roads).
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from roads.partnering_book import SIDES, Firm, World
from roads.partnering_level import counts, level
from roads.partnering_principles import keys, principles
from roads.partnering_signs import signs

import srmlib
from sample_world.register import REGISTER_ANSWERS, REGISTER_AS_OF
from srmlib.facts import supplier_quarter
from srmlib.register import open_register
from srmlib.relationship.entered import fix_entered
from srmlib.workspace import PROJECT

DEFINITIONS = Path(PROJECT) / "data/definitions"
LETTERS = {
    "found": "f",
    "not_found": "n",
    "in_place": "i",
    "not_yet": "y",
    "cannot_tell": "?",
}


@pytest.fixture(scope="module")
def world(sample_home):
    stated = yaml.safe_load((DEFINITIONS / "partnering.yaml").read_text(encoding="utf-8"))
    marks = {name: mark["value"] for name, mark in stated.items()}
    return World(sample_home.root, DEFINITIONS, marks)


@pytest.mark.parametrize("supplier_id", REGISTER_ANSWERS["partnering"]["outcomes"])
def test_both_roads_lead_to_the_same_outcomes(supplier_id, world, sample_home, sample):
    entered = fix_entered(open_register(sample_home), sample.as_of, as_of=REGISTER_AS_OF)
    asked = {"workspace": sample_home, "register": entered, "audience": "internal"}
    with supplier_quarter(supplier_id, "2026Q3", sample, **asked) as q:
        traced = [one.value for one in q.partnering.keys[2].buyer.compared]
        firm = Firm(world, supplier_id, q.readings, traced[0] if traced else None)
        product = [srmlib.signs(q), srmlib.principles(q), srmlib.keys(q)]
        for road, checks in zip((signs, principles, keys), product, strict=True):
            for side in SIDES:
                told = "".join(LETTERS[check.of(side).outcome] for check in checks)
                assert road(firm, side) == told, (side, checks.table)
        found = srmlib.level(q)
        assert counts(firm) == tuple(found.count(place) for place in (1, 2, 3)), found.table
        assert level(firm) == found.name
