"""What people entered stands over what the extract brings, by its number; checked on the sample
world, where S-1001 has 20 of 22 lots accepted and one of the two misses is disputed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from srmlib.agreement.restatement import restatements
from srmlib.errors import UsageError
from srmlib.facts import SupplierQuarter
from srmlib.register import Draft, Kind, Register
from srmlib.register.kinds.work import Action, Dispute, Meeting
from srmlib.relationship.entered import Entered, fix_entered
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot

Q3 = Quarter.parse("2026Q3")
SUPPLIER = "S-1001"
AS_OF = date(2026, 10, 13)
LOT, LINE = "IL-1001-0195", "4510010312/20"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    def clock() -> datetime:
        return datetime(2026, 10, 13, 9, tzinfo=UTC)

    return Register.at(tmp_path / "register.sqlite", clock)


@pytest.fixture
def quarter(register: Register, sample: Snapshot) -> Callable[..., SupplierQuarter]:
    """The quarter of a supplier, with what was entered in the register."""

    def opened(
        *stated: Kind, supplier: str = SUPPLIER, of: str = SUPPLIER
    ) -> SupplierQuarter:
        drafts = [
            Draft(
                one, of, "DP-006" if isinstance(one, Dispute) and one.row == LOT else None
            )
            for one in stated
        ]
        if drafts:
            register.append(drafts, side="joint", author="somebody")
        known = entered(register) if register.exists() else None
        return SupplierQuarter(sample, supplier, Q3, entered=known)

    return opened


def entered(register: Register, as_of: date | None = AS_OF, **more: str) -> Entered | None:
    return fix_entered(register, date(2026, 10, 2), as_of=as_of, **more)


def dispute(**more: object) -> Dispute:
    stated = {"metric": "Q1", "row": LOT, "raised_by": "supplier", "claim": "not_counted"}
    return Dispute(**stated | {"raised_on": date(2026, 10, 13)} | more)


def granted(**more: object) -> Dispute:
    decided = {"state": "accepted", "answer": "It does not count.", "decided_on": AS_OF}
    return dispute(**decided | more)


def value_of(quarter: SupplierQuarter, metric: str = "Q1") -> tuple[object, object]:
    reading = quarter.reading(metric)
    return reading.numerator, reading.denominator


def by_id(frame: pd.DataFrame) -> dict[str, dict]:
    return {row["dispute_id"]: row for row in frame.astype(object).to_dict("records")}


# Disputes


def test_what_a_firm_grants_itself_moves_no_number(register, sample):
    """The supplier's own claim, accepted by the supplier alone."""
    alone = granted(answer=None)
    register.append([Draft(alone, SUPPLIER, "DP-006")], side="supplier", author="somebody")
    quarter = SupplierQuarter(sample, SUPPLIER, Q3, entered=entered(register))
    assert value_of(quarter) == (20, 22)
    assert by_id(quarter.disputes)["DP-006"]["state"] == "open"


def test_without_a_register_nothing_is_laid_over(sample):
    plain = SupplierQuarter(sample, SUPPLIER, Q3)
    assert plain.snapshot is sample
    assert (plain.relationship, plain.facts.relationship) == (None, None)
    assert set(plain.disputes["origin"]) == {"extract"}
    assert value_of(plain) == (20, 22)


def test_one_that_is_entered_moves_the_range_at_once(quarter, sample):
    claim = {
        "metric": "D1",
        "row": "4510010301/10",
        "claim": "not_counted",
        "raised_by": "buyer",
    }
    lines = SupplierQuarter(sample, SUPPLIER, Q3).rows("D1")
    met = lines[lines["numerator"] == lines["denominator"]]["row_id"].iloc[0]
    before = SupplierQuarter(sample, SUPPLIER, Q3).reading("D1").disputed
    after = quarter(dispute(**claim | {"row": met})).reading("D1").disputed
    assert after.open_count == before.open_count + 1
    # Without a met line 45 of 49 are on time.
    assert after.for_buyer == pytest.approx(100 * 45 / 49)


def test_one_that_is_granted_moves_the_number_and_says_what_it_was(quarter):
    opened = quarter(granted())
    assert value_of(opened) == (20, 21)
    rows = opened.rows("Q1").set_index("row_id")
    assert (rows.loc[LOT, "outcome"], bool(rows.loc[LOT, "is_counted"])) == (
        "decided_not_counted",
        False,
    )
    effect = opened.relationship.voices.effects["DP-006"]
    assert (effect.counts_before, effect.counts_after) == ((20, 22), (20, 21))
    assert (effect.before, effect.after) == (
        pytest.approx(100 * 20 / 22),
        pytest.approx(100 * 20 / 21),
    )
    row = by_id(opened.disputes)["DP-006"]
    assert (row["origin"], row["state"]) == ("register", "accepted")


def test_the_months_and_the_chart_read_the_same_as_the_quarter(quarter):
    chart = quarter(granted()).reading("Q1").months
    in_quarter = [
        (met, rows)
        for month, met, rows in zip(
            chart.months, chart.numerators, chart.counts, strict=True
        )
        if month in Q3
    ]
    assert (sum(met for met, _ in in_quarter), sum(rows for _, rows in in_quarter)) == (
        20,
        21,
    )


def test_one_of_the_register_stands_over_the_extracts_on_the_same_row(quarter, register):
    register.append(
        [Draft(dispute(raised_on=date(2026, 9, 29)), SUPPLIER)], side="supplier", author="x"
    )
    found = by_id(quarter().disputes)
    assert "DP-006" not in found
    assert found["D-1"]["origin"] == "register"


def test_a_refusal_moves_nothing_and_closes_it(quarter):
    opened = quarter(granted(state="refused"))
    assert value_of(opened) == (20, 22)
    assert opened.reading("Q1").disputed is None
    effect = opened.relationship.voices.effects["DP-006"]
    assert (effect.before, effect.is_decided) == (effect.after, True)


def test_an_open_one_says_both_ends(quarter):
    effect = quarter(dispute()).relationship.voices.effects["DP-006"]
    assert (effect.counts_before, effect.counts_after) == ((20, 22), (20, 21))
    assert not effect.is_decided


def test_several_decisions_stand_on_each_other(quarter):
    rows = quarter().rows("Q1")
    other = next(one for one in rows[rows["numerator"] == 0]["row_id"] if one != LOT)
    before = date(2026, 10, 12)
    earlier = granted(row=other, claim="met", raised_on=before, decided_on=before)
    opened = quarter(granted(), earlier)
    assert value_of(opened) == (21, 21)
    effects = opened.relationship.voices.effects
    # The one of the day before comes first.
    assert effects["D-1"].counts_before == (20, 22)
    assert effects["DP-006"].counts_before == (21, 22)
    assert effects["DP-006"].counts_after == (21, 21)


def test_the_disputes_of_another_supplier_touch_nothing(quarter):
    opened = quarter(granted(), of="S-1004")
    assert value_of(opened) == (20, 22)
    assert by_id(opened.disputes)["DP-006"]["origin"] == "extract"


def test_other_suppliers_read_as_before(quarter, sample):
    opened = quarter(granted())
    plain = sample.records("SELECT count(*) AS n, sum(numerator) AS s FROM metric_months")
    rows = "SELECT count(*) AS n FROM q1_rows WHERE supplier_id <> 'S-1001'"
    assert opened.snapshot.records(rows) == sample.records(rows)
    asked = "SELECT count(*) AS n, sum(numerator) AS s FROM metric_months"
    assert opened.snapshot.records(asked) == plain


def test_the_snapshot_that_was_handed_in_stays_as_it_is(quarter, sample):
    opened = quarter(granted())
    assert value_of(opened) == (20, 21)
    assert value_of(SupplierQuarter(sample, SUPPLIER, Q3)) == (20, 22)


def test_a_decision_is_a_restatement_of_what_was_published(quarter, sample):
    found = restatements(sample, quarter(granted()).snapshot, SUPPLIER, Q3)
    (one,) = [restated for restated in found if restated.metric_id == "Q1"]
    (row,) = one.rows
    assert (row.row_id, [reason.kind for reason in row.reasons]) == (LOT, ["decided"])


def test_bridges_end_at_the_number_as_decided(quarter):
    """Their last step is the decision, and all of them add up to the agreed number."""
    opened = quarter(granted())
    there, back = (
        opened.bridge("Q1", *ends) for ends in (("supplier", "agreed"), ("agreed", "buyer"))
    )
    assert there.end == back.start == Fraction(2000, 21)
    assert (there.steps[-1].switch, back.steps[0].switch) == ("decided", "decided")
    for found in (there, back):
        assert found.start + sum(step.change for step in found.steps) == found.end
    assert [flip.row_id for flip in there.steps[-1].flips] == [LOT]


def test_a_row_is_explained_up_to_its_decision(quarter):
    found = quarter(granted()).explain(LOT, "Q1")
    assert (found.outcome_words, found.is_counted) == ("decided not counted", False)
    assert found.steps[-1].question == "Was a dispute over it decided?"
    assert found.others == "Before it was decided: rejected."


# Meetings


def test_meetings_are_laid_over_by_their_number(quarter):
    before = quarter().reading("B6")
    held = Meeting(
        tier="operational", planned_on=date(2026, 9, 8), held_on=date(2026, 9, 8)
    )
    after = quarter(held).reading("B6")
    assert (before.numerator, before.n) == (2, 3)
    assert (after.numerator, after.n) == (3, 4)


# Which entries are known


def test_what_is_entered_later_is_not_known(register, sample):
    register.append([Draft(granted(), SUPPLIER, "DP-006")], side="joint", author="x")
    before = entered(register)
    register.append([Draft(dispute(), SUPPLIER, "DP-006")], side="joint", author="x")
    assert value_of(SupplierQuarter(sample, SUPPLIER, Q3, entered=before)) == (20, 21)
    assert value_of(SupplierQuarter(sample, SUPPLIER, Q3, entered=entered(register))) == (
        20,
        22,
    )
    named = entered(register, None, named=before.id)
    assert named.head == before.head


def test_a_day_before_the_first_entry_is_refused(register):
    register.append(
        [Draft(Action(what="x", side="buyer"), SUPPLIER)], side="buyer", author="x"
    )
    with pytest.raises(UsageError, match="Nothing was entered"):
        entered(register, date(2026, 10, 12))


@pytest.mark.parametrize("named", ["1-000000000000", "2", "x", "1", "1-", "-1-abc", "01-0"])
def test_an_entry_that_is_not_there_is_refused(register, named):
    register.append(
        [Draft(Action(what="x", side="buyer"), SUPPLIER)], side="buyer", author="x"
    )
    with pytest.raises(UsageError, match="has no entry"):
        entered(register, None, named=named)


def test_a_sealed_report_needs_a_register(tmp_path):
    empty = Register.at(tmp_path / "none.sqlite")
    assert fix_entered(empty, AS_OF) is None
    with pytest.raises(UsageError, match="needs a register"):
        fix_entered(empty, AS_OF, stage="sealed")
    with pytest.raises(UsageError, match="no stage"):
        fix_entered(empty, AS_OF, stage="final")
    assert not (tmp_path / "none.sqlite").exists()


def test_without_a_day_the_later_of_extract_and_last_entry_counts(register):
    register.append(
        [Draft(Action(what="x", side="buyer"), SUPPLIER)], side="buyer", author="x"
    )
    assert entered(register, None).as_of == date(2026, 10, 13)
    assert fix_entered(register, date(2026, 12, 31)).as_of == date(2026, 12, 31)


# What counts as decided elsewhere


def test_a_what_if_counts_what_both_firms_decided(quarter):
    """One of the two misses is decided as not counted; the other was used as it is."""
    found = quarter(granted()).what_if("Q1", use_as_is="accept")
    assert (found.start, found.end) == (Fraction(2000, 21), Fraction(100))


def test_a_what_if_from_another_basis_knows_no_decision(quarter, sample):
    plain = SupplierQuarter(sample, SUPPLIER, Q3).bridge("Q1", "buyer", "buyer")
    assert quarter(granted()).what_if("Q1", from_basis="buyer").start == plain.start


def test_an_explanation_says_when_both_firms_decided(quarter):
    found = quarter(granted()).explain(LOT, "Q1")
    assert (
        found.steps[-1].answer
        == "Yes: decided on 13 October 2026 by both firms: not counted."
    )
