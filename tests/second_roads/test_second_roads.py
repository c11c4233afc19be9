"""D1, D2, S1, Q2 and the trace computed twice on random worlds: by the product, and by the roads
written from the definition (tests/support/roads). One load holds many examples.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pytest
from roads import genealogies, worlds
from roads.compare import DEFAULTS, differences

BILLION = 10**9
# Of 2,000 examples each: 1,400 suppliers, 600 genealogies.
FAST_SUPPLIERS, HEAVY_SUPPLIERS, SUPPLIER_LOADS = 30, 140, 10
FAST_LOTS, HEAVY_LOTS, LOTS_LOADS = 60, 200, 3


def told(snapshot, world) -> str:
    """The first differences of each metric, with how many there are."""
    said = []
    for metric_id in DEFAULTS:
        found = list(differences(snapshot, world, metric_id))
        for supplier_id, where, what in found[:3]:
            said.append(f"{metric_id} {supplier_id} {where} ({len(found)} in all)\n{what}")
    return "\n".join(said)


def check_suppliers(tmp_path, count: int, start: int) -> None:
    world = worlds.drawn_world(count, start)
    snapshot = worlds.loaded(tmp_path, world)
    said = told(snapshot, world)
    assert not said, said


def test_both_roads_lead_to_the_same_rows_and_sums(tmp_path):
    check_suppliers(tmp_path, FAST_SUPPLIERS, 0)


@pytest.mark.heavy
@pytest.mark.parametrize("start", range(1, SUPPLIER_LOADS + 1))
def test_both_roads_lead_to_the_same_rows_and_sums_on_many_suppliers(tmp_path, start):
    check_suppliers(tmp_path, HEAVY_SUPPLIERS, start)


def by_supplier(snapshot) -> dict[int, dict[str | None, list]]:
    """Per example and firm (None: not traced) the links of its complaint."""
    found: dict[int, dict[str | None, list]] = defaultdict(lambda: defaultdict(list))
    asked = "SELECT effect_id, supplier_id, weight, least, most FROM trace_links"
    for row in snapshot.records(asked):
        place, firm = (
            int(row["effect_id"][1:5]),
            row["supplier_id"] and row["supplier_id"][6:],
        )
        found[place][firm].append(
            [Fraction(row[key], BILLION) for key in ("weight", "least", "most")]
        )
    return found


def check_lots(tmp_path, count: int, start: int) -> None:
    drawn = genealogies.drawn_genealogies(count, start)
    links = by_supplier(genealogies.loaded(tmp_path, drawn))
    for place, world in enumerate(drawn):
        said = f"{world}\n{dict(links[place])}"
        shares = genealogies.shares(world)
        ranges = genealogies.ranges(shares)
        assert links[place].keys() == shares.keys(), said
        # Nothing is lost: what is not traced is a share as well.
        assert sum(link[0] for found in links[place].values() for link in found) == 1, said
        for firm, found in links[place].items():
            assert abs(sum(weight for weight, _, _ in found) - shares[firm]) < 1e-7, said
            for _, least, most in found:
                assert firm is None or (least, most) == ranges[firm], said
                assert least <= sum(weight for weight, _, _ in found) <= most, said


def test_both_roads_lead_to_the_same_shares(tmp_path):
    check_lots(tmp_path, FAST_LOTS, 0)


@pytest.mark.heavy
@pytest.mark.parametrize("start", range(1, LOTS_LOADS + 1))
def test_both_roads_lead_to_the_same_shares_in_many_genealogies(tmp_path, start):
    check_lots(tmp_path, HEAVY_LOTS, start)
