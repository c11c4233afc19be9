"""The relationship in the index: its columns are there with a register, tell every state of the
ratings, and leave open what nobody has entered.
"""

from __future__ import annotations

import pytest
from index_fixture import made, metric, report, supplier, written

from srmlib.reports.index import levels_of
from srmlib.words.index_relationship import places_of, standing_words

LAST = {"tier": "review", "on": "2026-11-03"}


def known(
    state: str = "revealed", *gaps: tuple[str, int | None, str | None], **more
) -> dict:
    elements = [{"id": id, "gap": gap, "sees_less": less} for id, gap, less in gaps]
    found = {
        "relationship": {"state": state, "elements": elements},
        "actions": [],
        "meetings": [],
    }
    return report(
        metric(), **found | {"plan": {"roles": [{}], "pairs": [], "next": []}} | more
    )


def test_the_widest_gap_is_named_with_the_firm_that_sees_less():
    gaps = (("access", 1, "buyer"), ("open_info", 3, "supplier"), ("early_new", None, None))
    place = places_of(known("revealed", *gaps))["gap"]
    assert (place.words, place.more, place.sort) == (
        "3 steps",
        "Openness of information",
        "3",
    )
    assert place.bar == (3, "supplier")
    alike = places_of(
        known("revealed", ("access", 2, "buyer"), ("open_info", 2, "supplier"))
    )
    assert alike["gap"].more == "Access to each other’s people, and 1 more"
    assert places_of(known("revealed", ("access", 0, None)))["gap"].words == "none"


@pytest.mark.parametrize(
    ("state", "words", "kind"),
    [
        ("sealed", "opens 3 Nov", "quiet"),
        ("one_locked", "one has rated", "hole"),
        ("not_rated", "not rated", "hole"),
        ("released", "one has rated", "hole"),
        ("not_asked", "no list", "quiet"),
    ],
)
def test_ratings_that_are_not_open_say_why_and_bear_no_value(state, words, kind):
    found = known(state, ("access", None, None), plan={"roles": [{}], "next": [LAST]})
    place = places_of(found)["gap"]
    assert (place.words, place.kind, place.sort, place.bar) == (words, kind, "", None)
    assert places_of(known("sealed"))["gap"].words == "sealed"


def test_actions_are_counted_by_firm_and_joint_ones_with_neither():
    def one(side: str, state: str, is_late: bool = False) -> dict:
        return {"side": side, "state": state, "is_late": is_late}

    actions = [one("buyer", "open", True), one("buyer", "moved"), one("buyer", "done")]
    actions += [one("joint", "open", True), one("supplier", "dropped")]
    places = places_of(known(actions=actions))
    assert (places["buyer_actions"].words, places["buyer_actions"].more) == (
        "2 open",
        "1 late",
    )
    assert (places["supplier_actions"].words, places["supplier_actions"].more) == (
        "0 open",
        "",
    )
    assert places_of(known())["buyer_actions"].words == "no list"


def test_the_next_meeting_is_the_first_of_any_tier_and_none_is_a_hole():
    days = [
        LAST,
        {"tier": "functional", "on": "2026-10-20"},
        {"tier": "executive", "on": None},
    ]
    place = places_of(known(plan={"roles": [{}], "next": days}))["next_on"]
    assert (place.words, place.more, place.kind) == ("20 Oct 2026", "functional", "value")
    assert places_of(known())["next_on"].kind == "hole"
    empty = {"roles": [], "pairs": [], "next": []}
    assert places_of(known(plan=empty))["next_on"].words == "no list"


def test_the_columns_are_there_where_any_report_has_a_register(tmp_path):
    without = written(
        tmp_path / "one", made(tmp_path / "one", supplier("Ada"), report(metric()))
    )
    assert "Largest gap" not in without.text
    runs = [
        made(tmp_path / "two", supplier("Ada"), report(metric())),
        made(tmp_path / "two", supplier("Bo"), known("revealed", ("access", 2, "buyer"))),
        made(tmp_path / "two", supplier("Cy"), None),
    ]
    page = written(tmp_path / "two", *runs)
    keys = ("gap", "buyer_actions", "supplier_actions", "next_on")
    sorters = {one.get("data-sort") for one in page.root.iter("span")}
    assert sorters >= set(keys)
    rows = [one for one in page.root.iter("tbody")]
    assert [one.get("data-gap") for one in rows] == ["", "2", ""]
    head = next(iter(page.root.iter("thead")))
    columns = len(list(list(head.iter("tr"))[1].iter("th")))
    for row in rows:
        cells = [
            one for one in next(iter(row.iter("tr"))) if one.tag.endswith(("td", "th"))
        ]
        assert sum(int(one.get("colspan", "1")) for one in cells) == columns


def partnered(level: str, *signs: tuple[str, str]) -> dict:
    """A report that knows a level, and the outcome of signs at both firms."""
    told = [
        {"buyer": buyer, "supplier": supplier, "state": _worse(buyer, supplier)}
        for buyer, supplier in signs
    ]
    found = known()
    found["relationship"] |= {"level": {"id": level}, "signs": told}
    return found


def _worse(*outcomes: str) -> str:
    return next(one for one in ("found", "not_found", "cannot_tell") if one in outcomes)


def test_a_level_has_as_many_pips_as_its_place_and_its_word():
    place = places_of(partnered("strong_preferred"))["level"]
    assert (place.words, place.pips, place.sort) == ("strong preferred", 3, "2")
    assert places_of(partnered("transactional"))["level"].pips == 1
    nothing = places_of(known())["level"]
    assert (nothing.words, nothing.kind, nothing.sort) == ("no list", "quiet", "")


def test_signs_are_counted_by_firm_beside_what_cannot_be_told():
    found, clear, silent = "found", "not_found", "cannot_tell"
    place = places_of(
        partnered("preferred", (found, clear), (found, silent), (silent, silent))
    )
    signs = place["signs"]
    assert signs.by_firm == (("buyer", "2"), ("supplier", "0"))
    assert (signs.more, signs.sort) == ("1 cannot be told", "2")
    told = places_of(partnered("preferred", (clear, clear)))["signs"]
    assert (told.by_firm, told.more) == ((("buyer", "0"), ("supplier", "0")), "")


def test_what_nobody_can_tell_of_a_firm_is_no_zero():
    silent = ("not_found", "cannot_tell")
    signs = places_of(partnered("transactional", silent))["signs"]
    assert signs.by_firm == (("buyer", "0"), ("supplier", "?"))
    unknown = places_of(partnered("transactional", ("cannot_tell", "cannot_tell")))["signs"]
    assert (unknown.words, unknown.kind, unknown.by_firm) == ("no list", "quiet", ())


def test_where_all_relationships_stand_is_said_above_the_grid_with_its_source(tmp_path):
    levels = ("preferred", "strategic", "transactional")
    runs = [
        made(tmp_path, supplier(one), partnered(one, ("found", "found"))) for one in levels
    ]
    page = written(tmp_path, *runs)
    said = (
        "Two of three relationships are beyond transactional; about 30% of large ones are, in"
        " “Customer and supplier as partners”, a case of two firms."
    )
    assert said in page.text
    assert page.text.index(said) < page.text.index("<table")
    assert [one["level"] for one in page.json["suppliers"]] == list(levels)
    assert levels_of(tmp_path) == {f"id {one}": one for one in levels}


def test_without_a_level_anywhere_nothing_is_said_of_all(tmp_path):
    page = written(tmp_path, made(tmp_path, supplier("Brand"), report(metric())))
    assert "beyond transactional" not in page.text
    assert levels_of(tmp_path) == {}


def test_signs_name_the_firm_for_who_cannot_see_the_marks(tmp_path):
    page = written(
        tmp_path, made(tmp_path, supplier("Brand"), partnered("preferred", ("found",) * 2))
    )
    assert '<span class="hidden">supplier: </span>1' in page.text
    assert page.text.count("<i class=on></i>") == 2


def test_of_whom_nothing_is_entered_no_level_is_known():
    nothing = partnered("transactional")
    nothing["relationship"]["has_records"] = False
    assert places_of(nothing)["level"].words == "not known"
    said = standing_words([partnered("preferred"), partnered("transactional"), nothing])
    assert said.startswith(
        "One of the two relationships whose level is known is beyond transactional; "
    )
