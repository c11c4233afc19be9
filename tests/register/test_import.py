"""Lists as firms have them: everything wrong is told at once with its place, and nothing is half
imported.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from srmlib.errors import DataFaults, RegisterError, UsageError
from srmlib.register import KINDS, Draft, Register
from srmlib.register.importing import Imported, import_lists
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.kinds.voice import Lock, Rating, Statement
from srmlib.register.kinds.work import Action, Meeting
from srmlib.register.sheets import export_lists

BUYER = {"side": "buyer", "author": "buyer's champion"}
S1 = "S-1001"
PEOPLE = ["name", "side", "role"]
ANN = ["Ann Keller", "buyer", "quality"]
ACTIONS = ["supplier_id", "what", "side", "owners", "due_on"]


@pytest.fixture
def register(tmp_path: Path, clock) -> Register:
    """On SQLite: how lists are read does not depend on where they go."""
    return Register.at(tmp_path / "data" / "register.sqlite", clock)


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """Sheets by title with _ for a blank."""
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def lists(tmp_path: Path):
    return lambda **sheets: workbook(tmp_path / "lists.xlsx", **sheets)


def faults_of(register, path: Path, **more) -> list[str]:
    """The faults as they are printed, and that nothing was entered."""
    before = register.head()
    with pytest.raises(DataFaults) as told:
        import_lists(register, path, **BUYER, **more)
    assert register.head() == before
    return [str(fault) for fault in told.value.faults]


def test_people_and_actions_are_enough(register, lists):
    """As a team has them: in capitals, with dates of the spreadsheet, names in place of ids."""
    path = lists(
        People=[
            ["Name", "SIDE", "Role", "may be named", "#own notes"],
            [*ANN, "Yes", 7],
            [],
        ],
        actions=[
            [None, *ACTIONS, "metric"],
            [
                None,
                S1,
                "agree the packing",
                "Supplier",
                "ann  keller",
                datetime(2026, 11, 2),
            ],
            [None, None, None],
            [None, S1, 4711, "joint", None, " 2026-12-01 ", "D1"],
        ],
    )
    assert import_lists(register, path, **BUYER) == Imported(3, 0, 0)
    book = register.book()
    [ann] = book.all(Person)
    assert ann.now == Person(
        name="Ann Keller", side="buyer", role="quality", may_be_named=True
    )
    first, second = [one.now for one in book.all(Action)]
    assert (first.owners, first.due_on) == (("P-1",), date(2026, 11, 2))
    assert (second.what, second.owners, second.metric) == ("4711", (), "D1")
    # Once more is nothing new.
    assert import_lists(register, path, **BUYER) == Imported(0, 0, 3)
    assert register.head().number == 3


def test_everything_wrong_is_told_at_once_with_its_place(register, lists):
    path = lists(
        People=[
            [*PEOPLE, "left_on"],
            ["Ann", "both", "quality", "soon"],
            [None, "buyer", "x"],
        ],
        Actions=[
            ACTIONS,
            [S1, None, "buyer", "Anne; P-7", "31.12.2026"],
            [None, "x", "buyer", None, True],
        ],
        Meetings=[["tier", "planned_on", "plannd"], ["board", None, 1]],
        Acton=[["what"], ["x"]],
    )
    assert faults_of(register, path) == [
        "lists.xlsx, sheet Actions, row 2: what is empty, expected what is to be done.\nFill it in.",
        "lists.xlsx, sheet Actions, row 2: due_on is '31.12.2026', expected a date such as"
        " 2026-01-31.\nIt is: first day it is due; later ones are entered as action dates.",
        "lists.xlsx, sheet Actions, row 2: owners is 'Anne', expected the id or name of a person in"
        " the register or in these lists.\nAdd it to People, or leave the cell empty.",
        "lists.xlsx, sheet Actions, row 2: owners is 'P-7', expected the id or name of a person in"
        " the register or in these lists.\nAdd it to People, or leave the cell empty.",
        "lists.xlsx, sheet Actions, row 3: due_on is 'True', expected a date such as"
        " 2026-01-31.\nIt is: first day it is due; later ones are entered as action dates.",
        "lists.xlsx, sheet Actions, row 3: supplier_id is empty, expected the supplier's id.\nAdd"
        " it, or name one: --supplier.",
        "lists.xlsx, sheet Acton: 'Acton' is no kind of list, did you mean Actions.\nRename it, put"
        " # before its name to leave it alone, or delete it.",
        "lists.xlsx, sheet Meetings, row 1: 'plannd' is no column of Meetings.\nDid you mean"
        " planned_on? Or put # before it to leave the column alone.",
        "lists.xlsx, sheet Meetings, row 2: tier is 'board', expected functional, operational or"
        " executive.\nIt is: the tier.",
        "lists.xlsx, sheet Meetings, row 2: planned_on is empty, expected day it was planned"
        " for.\nFill it in.",
        "lists.xlsx, sheet Meetings, row 2: supplier_id is empty, expected the supplier's"
        " id.\nAdd it, or name one: --supplier.",
        "lists.xlsx, sheet People, row 2: side is 'both', expected buyer or supplier.\nIt is: whose"
        " person it is.",
        "lists.xlsx, sheet People, row 2: left_on is 'soon', expected a date such as"
        " 2026-01-31.\nIt is: last day in this relationship.",
        "lists.xlsx, sheet People, row 3: name is empty, expected first and last name.\nFill it in.",
    ]


def test_a_list_with_faults_makes_no_register(register, lists):
    faults_of(register, lists(People=[PEOPLE, ["Ann", "both", "x"]]))
    assert not register.exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [[*PEOPLE, "Name"], ANN],
            "row 1: the column 'name' is there twice, expected it once",
        ),
        (
            [["name", "side"], ["Ann", "buyer"]],
            "row 1: the column 'role' is missing: what a page",
        ),
        (
            [[*PEOPLE, None], [*ANN, "lost"]],
            "row 2: 'lost' stands in a column without a name",
        ),
        ([PEOPLE, [*ANN, "lost"]], "row 2: 'lost' stands in a column without a name"),
        (
            [["record", *PEOPLE], ["a", *ANN], ["a", "B", "buyer", "x"]],
            "row 3: record is 'a', exp",
        ),
        (
            [["record", *PEOPLE], ["a;b", *ANN]],
            "row 2: record is 'a;b', expected an id on one line",
        ),
        (
            [PEOPLE, ANN, [*ANN[:2], "other"]],
            "row 3: name is 'Ann Keller', expected each person once",
        ),
        ([["due_on2", *PEOPLE], ["x", *ANN]], "row 1: 'due_on2' is no column of People"),
        ([["named", *PEOPLE], ["x", *ANN]], "Did you mean may_be_named?"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(register, lists, rows, words):
    [fault, *_] = faults_of(register, lists(People=rows))
    assert words in fault


def test_a_person_who_is_there_does_not_become_two(register, lists):
    register.append(
        [Draft(Person(name="Ann Keller", side="buyer", role="logistics"))], **BUYER
    )
    [fault] = faults_of(register, lists(People=[PEOPLE, ANN]))
    assert "row 2: record is empty, expected P-1, who is called 'Ann Keller'" in fault
    path = lists(People=[["record", *PEOPLE], ["other", *ANN]])
    assert import_lists(register, path, **BUYER) == Imported(1, 0, 0)


def test_a_name_of_several_people_is_told(register, lists):
    path = lists(
        People=[["record", *PEOPLE], ["a", *ANN], ["b", *ANN]],
        Actions=[ACTIONS, [S1, "x", "buyer", "Ann Keller"]],
    )
    [fault] = faults_of(register, path)
    assert "owners is 'Ann Keller', expected one of a, b: all are called so" in fault


def test_a_correction_is_a_new_revision_and_the_rest_stays(register, tmp_path):
    register.append(
        [
            Draft(Person(name="Ann", side="buyer", role="quality")),
            Draft(Action(what="one", side="buyer", owners=("P-1",)), S1),
            Draft(Action(what="two", side="buyer"), S1),
        ],
        **BUYER,
    )
    [path] = export_lists(register.book(), tmp_path / "lists.xlsx", [KINDS["action"]])
    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    heads = [cell.value for cell in sheet[1]]
    assert {"record", "what *", "due_on", "revision"} < {*heads}
    sheet.cell(3, heads.index("what *") + 1).value = "two, put right"
    # Whose it is may be left out where the record is known.
    sheet.cell(3, heads.index("supplier_id") + 1).value = None
    book.save(path)
    assert import_lists(register, path, **BUYER) == Imported(0, 1, 1)
    record = register.book().find(Action, "A-2")
    assert [one.stated.what for one in record.revisions] == ["two", "two, put right"]


def test_a_record_of_another_supplier_is_told(register, lists):
    register.append([Draft(Action(what="one", side="buyer"), S1)], **BUYER)
    heads = ["record", *ACTIONS[:3]]
    [fault] = faults_of(register, lists(Actions=[heads, ["A-1", "S-2", "one", "joint"]]))
    assert "supplier_id is 'S-2', expected 'S-1001', of which A-1 is" in fault


def test_a_withdrawn_record_does_not_come_back_by_an_old_list(register, lists):
    register.append([Draft(Action(what="one", side="buyer"), S1)], **BUYER)
    register.withdraw("action", "A-1", **BUYER)
    [fault] = faults_of(
        register, lists(Actions=[["record", *ACTIONS[:3]], ["A-1", S1, "one", "buyer"]])
    )
    assert "record is 'A-1', expected a record that was not withdrawn" in fault


def test_an_erased_name_does_not_come_back_by_an_old_list(register, lists, tmp_path):
    register.append(
        [Draft(Person(name="Ann Keller", side="buyer", role="quality"))], **BUYER
    )
    register.erase("P-1", **BUYER)
    [fault] = faults_of(register, lists(People=[["record", *PEOPLE], ["P-1", *ANN]]))
    assert "name is 'Ann Keller', expected it empty: P-1 was erased" in fault
    # The lists as they are now go into another register, too.
    [path] = export_lists(register.book(), tmp_path / "now.xlsx")
    assert import_lists(register, path, **BUYER) == Imported(0, 0, 2)


SLIPS = {
    "Topics": (["what"], ["One lable for both"], ["One label for both"]),
    "Asks": (
        ["from side", "asked on", "what"],
        ["supplier", date(2026, 1, 15), "A forcast for six weeks"],
        ["supplier", date(2026, 1, 15), "A forecast for six weeks"],
    ),
    "Actions": (
        ["side", "what"],
        ["joint", "agree the pakcing"],
        ["joint", "Agree the packing"],
    ),
    "Issues": (
        ["raised by", "raised on", "level", "what"],
        ["buyer", date(2026, 9, 1), "functional", "boxes arive crushed"],
        ["buyer", date(2026, 9, 1), "functional", "boxes arrive crushed."],
    ),
    "Ideas": (
        ["side", "on", "what"],
        ["supplier", date(2026, 9, 1), "re-turnable boxes"],
        ["supplier", date(2026, 9, 1), "returnable boxes"],
    ),
    "People": (
        ["side", "role", "name"],
        ["buyer", "x", "Ann Keler"],
        ["buyer", "x", "Ann Keller"],
    ),
}


@pytest.mark.parametrize("title", SLIPS)
def test_a_mended_slip_is_a_correction_and_no_second_record(register, lists, title):
    """Without an id it is asked which: with it, it is a revision; with another, another
    record.
    """
    head, wrong, right = SLIPS[title]

    def rows(id: str | None, row: list[object]) -> Path:
        return lists(**{title: [["record", "supplier_id", *head], [id, S1, *row]]})

    import_lists(register, rows(None, wrong), **BUYER)
    [first] = register.entries()
    [fault] = faults_of(register, rows(None, right))
    assert f"record is empty, expected {first.record}, " in fault
    assert wrong[-1] in fault
    assert import_lists(register, rows(first.record, right), **BUYER) == Imported(0, 1, 0)
    assert import_lists(register, rows("OWN", wrong), **BUYER) == Imported(1, 0, 0)
    assert [one.revision for one in register.entries()] == [1, 2, 1]


def test_other_words_and_other_numbers_are_other_records(register, lists):
    said = ["A plan for six weeks", "A plan for two weeks", "Goal 2026", "Goal 2027"]
    for words in said:
        rows = [["what", "supplier_id"], [words, S1]]
        assert import_lists(register, lists(Topics=rows), **BUYER) == Imported(1, 0, 0)


STATEMENTS = ["record", "supplier_id", "quarter", "side", "words said", "by", "on"]


@pytest.mark.parametrize("record", [None, "ST-1"], ids=["without an id", "with its id"])
def test_an_erased_name_comes_back_in_no_words_of_an_old_list(register, lists, record):
    """Where it was named before, and where it never was."""
    name = "Zuzana Unmistakable"
    person = Person(name=name, side="supplier", role="planner")
    register.append([Draft(person, S1, "P-7")], **BUYER)
    rows = [[record, S1, "2026Q2", "supplier", "Late.", name, date(2026, 7, 5)]]
    import_lists(register, lists(Statements=[STATEMENTS, *rows]), **BUYER)
    register.erase("P-7", **BUYER)
    rows = [["ST-1", S1, "2026Q2", "supplier", "Too late.", name, date(2026, 7, 5)]]
    rows += [[None, S1, "2026Q3", "supplier", "Late.", name, date(2026, 10, 5)]]
    import_lists(register, lists(Statements=[STATEMENTS, *rows]), **BUYER)
    said = {one.now.words_said: one.now.by for one in register.book().all(Statement)}
    assert said == {"Too late.": "supplier", "Late.": "supplier"}


def test_words_that_name_who_is_listed_are_entered_after_an_erasure(register, lists):
    people = [
        Draft(Person(name=name, side="supplier", role="planner"), S1)
        for name in ("Zuzana Unmistakable", "Otto Brandt")
    ]
    register.append(people, **BUYER)
    register.erase("P-1", **BUYER)
    said = ["Otto Brandt", "quality", "Ann Keller", "Jo Nobody"]
    sides = ["supplier", "supplier", "buyer", "supplier"]
    rows = [
        [None, S1, f"2026Q{place}", side, "Late.", by, date(2026, 10, 5)]
        for place, (side, by) in enumerate(zip(sides, said, strict=True), 1)
    ]
    new = lists(People=[PEOPLE, ANN], Statements=[STATEMENTS, *rows])
    import_lists(register, new, **BUYER)
    shown = [one.now.by for one in register.book().all(Statement)]
    assert shown == ["P-2", "quality", "P-3", "supplier"]


def test_lists_with_an_erased_person_fill_a_new_register(register, lists):
    nameless = ["P-1", None, "buyer", "x"]
    erased = [["record", "person"], ["E-1", "P-1"]]
    path = lists(
        People=[["record", *PEOPLE], nameless, ["P-2", *ANN]], Erased_people=erased
    )
    assert import_lists(register, path, **BUYER) == Imported(3, 0, 0)
    assert [one.now.name for one in register.book().all(Person)] == ["Ann Keller", None]
    assert register.book().all(Erasure)[0].now.person == "P-1"
    assert register.check().number == 3
    # Somebody is erased by a list, too, once the name is out of it.
    also = [*erased, [None, "P-2"]]
    [fault] = faults_of(
        register,
        lists(People=[["record", *PEOPLE], ["P-2", "Ann K", *ANN[1:]]], Erased_people=also),
    )
    assert "name is 'Ann K', expected it empty: P-2 was erased" in fault
    assert import_lists(register, lists(Erased_people=also), **BUYER) == Imported(1, 0, 1)
    assert [one.now.name for one in register.book().all(Person)] == [None, None]


def test_ids_in_the_list_are_not_given_twice(register, lists):
    path = lists(
        Actions=[
            ["record", *ACTIONS[:3]],
            [None, S1, "without", "buyer"],
            ["A-1", S1, "with", "buyer"],
            [None, S1, "without", "buyer"],
        ]
    )
    assert import_lists(register, path, **BUYER) == Imported(3, 0, 0)
    stated = {one.id: one.now.what for one in register.book().all(Action)}
    assert stated == {"A-1": "with", "A-2": "without", "A-3": "without"}
    # Two alike are two, and are there; a third is new.
    assert import_lists(register, path, **BUYER) == Imported(0, 0, 3)


def test_whose_they_are_may_be_said_once(register, lists):
    path = lists(Actions=[["what", "side"], ["one", "buyer"]], People=[PEOPLE, ANN])
    import_lists(register, path, **BUYER, supplier_id=S1)
    assert register.book().all(Action)[0].supplier_id == S1
    assert register.book().all(Person)[0].supplier_id is None


@pytest.mark.parametrize("side", ["supplier", "Supplier", " SUPPLIER "])
def test_a_suppliers_person_is_never_everybodys(register, lists, side):
    path = lists(People=[PEOPLE, ["Bo Li", side, "planner"], ANN])
    [fault] = faults_of(register, path)
    assert "supplier_id" in fault and "row 2" in fault
    import_lists(register, path, **BUYER, supplier_id=S1)
    suppliers = {one.now.name: one.supplier_id for one in register.book().all(Person)}
    assert suppliers == {"Bo Li": S1, "Ann Keller": None}


def test_a_suppliers_person_is_entered_with_the_supplier(register):
    bo = Person(name="Bo Li", side="supplier", role="planner")
    with pytest.raises(RegisterError, match="of a supplier, and none is named"):
        register.append([Draft(bo)], **BUYER)
    register.append([Draft(bo, S1)], **BUYER)


# --- Traps of spreadsheets


def test_a_formula_counts_as_the_value_that_was_saved(register, tmp_path):
    path = tmp_path / "lists.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Actions")
        sheet.write_row(0, 0, ["supplier_id", "what", "side"])
        sheet.write_row(1, 0, [S1, "x", "buyer"])
        sheet.write_formula(1, 1, '="agree "&"it"', None, "agree it")
    import_lists(register, path, **BUYER)
    assert register.book().all(Action)[0].now.what == "agree it"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("=A1", "what is '=A1', expected a value, and this is a formula without one"),
        (
            "#REF!",
            "what is '#REF!', expected a value, and this is a fault of the spreadsheet",
        ),
        (1234567890123456, "expected at most 15 digits"),
    ],
)
def test_what_is_no_value_is_told(register, lists, cell, words):
    [fault, *_] = faults_of(register, lists(Actions=[ACTIONS[:3], [S1, cell, "buyer"]]))
    assert words in fault


def test_numbers_and_dates_of_a_spreadsheet(register, lists):
    heads = ["supplier_id", "tier", "every_months", "about", "from_on"]
    path = lists(Cadence=[heads, [1001, "executive", 3.0, 2.5, datetime(2026, 1, 1)]])
    import_lists(register, path, **BUYER)
    [one] = register.entries("cadence")
    assert (one.supplier_id, one.stated.every_months, one.stated.about) == (
        "1001",
        3,
        "2.5",
    )
    faults = faults_of(
        register,
        lists(Cadence=[heads, [1, "executive", 2.5, "x", datetime(2026, 1, 1, 9, 30)]]),
    )
    assert "every_months is '2.5', expected a whole number" in faults[0]
    assert "from_on is '2026-01-01 09:30:00', expected a date" in faults[1]


def test_a_file_whose_stated_size_is_out_of_date_is_read_to_its_end(register, lists):
    import zipfile

    path = lists(People=[PEOPLE, ANN, ["Bo", "buyer", "x"]])
    inner = {}
    with zipfile.ZipFile(path) as old:
        inner = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in inner.items():
            new.writestr(name, content.replace(b'ref="A1:C3"', b'ref="A1:B2"'))
    assert any(b'ref="A1:C3"' in content for content in inner.values())
    assert import_lists(register, path, **BUYER) == Imported(2, 0, 0)


def test_hidden_sheets_are_told_and_hidden_rows_are_read(register, lists):
    path = lists(People=[PEOPLE, ANN, ["Bo", "buyer", "x"]])
    book = openpyxl.load_workbook(path)
    book["People"].row_dimensions[3].hidden = True
    book["People"].column_dimensions["C"].hidden = True
    book.save(path)
    assert import_lists(register, path, **BUYER) == Imported(2, 0, 0)
    book["People"].sheet_state = "hidden"
    book.save(path)
    [fault] = faults_of(register, path)
    assert "sheet People: expected a sheet that can be seen" in fault


def test_own_sheets_and_the_read_me_are_left_alone(register, lists):
    own = {"#notes": [["anything"]], "Read_me": [["what it is"]], "Sheet1": []}
    path = lists(**own, People=[PEOPLE, ANN])
    assert import_lists(register, path, **BUYER) == Imported(1, 0, 0)


# --- CSV


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_spreadsheets_write_it(register, tmp_path, separator, encoding, end):
    rows = [PEOPLE, ["Žofie", "Buyer", '"a, b; c"']]
    text = end.join(separator.join(row) for row in rows) + end
    path = tmp_path / "People.csv"
    path.write_bytes(text.encode(encoding))
    import_lists(register, path, **BUYER)
    assert register.book().all(Person)[0].now.role == "a, b; c"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "person.csv",
            "name,side,role\nM\xfcller,buyer,x\n".encode("latin-1"),
            "a text in UTF-8",
        ),
        (
            "person.csv",
            b'name,side,role\n"Ann,buyer,x\n',
            "expected quotes as CSV has them",
        ),
        (
            "persons.csv",
            b"name\nAnn\n",
            "'persons' is no kind of list, did you mean person",
        ),
        (
            "person.csv",
            b"name,side,role\n\nAnn,both,x\n",
            "person.csv, row 3: side is 'both'",
        ),
        (
            "person.csv",
            b'name,side,role\n"A\nB",buyer,x\nC,both,x\n',
            "person.csv, row 4: side is",
        ),
    ],
)
def test_csv_that_cannot_be_read_is_told(register, tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    assert words in "\n".join(faults_of(register, path))


def test_a_folder_is_all_or_nothing(register, tmp_path):
    (tmp_path / "person.csv").write_text("name,side,role\nAnn,buyer,x\n", encoding="utf-8")
    wrong = "supplier_id,what,side,owners\nS-1,x,buyer,Bob\n"
    (tmp_path / "action.csv").write_text(wrong, encoding="utf-8")
    [fault] = faults_of(register, tmp_path)
    assert fault.startswith("action.csv, row 2: owners is 'Bob'")
    (tmp_path / "action.csv").write_text(wrong.replace("Bob", "Ann"), encoding="utf-8")
    assert import_lists(register, tmp_path, **BUYER) == Imported(2, 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.xlsx", None, "is not there, expected an xlsx or CSV file"),
        ("lists.xls", b"x", "lists.xls is no .xlsx or .csv file"),
        ("lists.xlsx", b"no zip", "lists.xlsx cannot be read as a workbook"),
        ("folder", "", "holds no CSV file"),
    ],
)
def test_what_is_no_list_is_told(register, tmp_path, name, content, words):
    path = tmp_path / name
    if content == "":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        import_lists(register, path, **BUYER)


def test_what_a_meeting_refers_to_may_be_several(register, lists):
    register.append(
        [Draft(Person(name="Bo", side="supplier", role="x"), S1, "bo")], **BUYER
    )
    path = lists(
        People=[PEOPLE, ANN],
        Meetings=[
            ["supplier_id", "tier", "planned_on", "attendees"],
            [S1, "executive", "2026-10-01", "Ann Keller;bo ; "],
        ],
    )
    import_lists(register, path, **BUYER)
    assert register.book().all(Meeting)[0].now.attendees == ("P-1", "bo")


RATING = {
    "quarter": "2026Q3",
    "element": "access",
    "side": "supplier",
    "rater": "P-2",
    "colour": 2,
    "revealed_on": date(2026, 10, 13),
}


def test_a_sealed_quarter_takes_no_rating_from_a_list(register, lists):
    """Whoever holds the register could otherwise write the other firm's ratings."""
    sealed = Lock(
        quarter="2026Q3",
        side="supplier",
        rater="P-2",
        fingerprint="a" * 64,
        locked_at="2026-10-09T08:00:00Z",
    )
    register.append([Draft(sealed, S1)], **BUYER)
    rows = [["supplier_id", *RATING], [S1, *RATING.values()]]
    (fault,) = faults_of(register, lists(Ratings=rows))
    assert "srm reveal" in fault and "2026Q3" in fault


def test_ratings_of_years_before_the_register_come_in_by_a_list(register, lists):
    rows = [["supplier_id", *RATING], [S1, *RATING.values()]]
    assert import_lists(register, lists(Ratings=rows), **BUYER).new == 1
    (found,) = register.book().all(Rating)
    assert found.now.colour == 2


def test_what_a_list_has_no_column_for_stays_as_it_is(register, lists):
    first = Action(what="pay", side="buyer", due_on=date(2026, 9, 30), measure="none late")
    register.append([Draft(first, S1, "A-1")], **BUYER)
    rows = [
        ["record", "supplier_id", "what", "side"],
        ["A-1", S1, "pay on day 30", "buyer"],
    ]
    import_lists(register, lists(Actions=rows), **BUYER)
    (action,) = register.book().all(Action)
    assert action.now.what == "pay on day 30"
    assert (action.now.due_on, action.now.measure) == (first.due_on, first.measure)
    # An empty cell in a column that is there empties it.
    rows = [
        ["record", "supplier_id", "what", "side", "measure"],
        ["A-1", S1, "pay", "buyer", None],
    ]
    import_lists(register, lists(Actions=rows), **BUYER)
    (action,) = register.book().all(Action)
    assert (action.now.due_on, action.now.measure) == (first.due_on, None)


def test_a_suppliers_own_people_are_of_the_supplier_that_is_named(register, lists):
    rows = [[*PEOPLE], ANN, ["Otto Other", "supplier", "quality"]]
    import_lists(register, lists(People=rows), supplier_id="S-2", **BUYER)
    of = {one.now.name: one.supplier_id for one in register.book().all(Person)}
    assert of == {"Ann Keller": None, "Otto Other": "S-2"}
