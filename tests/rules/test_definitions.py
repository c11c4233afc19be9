"""Definitions: versions and the day they begin, what one pair of firms agreed for itself, what does
not apply, and what is wrong with a file.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from shipped import FILES, METRICS, SWITCHES, basis
from small_world import small_home, small_world

from srmlib.agreement.bridge import bridge
from srmlib.cli import main
from srmlib.errors import DefinitionError, SnapshotError, UsageError
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition, StatedVersion, parse_definitions
from srmlib.rules.metric import page
from srmlib.snapshot import open_snapshot
from srmlib.snapshot.database import SQL
from srmlib.snapshot.definitions import definition_of, definitions_of
from srmlib.workspace import PROJECT

ONE_LINE = {"schedule_lines": [{}], "receipts": [{"line_id": "1"}]}
Q3 = Quarter.parse("2026Q3")
SIGNED = "signed_by_buyer: a, signed_by_supplier: b, agreed_on: 2026-01-08, note: by hand"
THREE_VERSIONS = f"""
D1:
  - {{goal: 96, version: 1, valid_from: 2026-01-01, {SIGNED}, owner_buyer: ann, switches: {{agreed: {{late_days: 2}}, buyer: {{due: requested}}}}}}
  - {{goal: 97, version: 2, valid_from: 2026-04-01, stretch: 99, signed_by_buyer: c, signed_by_supplier: d}}
  - {{version: 3, valid_from: 2026-07-01, signed_by_buyer: e, signed_by_supplier: f, switches: {{agreed: {{unit: order}}, supplier: {{place: shipped}}}}}}
"""


def d1(agreed: str = "", supplier_id: str | None = None, as_of: str = "2026-10-02"):
    return next(
        d
        for d in parse_definitions(FILES, agreed, supplier_id, date.fromisoformat(as_of))
        if d.metric_id == "D1"
    )


# The defaults


def test_there_is_one_default_definition_and_one_statement_per_metric():
    definitions = parse_definitions(FILES)
    assert [d.metric_id for d in definitions] == list(METRICS)
    statements = {path.stem for path in (SQL / "metrics").glob("*.sql")}
    assert statements == set(METRICS)
    assert [d.metric_id for d in definitions if d.is_ours] == [
        "B1",
        "B2",
        "B3",
        "B4",
        "B5",
        "B6",
    ]
    assert not any(d.is_signed for d in definitions)
    for d in definitions:
        assert d.bases == {"agreed": basis(d.metric_id)}


def test_without_a_file_of_its_own_a_source_has_the_defaults():
    found = d1()
    assert (found.version, found.valid_from, found.goal, found.before, found.applies) == (
        1,
        None,
        95,
        None,
        True,
    )


def test_every_key_of_a_version_is_checked():
    agreeable = {field.name for field in fields(Definition)}
    not_stated = {"metric", "before", "proposed", "switches"}
    assert set(StatedVersion.model_fields) - {"better"} == agreeable - not_stated


# Versions


@pytest.mark.parametrize(
    ("as_of", "version", "goal", "stretch", "late_days", "unit"),
    [
        ("2025-12-31", 1, 95, None, 0, "line"),
        ("2026-01-01", 1, 96, None, 2, "line"),
        ("2026-03-31", 1, 96, None, 2, "line"),
        ("2026-04-01", 2, 97, 99, 2, "line"),
        ("2026-06-30", 2, 97, 99, 2, "line"),
        ("2026-07-01", 3, 97, 99, 2, "order"),
    ],
)
def test_a_version_holds_from_its_first_day_and_says_only_what_changes(
    as_of, version, goal, stretch, late_days, unit
):
    found = d1(THREE_VERSIONS, as_of=as_of)
    assert (
        found.version,
        found.goal,
        found.stretch,
        found.agreed["late_days"],
        found.agreed["unit"],
    ) == (version, goal, stretch, late_days, unit)


def test_signatures_are_of_one_version_and_owners_of_all():
    first, second = (
        d1(THREE_VERSIONS, as_of="2026-01-01"),
        d1(THREE_VERSIONS, as_of="2026-04-01"),
    )
    assert (first.is_signed, first.agreed_on, first.note, first.owner_buyer) == (
        True,
        date(2026, 1, 8),
        "by hand",
        "ann",
    )
    assert (
        second.is_signed,
        second.signed_by_buyer,
        second.agreed_on,
        second.note,
        second.owner_buyer,
    ) == (True, "c", None, None, "ann")


@pytest.mark.parametrize(
    "signature", ["", ", signed_by_buyer: c", ", signed_by_supplier: d"]
)
def test_what_both_firms_signed_holds_until_both_have_signed_something_else(signature):
    found = d1(
        f"D1: [{{version: 1, {SIGNED}}}, {{version: 2, valid_from: 2026-07-01, goal: 86, switches:"
        f" {{agreed: {{late_days: 9}}}}{signature}}}]"
    )
    assert (
        found.version,
        found.goal,
        found.agreed["late_days"],
        found.is_signed,
        found.proposed,
    ) == (1, 95, 0, True, 2)
    assert "before" not in found.bases


def test_an_unsigned_version_holds_where_none_was_signed_before():
    found = d1("D1: [{version: 1}, {version: 2, valid_from: 2026-07-01, goal: 96}]")
    assert (found.version, found.goal, found.is_signed, found.proposed) == (
        2,
        96,
        False,
        None,
    )


def test_a_metric_is_left_out_without_a_signature():
    assert not d1(
        f"D1: {{version: 1, {SIGNED}}}\npairs: {{S: {{D1: {{applies: false}}}}}}", "S"
    ).applies


def test_one_signature_is_none():
    assert not d1("D1: {signed_by_buyer: a}").is_signed
    assert d1("D1: {signed_by_buyer: a, signed_by_supplier: b}").is_signed


def test_every_version_remembers_the_one_before():
    third = d1(THREE_VERSIONS)
    assert (
        third.version,
        third.before.version,
        third.before.before.version,
        third.before.before.before,
    ) == (3, 2, 1, None)
    assert third.before.signed_by_buyer == "c"


def test_there_is_a_basis_before_where_the_switches_changed_and_only_there():
    assert "before" not in d1(THREE_VERSIONS, as_of="2026-01-01").bases  # the first version
    assert (
        "before" not in d1(THREE_VERSIONS, as_of="2026-04-01").bases
    )  # only the goal changed
    third = d1(THREE_VERSIONS)
    assert third.bases["before"] == basis("D1", late_days=2)
    assert list(third.bases) == ["agreed", "buyer", "supplier", "before"]
    # Not where only a firm's own basis changed.
    assert (
        "before"
        not in d1(
            "D1: [{valid_from: 2026-01-01}, {valid_from: 2026-02-01, switches: {buyer: {unit:"
            " value}}}]"
        ).bases
    )


def test_a_firms_own_basis_says_only_where_it_differs_from_the_agreed_one():
    third = d1(THREE_VERSIONS)
    assert third.bases["buyer"] == basis("D1", late_days=2, unit="order", due="requested")
    assert third.bases["supplier"] == basis(
        "D1", late_days=2, unit="order", place="shipped"
    )
    assert d1("D1: {switches: {buyer: }}").bases["buyer"] == basis("D1")


def test_before_is_counted_and_bridged_and_is_the_old_series(tmp_path):
    """Two lines in Q2 and two in Q3, one of each a day late; from July a day late is in time."""
    agreed = (
        "D1: [{valid_from: 2026-01-01}, {version: 2, valid_from: 2026-07-01, switches: {agreed:"
        " {late_days: 1}}}]"
    )
    days = ["2026-06-10", "2026-06-11", "2026-07-10", "2026-07-11"]
    receipts = [
        {"line_id": str(i), "docked_on": day}
        for i, day in enumerate(
            ["2026-06-10", "2026-06-12", "2026-07-10", "2026-07-12"], start=1
        )
    ]
    with small_world(
        tmp_path,
        definitions=agreed,
        schedule_lines=[{"requested_on": day} for day in days],
        receipts=receipts,
    ) as snapshot:
        reading = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D1")
        found = bridge(snapshot, "D1", "S", Q3, "before", "agreed")
        assert snapshot.con.execute(
            "SELECT basis, late_days FROM bases_d1 ORDER BY basis"
        ).fetchall() == [("agreed", 1), ("before", 0)]
    assert {who: one.value for who, one in reading.bases.items()} == {
        "agreed": 100.0,
        "before": 50.0,
    }
    assert [
        (step.switch, step.before, step.after, step.change) for step in found.steps
    ] == [("late_days", 0, 1, 50)]
    # The new version restates history; the old series goes up to the version in force.
    assert (
        dict((label, value) for label, value, *_ in reading.history_before)["2026Q2"]
        == 50.0
    )
    assert "2026Q3" not in dict(
        (label, value) for label, value, *_ in reading.history_before
    )


# What one pair of firms agreed


PAIRS = """
D1: {goal: 96, owner_buyer: ann, signed_by_buyer: a, signed_by_supplier: b, valid_from: 2026-01-01, switches: {buyer: {due: requested}}}
pairs:
  S:
    D1:
      - {goal: 90, valid_from: 2026-02-01, signed_by_buyer: a, signed_by_supplier: s}
      - {valid_from: 2026-05-01, version: 2, signed_by_buyer: a, signed_by_supplier: s, switches: {agreed: {unit: value}}}
    S3: {applies: false}
"""


def test_what_is_agreed_with_one_supplier_goes_before_what_is_agreed_with_all():
    own, other = d1(PAIRS, "S"), d1(PAIRS, "T")
    assert (own.goal, own.version, own.owner_buyer, own.agreed["unit"]) == (
        90,
        2,
        "ann",
        "value",
    )
    assert (other.goal, other.version, other.agreed["unit"], other.is_signed) == (
        96,
        1,
        "line",
        True,
    )
    assert own.bases["buyer"] == basis("D1", due="requested", unit="value")
    assert (own.signed_by_supplier, other.signed_by_supplier) == ("s", "b")


def test_a_pairs_versions_are_a_series_of_its_own():
    """Its first version has none before it, whatever was agreed with all; before its first day,
    what was agreed with all holds.
    """
    second, first, none = (
        d1(PAIRS, "S"),
        d1(PAIRS, "S", "2026-04-30"),
        d1(PAIRS, "S", "2026-01-31"),
    )
    assert (second.before.goal, second.before.before) == (90, None)
    assert (first.goal, first.version, first.before) == (90, 1, None)
    assert (none.goal, none.is_signed) == (96, True)


def test_a_snapshot_counts_each_supplier_by_its_own_definition(tmp_path):
    suppliers = [{"supplier_id": s, "name": s} for s in ("S", "T")]
    lines = [
        {"supplier_id": s, "value_amount": value}
        for s in "ST"
        for value in ("1.00", "3.00")
    ]
    with small_world(
        tmp_path,
        definitions=PAIRS,
        suppliers=suppliers,
        schedule_lines=lines,
        receipts=[{"line_id": "2"}, {"line_id": "4"}],
    ) as snapshot:
        assert snapshot.con.execute(
            "SELECT supplier_id, basis, unit FROM bases_d1 ORDER BY ALL"
        ).fetchall() == [
            ("S", "agreed", "value"),
            ("S", "before", "line"),
            ("S", "buyer", "value"),
            ("T", "agreed", "line"),
            ("T", "buyer", "line"),
        ]
        values = {
            s: next(r for r in readings_of(snapshot, s, Q3) if r.id == "D1").value
            for s in ("S", "T")
        }
        assert definition_of(snapshot.con, "D1", "S").goal == 90
        assert definition_of(snapshot.con, "D1").goal == 96
        with pytest.raises(
            UsageError,
            match="basis 'before' of D1 is not stated, expected one of agreed, buyer",
        ):
            bridge(snapshot, "D1", "T", Q3, "before", "agreed")
    assert values == {"S": 75.0, "T": 50.0}


def test_a_snapshot_keeps_the_definitions_it_was_loaded_with(tmp_path):
    workspace = small_home(
        tmp_path,
        definitions="D1: {goal: 96}",
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
    )
    (workspace.root / "data/definitions/small.yaml").write_text(
        "D1: {goal: 99}", encoding="utf-8"
    )
    with open_snapshot(workspace) as snapshot:
        assert definition_of(snapshot.con, "D1").goal == 96
        assert [d.metric_id for d in definitions_of(snapshot.con, "S")] == list(METRICS)


def test_a_pair_with_a_supplier_that_is_not_there_refuses_the_load(tmp_path):
    with pytest.raises(
        SnapshotError, match="there is no supplier 'X' in this extract"
    ) as caught:
        small_home(
            tmp_path,
            definitions="pairs: {X: {D1: {goal: 90}}}",
            schedule_lines=[{}],
            receipts=[{"line_id": "1"}],
        )
    assert "Correct the id under pairs." in str(caught.value)


def test_a_metric_that_does_not_apply_is_not_agreed_never_a_number(tmp_path):
    """For one pair of firms, and against what was agreed with all; a metric whose tables are
    missing is not agreed either.
    """
    agreed = (
        "D3: {applies: false}\npairs: {S: {D1: {applies: false}, S1: {applies: false}, D3:"
        " {applies: true}}}"
    )
    suppliers = [{"supplier_id": s, "name": s} for s in ("S", "T")]
    lines = [{"supplier_id": s} for s in "ST"]
    with small_world(
        tmp_path,
        definitions=agreed,
        suppliers=suppliers,
        schedule_lines=lines,
        receipts=[{"line_id": "1"}, {"line_id": "2"}],
    ) as snapshot:
        own, other = ({r.id: r for r in readings_of(snapshot, s, Q3)} for s in ("S", "T"))
    assert (
        own["D1"].state,
        own["D1"].value,
        own["D1"].n,
        own["D1"].verdict,
        own["D1"].bases,
    ) == (
        "not_agreed",
        None,
        0,
        None,
        {},
    )
    assert own["D1"].text == "not agreed for this relationship"
    assert [own[i].state for i in ("S1", "S2", "D3")] == [
        "not_agreed",
        "not_supplied",
        "too_few",
    ]
    assert [other[i].state for i in ("D1", "S1", "D3")] == [
        "too_few",
        "not_supplied",
        "not_agreed",
    ]


# What is wrong with a file


@pytest.mark.parametrize(
    ("agreed", "message"),
    [
        (
            "D1: {switches: {agreed: {date: requested}}}",
            "D1, agreed: 'date' is no switch, expected one of due, place",
        ),
        (
            "Q1: {switches: {agreed: {due: requested}}}",
            "Q1, agreed: 'due' is no switch, expected one of use_as_is, skip_lots",
        ),
        (
            "B3: {switches: {agreed: {due: requested}}}",
            "B3, agreed: 'due' is no switch, this metric has none",
        ),
        (
            "D1: {switches: {buyer: {due: wished}}}",
            "D1, buyer: due is 'wished', expected requested or first_confirmed or last_confirmed",
        ),
        (
            "D1: {switches: {buyer: {late_days: two}}}",
            "late_days is 'two', expected a whole number of at least 0",
        ),
        (
            "D1: {switches: {buyer: {late_days: -1}}}",
            "late_days is '-1', expected a whole number of at least 0",
        ),
        (
            "D1: {switches: {buyer: {full_percent: 101}}}",
            "full_percent is '101', expected a number with at most 3 decimals of at least 0, at most"
            " 100",
        ),
        (
            "D1: {switches: {buyer: {late_days: 1.5}}}",
            "late_days is '1.5', expected a whole number",
        ),
        (
            "D1: {switches: {buyer: {late_days: yes}}}",
            "late_days is 'True', expected a whole number",
        ),
        (
            "D1: {switches: {buyer: {late_days: null}}}",
            "late_days is 'None', expected a whole number",
        ),
        (
            "D1: {switches: {buyer: {early_days: x}}}",
            "early_days is 'x', expected a whole number of at least 0 or null",
        ),
        (
            "Q4: {switches: {agreed: {months: 0}}}",
            "months is '0', expected a whole number of at least 1",
        ),
        (
            "D1: {switches: {buyer: {due: [requested]}}}",
            "due is .*requested.*, expected requested or",
        ),
        (
            "D1: {switches: {carrier: {}}}",
            "'carrier' is no basis, expected one of agreed, buyer, supplier",
        ),
        ("D1: {switches: {before: {unit: value}}}", "'before' is no basis"),
        ("D9: {goal: 1}", "'D9' is no metric, expected one of Q1, Q2"),
        ("pairs: {S: {D9: {goal: 1}}}", "'D9' is no metric"),
        ("D1: {aim: 1}", "'aim' is no part of a definition, expected one of agreed_on"),
        ("D1: {before: 1}", "'before' is no part of a definition"),
        ("D1: {metric_id: D2}", "'metric_id' is no part of a definition"),
        (
            "D1: [{goal: 96}, {valid_from: 2026-02-01, aim: 1}]",
            "'aim' is no part of a definition",
        ),
        ("D1: [oops", r"line 1: 'D1: \[oops' cannot be read"),
        ("D1: {goal: ninety}", "goal is 'ninety', expected a number"),
        ("D1: {min_n: true}", "min_n is 'True', expected a number"),
        ("D1: {goal: 85}", "goal and red limit are both 85"),
        ("D1: {valid_from: soon}", "valid_from is 'soon', expected a date"),
        ("D1: [{valid_from: 2026}]", "valid_from is '2026', expected a date"),
        (
            "D1: {valid_from: 2026-01-01 10:00:00}",
            "valid_from is '2026-01-01 10:00:00', expected a date",
        ),
        (
            "D1: [{goal: 96}, {goal: 97}]",
            "valid_from of a later version is '', expected a date",
        ),
        (
            "D1: [{valid_from: 2026-03-01}, {goal: 97}]",
            "valid_from of a later version is '', expected a day after 2026-03-01",
        ),
        (
            "D1: [{valid_from: 2026-03-01}, {valid_from: 2026-03-01}]",
            "valid_from of a later version is '2026-03-01', expected a day after 2026-03-01",
        ),
        (
            "D1: [{valid_from: 2026-03-01}, {valid_from: 2026-02-01}]",
            "expected a day after 2026-03-01",
        ),
        ("D1: {goal: null}", "goal is 'None', expected a number"),
        ("D1: {red_limit: null}", "red_limit is 'None', expected a number"),
        (
            "D1: {goal: 90}\nD1: {goal: 91}",
            "line 2: the key 'D1' stands there a second time",
        ),
        ("D1: {goal: 90, goal: 91}", "line 1: the key 'goal' stands there a second time"),
        ("D1: {valid_from: 2026-02-30}", "holds a day that is none"),
        ("D1: {1: 2}", "D1: '1' is no part of a definition"),
        (
            "D1: {min_n: -5}",
            "min_n is '-5', expected a number without decimals, at least 1",
        ),
        (
            "D1: {min_n: 5.5}",
            "min_n is '5.5', expected a number without decimals, at least 1",
        ),
        (
            "D1: {min_exposure: 0}",
            "min_exposure is '0', expected a number without decimals",
        ),
        (
            "D1: {unit_decimals: x}",
            "unit_decimals is 'x', expected a number of decimals from 0",
        ),
        ("D1: {name: null}", "name is 'None', expected a name on one line"),
        ('D1: {name: "a\\nb"}', r"name is 'a\\nb', expected a name on one line"),
        ("D1: {counts: ' '}", "counts is ' ', expected a text that is not empty"),
        (
            "D1: {signed_by_buyer: [a]}",
            r"signed_by_buyer is '\['a'\]', expected a text or nothing",
        ),
        (
            "D1: {signed_by_supplier: ' '}",
            "signed_by_supplier is ' ', expected a text or nothing",
        ),
        ("D1: {agreed_on: yesterday}", "agreed_on is 'yesterday', expected a date such as"),
        ("D1: {version: 1.5}", "version is '1.5', expected a number without decimals"),
        ("D1: {applies: 1}", "applies is '1', expected true or false"),
        ("D1: {note: [1]}\n", "line 1: D1: note is '\\[1\\]', expected a text or nothing"),
        ("D1: {min_n: null}", "min_n is 'None', expected a number"),
        ("D1: {goal: .nan}", "goal is 'nan', expected a number"),
        ("D1: {better: sideways}", "better is 'sideways', expected up or down"),
        ("D1: {applies: maybe}", "applies is 'maybe', expected true or false"),
        ("just words", "A file of definitions is 'just words', expected keys"),
        ("D1: 96", "D1 is '96', expected keys"),
        ("D1: [96]", "D1 is '96', expected keys"),
        ("D1: {switches: strict}", "D1: switches is 'strict', expected keys"),
        ("D1: {switches: {buyer: strict}}", "D1, buyer is 'strict', expected keys"),
        ("pairs: {S: 96}", "pairs S is '96', expected keys"),
        ("pairs: [S]", "pairs is .*S.*, expected keys"),
        (
            "pairs: {0045: {D1: {goal: 90}}}",
            "pairs: 37 is no text, expected a supplier's id",
        ),
    ],
)
def test_a_wrong_definition_is_explained(agreed, message):
    with pytest.raises(DefinitionError, match=message) as caught:
        d1(agreed, "S")
    assert "\n" in str(caught.value)  # what to do next


PLACE = "data/definitions/erp.yaml"
OF_A_PAIR = """
D1: {goal: 96}
pairs:
  S:
    D1:
      - {version: 1, valid_from: 2026-01-01}
      - version: 2
        valid_from: 2026-02-01
        switches:
          buyer:
            due: requested
            plaice: shipped
"""


@pytest.mark.parametrize(
    ("agreed", "message"),
    [
        (
            "D1: {goal: 96}\nV1: {goal: 1}",
            "line 2: 'V1' is no metric, expected one of Q1, Q2",
        ),
        (
            "D1:\n  gaol: 97",
            "line 2: D1: 'gaol' is no part of a definition, did you mean goal?",
        ),
        (
            OF_A_PAIR,
            "line 12: pairs S, D1, buyer: 'plaice' is no switch, did you mean place?",
        ),
        (
            OF_A_PAIR.replace("plaice", "place").replace("shipped", "moon"),
            "line 12: pairs S, D1, buyer: place is 'moon', expected",
        ),
        (
            "D1:\n  min_n: 5\n  goal: 80",
            "line 3: D1: the goal 80 is on the wrong side of the red",
        ),
        (
            "D1:\n  goal: 96\n  goal: 97",
            "line 3: the key 'goal' stands there a second time",
        ),
    ],
)
def test_a_fault_is_told_with_file_line_and_nearest_key(agreed, message):
    with pytest.raises(DefinitionError) as caught:
        parse_definitions(FILES, agreed, "S", date(2026, 10, 2), PLACE)
    assert str(caught.value).startswith(f"{PLACE}, {message}")


def test_a_load_names_the_file_of_what_was_agreed(tmp_path, capsys):
    home = small_home(tmp_path, definitions="D1: {goal: 96}", **ONE_LINE)
    load = ["--home", str(home.root), "load", str(tmp_path / "source"), "--files"]
    assert main([*load, str(tmp_path / "files")]) == 0
    place = home.root / "data/definitions/small.yaml"
    assert f"agreed definitions from {place}\n" in capsys.readouterr().out
    place.unlink()
    assert main([*load, str(tmp_path / "files")]) == 0
    told = capsys.readouterr().out
    assert "no agreed definitions: there is no data/definitions/small.yaml\n" in told
    place.write_text("D1: {gaol: 96}", encoding="utf-8")
    assert main([*load, str(tmp_path / "files")]) == 1
    told = capsys.readouterr().err
    assert told.startswith("data/definitions/small.yaml, line 1: D1: 'gaol' is no part")


def test_a_wrong_definition_of_a_pair_refuses_the_load(tmp_path):
    with pytest.raises(DefinitionError, match="D1, supplier: place is 'moon'"):
        small_home(
            tmp_path,
            definitions="pairs: {S: {D1: {switches: {supplier: {place: moon}}}}}",
            schedule_lines=[{}],
            receipts=[{"line_id": "1"}],
        )


def test_an_unknown_metric_is_explained(tmp_path):
    with (
        small_world(tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}]) as snapshot,
        pytest.raises(DefinitionError, match="'D9' is no metric"),
    ):
        definition_of(snapshot.con, "D9")


# Switches


def test_every_choice_of_every_switch_can_be_said():
    for metric_id, switches in SWITCHES.items():
        for switch in switches:
            assert switch.allows(switch.default)
            for choice in [
                *switch.choices,
                *([switch.least, 1, 7] if switch.number else []),
            ] or ["plant_2"]:
                assert switch.allows(choice)
                words = switch.say(choice)
                assert words
                assert "{" not in words, (metric_id, switch.name)


def test_a_basis_is_in_printed_order_whatever_the_order_it_was_stated_in():
    stated = METRICS["D1"].read_basis({"unit": "value", "due": "requested"}, "D1")
    assert list(stated) == [switch.name for switch in SWITCHES["D1"]]


@pytest.mark.parametrize(
    ("agreed", "message"),
    [
        (
            "D1: {unit: h}",
            "D1: 'unit' belongs to the metric itself and cannot be agreed otherwise",
        ),
        ("Q2: {better: up}", "Q2: 'better' belongs to the metric itself"),
        (
            "D1: {goal: 80}",
            "the goal 80 is on the wrong side of the red limit 85, expected it above",
        ),
        (
            "Q2: {goal: 1000}",
            "the goal 1000 is on the wrong side of the red limit 900, expected it below",
        ),
    ],
)
def test_what_a_metric_is_cannot_be_agreed_away(agreed, message):
    with pytest.raises(DefinitionError, match=message):
        parse_definitions(FILES, agreed)


def test_the_page_of_switches_is_the_code():
    assert (PROJECT / "data/definitions/SWITCHES.md").read_text(encoding="utf-8") == page(
        METRICS
    )
