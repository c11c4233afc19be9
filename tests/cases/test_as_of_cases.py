"""Cases of the as-of date: where an extract's knowledge ends when nobody says so."""

from __future__ import annotations

from datetime import date

import pytest
from cases import case_folder, case_home, open_case

from srmlib.errors import DataFaults
from srmlib.load.publish import load_extract
from srmlib.snapshot import Snapshot, open_snapshot


def outcomes(snapshot: Snapshot) -> dict[str, str]:
    """What became of each schedule line under the agreed definition of D1."""
    rows = snapshot.records("SELECT row_id, outcome FROM d1_rows WHERE basis = 'agreed'")
    return {row["row_id"]: row["outcome"] for row in rows}


def d1(snapshot: Snapshot) -> tuple[int, int]:
    found = snapshot.records(
        "SELECT SUM(numerator) AS met, SUM(denominator) AS due FROM d1_rows WHERE basis = 'agreed'"
        " AND is_counted"
    )
    return int(found[0]["met"]), int(found[0]["due"])


@pytest.mark.case("36-as-of-without-posting-day")
def test_the_last_day_of_anything_that_happened_ends_what_is_known(tmp_path):
    with open_case("36-as-of-without-posting-day", tmp_path) as snapshot:
        assert snapshot.as_of == date(2026, 8, 5)
        assert snapshot.id.startswith("2026-08-05-")
        assert snapshot.as_of_words == "the last day in receipts.docked_on"
        assert outcomes(snapshot) == {"A/1": "on_time", "A/2": "late", "A/3": "on_time"}
        assert d1(snapshot) == (2, 3)
        assert snapshot.rows_after() == []


@pytest.mark.case("36c-with-posting-day")
def test_with_a_day_of_posting_it_is_the_same(tmp_path):
    with open_case("36c-with-posting-day", tmp_path) as snapshot:
        assert (snapshot.as_of, d1(snapshot)) == (date(2026, 8, 5), (2, 3))


@pytest.mark.parametrize(
    ("name", "told", "row"),
    [
        pytest.param(
            "36b-order-typo",
            "schedule_lines.csv, row 3: ordered_on is '2062-06-01', expected a day no more than 180"
            " days after all others of case: they end on 2026-07-10, 13,110 days before.",
            "1 row of schedule_lines tells of days after it, which are not read (the last:"
            " ordered_on 2062-06-01)",
            marks=pytest.mark.case("36b-order-typo"),
        ),
        pytest.param(
            "36-year-typo",
            "receipts.csv, row 3: docked_on is '2062-07-18', expected a day no more than 180 days"
            " after all others of case: they end on 2026-07-10, 13,157 days before.",
            "1 row of receipts tells of days after it, which are not read (the last: docked_on"
            " 2062-07-18)",
            marks=pytest.mark.case("36-year-typo"),
        ),
    ],
)
def test_a_lone_far_off_day_is_refused_until_a_person_says_the_date(tmp_path, name, told, row):
    home, folder = case_home(name, tmp_path), case_folder(name)
    with pytest.raises(DataFaults) as caught:
        load_extract(home, str(folder / "source"), folder / "files")
    assert caught.value.codes == {"far_off_day"}
    assert told in str(caught.value)
    assert "--as-of 2026-07-10" in str(caught.value)
    published = load_extract(
        home, str(folder / "source"), folder / "files", as_of=date(2026, 7, 10)
    )
    assert published.told == ["as of 2026-07-10: stated with --as-of", row]
    with open_snapshot(home) as snapshot:
        assert outcomes(snapshot)["A/1"] == "on_time"
        assert outcomes(snapshot)["A/2"] == "not_due"
        assert [str(after) for after in snapshot.rows_after()] == [row]
