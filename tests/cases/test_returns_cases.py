"""What is taken back is held against what came: reversals, returns, and what takes them back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cases import load_case, open_case
from small_world import small_home, small_world

from srmlib.errors import DataFaults
from srmlib.facts import SupplierQuarter
from srmlib.rules.calendar import Quarter

LINES = [{"line_id": "A/1"}]
D1_ROWS = "SELECT row_id, outcome FROM d1_rows WHERE basis = 'agreed' ORDER BY row_id"


def outcomes(snapshot) -> dict[str, str]:
    return dict(snapshot.con.execute(D1_ROWS).fetchall())


def good_qty(snapshot) -> Decimal:
    """What came less what went back, as the price per good unit divides by it."""
    quarter = SupplierQuarter(snapshot, "S", Quarter.parse("2026Q3"))
    return quarter.facts.cost.good_qty


def returned(snapshot) -> list[tuple[str, Decimal]]:
    asked = "SELECT return_id, returned_qty FROM returns ORDER BY return_id"
    return snapshot.con.execute(asked).fetchall()


def refusal(folder, receipts, lines=LINES, **more) -> str:
    with pytest.raises(DataFaults) as error:
        small_home(folder, schedule_lines=lines, receipts=receipts, **more)
    return str(error.value)


@pytest.mark.case("06-reversal-of-an-earlier-receipt")
def test_the_receipt_that_was_reversed_is_taken_back_and_not_the_last_one(tmp_path):
    with open_case("06-reversal-of-an-earlier-receipt", tmp_path) as snapshot:
        assert outcomes(snapshot) == {"A/1": "late", "A/2": "overdue", "A/3": "on_time"}


@pytest.mark.case("06b-reversal-names-no-receipt")
def test_a_reversal_that_names_no_receipt_is_refused_with_its_row_and_column(tmp_path):
    with pytest.raises(
        DataFaults, match=r"receipts\.csv, row 3: of_receipt_id is empty, expected"
    ):
        load_case("06b-reversal-names-no-receipt", tmp_path)


@pytest.mark.case("29-return-of-a-return")
def test_a_return_of_a_return_is_refused_and_says_what_it_should_be(tmp_path):
    with pytest.raises(DataFaults) as error:
        load_case("29-return-of-a-return", tmp_path)
    said = str(error.value)
    assert "receipts.csv, row 4: of_receipt_id is 'Z1', expected the receipt" in said
    assert "what takes a return back is a reversal of it" in said


@pytest.mark.case("29b-return-taken-back-as-reversal")
def test_a_return_that_was_reversed_did_not_happen(tmp_path):
    with open_case("29b-return-taken-back-as-reversal", tmp_path) as snapshot:
        assert returned(snapshot) == []
        assert good_qty(snapshot) == 10


@pytest.mark.case("29c-more-returned-than-came")
def test_a_row_that_takes_back_more_than_is_left_is_named_with_what_came(tmp_path):
    """Two returns of 8 and a reversal of 15, of 10: the first return may be true."""
    with pytest.raises(DataFaults) as error:
        load_case("29c-more-returned-than-came", tmp_path)
    assert (
        "receipts.csv, row 4: received_qty is '8', expected not more than there is to take back: 10"
        " came with receipt 'R1' (receipts.csv, row 2), 2 not taken back before. 2 rows"
        " break this rule; all are in data/rejected_rows/case.csv."
    ) in str(error.value)
    listed = (tmp_path / "home/data/rejected_rows/case.csv").read_text(encoding="utf-8")
    assert [line.split(",")[4] for line in listed.splitlines()[1:]] == ["8", "15"]


@pytest.mark.case("29d-more-returned-than-came")
def test_not_more_goes_back_than_came(tmp_path):
    with pytest.raises(DataFaults) as error:
        load_case("29d-more-returned-than-came", tmp_path)
    assert (
        "receipts.csv, row 3: received_qty is '80', expected not more than there is to take back:"
        " 10 came with receipt 'R1' (receipts.csv, row 2)."
    ) in str(error.value)


@pytest.mark.case("32-returns-undo")
def test_where_returns_undo_a_delivery_what_came_again_decides(tmp_path):
    with open_case("32-returns-undo", tmp_path) as snapshot:
        assert outcomes(snapshot) == {"A/1": "overdue", "B/1": "late"}


def test_a_reversal_of_more_than_came_does_not_lose_the_other_receipt(tmp_path):
    said = refusal(
        tmp_path,
        [
            {"receipt_id": "R1", "line_id": "A/1", "received_qty": "4"},
            {"receipt_id": "R2", "line_id": "A/1", "received_qty": "6"},
            {
                "receipt_id": "V1",
                "line_id": "A/1",
                "kind": "reversal",
                "of_receipt_id": "R1",
            },
        ],
    )
    assert "row 4: received_qty is '10'" in said
    assert "4 came with receipt 'R1' (receipts.csv, row 2)" in said


def test_where_rejected_rows_are_allowed_the_row_beyond_is_left_out_and_listed(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-15", "received_qty": "80"},
        {"receipt_id": "Z2", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-16", "received_qty": "3"},
        # Of a return that is rejected nothing can be taken back.
        {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal", "of_receipt_id": "Z1"}
        | {"docked_on": "2026-07-17", "received_qty": "5"},
    ]
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=receipts, keys="allowed_rejects = 2\n"
    ) as snapshot:
        assert returned(snapshot) == [("Z2", Decimal(3))]
        asked = 'SELECT source_row, "column", value FROM rejected_rows ORDER BY source_row'
        assert snapshot.con.execute(asked).fetchall() == [
            (3, "received_qty", "80"),
            (5, "of_receipt_id", "Z1"),
        ]
    assert (tmp_path / "home/data/rejected_rows/small.csv").is_file()


def test_part_of_a_receipt_is_reversed_and_the_rest_stands(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal", "of_receipt_id": "R1"}
        | {"received_qty": "4"},
        {"receipt_id": "V2", "line_id": "A/1", "kind": "reversal", "of_receipt_id": "R1"}
        | {"received_qty": "1"},
    ]
    with small_world(tmp_path, schedule_lines=LINES, receipts=receipts) as snapshot:
        assert good_qty(snapshot) == 5
        assert outcomes(snapshot) == {"A/1": "short"}


def test_a_reversal_of_a_reversal_is_refused(tmp_path):
    said = refusal(
        tmp_path,
        [
            {"receipt_id": "R1", "line_id": "A/1"},
            {
                "receipt_id": "V1",
                "line_id": "A/1",
                "kind": "reversal",
                "of_receipt_id": "R1",
            },
            {
                "receipt_id": "V2",
                "line_id": "A/1",
                "kind": "reversal",
                "of_receipt_id": "V1",
            },
        ],
    )
    assert (
        "row 4: of_receipt_id is 'V1', expected a receipt or return of the same line"
        in said
    )


def test_a_return_keyed_twice_and_reversed_since_takes_back_what_is_left(tmp_path):
    """Until the reversal is known, at an earlier as-of date, not more is back than came."""
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-15", "received_qty": "8"},
        {"receipt_id": "Z2", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-16", "received_qty": "8"},
        {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal", "of_receipt_id": "Z1"}
        | {"docked_on": "2026-07-20", "received_qty": "8"},
    ]
    for as_of, expected in (
        ("2026-10-02", [("Z2", Decimal(8))]),
        ("2026-07-17", [("Z1", Decimal(8)), ("Z2", Decimal(2))]),
    ):
        with small_world(
            tmp_path / as_of, as_of=as_of, schedule_lines=LINES, receipts=receipts
        ) as snapshot:
            assert returned(snapshot) == expected
            assert good_qty(snapshot) == 10 - sum(qty for _, qty in expected)


def test_what_goes_back_after_the_as_of_date_or_before_its_receipt_is_not_back_yet(
    tmp_path,
):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-09-15"},
        # Its goods come after the as-of date.
        {"receipt_id": "R2", "line_id": "A/2", "docked_on": "2026-09-20"},
        {"receipt_id": "Z2", "line_id": "A/2", "kind": "return", "of_receipt_id": "R2"}
        | {"docked_on": "2026-08-01"},
    ]
    lines = [{"line_id": "A/1"}, {"line_id": "A/2"}]
    with small_world(
        tmp_path, as_of="2026-09-01", schedule_lines=lines, receipts=receipts
    ) as snapshot:
        assert returned(snapshot) == []
        assert good_qty(snapshot) == 10


def test_a_return_without_a_quantity_takes_what_the_others_leave(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"received_qty": ""},
        {"receipt_id": "Z2", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"received_qty": "4"},
    ]
    with small_world(tmp_path, schedule_lines=LINES, receipts=receipts) as snapshot:
        assert returned(snapshot) == [("Z1", Decimal(6)), ("Z2", Decimal(4))]
        assert good_qty(snapshot) == 0


MATCHED = "match_reversals = true\n"
TWO_OF_TEN = [
    {"receipt_id": "R1", "line_id": "A/1", "docked_on": "2026-07-01"},
    {"receipt_id": "V1", "line_id": "A/1", "docked_on": "2026-07-02", "kind": "reversal"},
    {"receipt_id": "R2", "line_id": "A/1", "docked_on": "2026-07-20"},
]


def test_where_the_source_states_it_a_reversal_takes_back_the_one_receipt_it_can_mean(
    tmp_path,
):
    """On its day the other receipt was not there yet."""
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=TWO_OF_TEN, keys=MATCHED
    ) as snapshot:
        asked = "SELECT receipt_id, of_receipt_id FROM receipts WHERE is_matched"
        assert snapshot.con.execute(asked).fetchall() == [("V1", "R1")]
        assert outcomes(snapshot) == {"A/1": "late"}


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        # Both receipts were there.
        ({"docked_on": "2026-07-21"}, MATCHED),
        ({"received_qty": "4"}, MATCHED),
        # Nobody stated that it may be matched.
        ({}, ""),
    ],
)
def test_a_reversal_that_may_mean_several_receipts_or_none_is_refused(
    tmp_path, changed, keys
):
    receipts = [TWO_OF_TEN[0], TWO_OF_TEN[1] | changed, TWO_OF_TEN[2]]
    said = refusal(tmp_path, receipts, keys=keys)
    assert "receipts.csv, row 3: of_receipt_id is empty" in said


def test_the_second_reversal_of_one_receipt_is_refused(tmp_path):
    again = TWO_OF_TEN[1] | {"receipt_id": "V2", "docked_on": "2026-07-03"}
    said = refusal(tmp_path, [*TWO_OF_TEN[:2], again], keys=MATCHED)
    assert "receipts.csv, row 4: of_receipt_id is empty" in said


def test_a_return_on_an_order_line_of_its_own_takes_back_what_came_with_another(tmp_path):
    lines = [
        {"line_id": "A/1"},
        {"line_id": "A/2", "is_return": "true", "value_amount": "-100.00"},
    ]
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/2", "kind": "return", "of_receipt_id": "R1"},
    ]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        assert outcomes(snapshot) == {"A/1": "on_time", "A/2": "nothing_ordered"}
        assert good_qty(snapshot) == 0
        asked = "SELECT line_id, return_line_id FROM receipts WHERE kind = 'return'"
        assert snapshot.con.execute(asked).fetchall() == [("A/1", "A/2")]


def test_a_return_takes_nothing_back_of_another_part(tmp_path):
    said = refusal(
        tmp_path,
        [
            {"receipt_id": "R1", "line_id": "A/1"},
            {"receipt_id": "Z1", "line_id": "A/2", "kind": "return", "of_receipt_id": "R1"},
        ],
        [{"line_id": "A/1"}, {"line_id": "A/2", "part_id": "Q"}],
        parts=[{"part_id": "P", "name": "Part"}, {"part_id": "Q", "name": "Other"}],
    )
    assert "row 3: of_receipt_id is 'R1', expected a receipt of the same line or" in said


# --- In another unit than what it takes back

BOX_OF_100 = {
    "part_id": "P",
    "from_uom": "Karton",
    "to_uom": "Stk",
    "from_qty": 1,
    "to_qty": 100,
}
IN_STK = {
    "parts": [{"part_id": "P", "name": "Part", "uom": "Stk"}],
    "unit_conversions": [BOX_OF_100],
}
FIVE_BOXES = {"receipt_id": "R1", "line_id": "A/1", "received_qty": "5", "uom": "Karton"}
RETURN = {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
REVERSAL = {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal"}


@pytest.mark.parametrize("kind", ["return", "reversal"])
def test_pieces_are_taken_back_of_boxes(tmp_path, kind):
    """400 of the 500 pieces that came as five boxes."""
    taker = RETURN | {"kind": kind, "received_qty": "400", "uom": "Stk"}
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=[FIVE_BOXES, taker], **IN_STK
    ) as snapshot:
        assert good_qty(snapshot) == 100


def test_boxes_that_hold_more_pieces_than_came_are_refused_with_both_units(tmp_path):
    receipts = [
        FIVE_BOXES | {"received_qty": "250", "uom": "Stk"},
        RETURN | {"received_qty": "3", "uom": "karton"},
    ]
    said = refusal(tmp_path, receipts, **IN_STK)
    assert (
        "receipts.csv, row 3: received_qty is '3', expected not more than there is to take back:"
        " 250 Stk came with receipt 'R1' (receipts.csv, row 2), and 3 karton are 300 Stk."
    ) in said


def test_what_was_taken_back_before_is_told_in_the_unit_of_the_part(tmp_path):
    receipts = [
        FIVE_BOXES,
        RETURN | {"received_qty": "450", "uom": "Stk"},
        RETURN
        | {"receipt_id": "Z2", "received_qty": "1", "docked_on": "2026-07-20"}
        | {"uom": "Karton"},
    ]
    said = refusal(tmp_path, receipts, **IN_STK)
    assert (
        "row 4: received_qty is '1', expected not more than there is to take back: 500 Stk (stated"
        " as 5 Karton) came with receipt 'R1' (receipts.csv, row 2), 50 not taken back"
        " before, and 1 Karton are 100 Stk."
    ) in said


def test_a_reversal_in_pieces_is_matched_with_the_receipt_in_boxes(tmp_path):
    receipts = [
        FIVE_BOXES,
        FIVE_BOXES | {"receipt_id": "R2", "received_qty": "5", "uom": "Stk"},
        REVERSAL | {"received_qty": "500", "uom": ""},
    ]
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=receipts, keys=MATCHED, **IN_STK
    ) as snapshot:
        asked = "SELECT receipt_id, of_receipt_id FROM receipts WHERE is_matched"
        assert snapshot.con.execute(asked).fetchall() == [("V1", "R1")]
        assert good_qty(snapshot) == 5


def test_a_return_on_a_line_of_its_own_is_held_in_the_unit_of_the_part(tmp_path):
    lines = [{"line_id": "A/1"}, {"line_id": "A/2", "is_return": "true"}]
    receipts = [
        FIVE_BOXES,
        RETURN | {"line_id": "A/2", "received_qty": "500", "uom": "stk"},
    ]
    with small_world(
        tmp_path, schedule_lines=lines, receipts=receipts, **IN_STK
    ) as snapshot:
        assert good_qty(snapshot) == 0


def test_a_unit_that_nothing_leads_from_is_the_fault_and_not_the_quantity(tmp_path):
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            schedule_lines=LINES,
            receipts=[FIVE_BOXES, RETURN | {"received_qty": "9", "uom": "crate"}],
            **IN_STK,
        )
    assert caught.value.codes == {"unit_unknown"}


# --- Nothing is named that is taken back


@pytest.mark.parametrize("kind", ["return", "reversal"])
def test_what_names_no_receipt_is_told_how_a_source_may_state_that_none_is_named(
    tmp_path, kind
):
    said = refusal(tmp_path, [{"line_id": "A/1"}, {"line_id": "A/1", "kind": kind}])
    assert (
        "row 3: of_receipt_id is empty, expected the receipt that is taken back: where the extract"
        " names none, match_reversals = true in source.toml takes the one receipt of the line, up"
        " to that day, of the whole same quantity."
    ) in said


def test_a_part_of_a_receipt_is_never_matched_and_the_message_says_so(tmp_path):
    """40 of the line's one receipt of 200."""
    receipts = [
        {"line_id": "A/1", "received_qty": "200"},
        {"line_id": "A/1", "kind": "return", "received_qty": "40"},
    ]
    said = refusal(tmp_path, receipts, keys=MATCHED)
    assert (
        "row 3: of_receipt_id is empty, expected the receipt that is taken back: match_reversals"
        " looks for the one receipt of the line, up to that day, of the whole same quantity, and"
        " there are none or several."
    ) in said
