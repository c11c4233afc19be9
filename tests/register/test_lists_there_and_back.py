"""What is exported and imported again states the same, for every kind, as CSV and as xlsx."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from srmlib.register import KINDS, Book, Kind, Revision
from srmlib.register.entries import is_suppliers_person
from srmlib.register.importing import plan
from srmlib.register.kinds.base import FieldOf
from srmlib.register.lists import read_lists
from srmlib.register.rows import Lists
from srmlib.register.sheets import export_lists

NASTY = (
    "=1+1",
    "+49 30 123",
    "-5",
    "@name",
    "'=1",
    "''+x",
    "' apostrophe",
    "<r>bold</r>",
    "_x0041_ and _x000D_",
    "</script><b>&amp;",
    "2026Q3",
    "007",
    "1e5",
    "TRUE",
    "2026-01-31",
    'a,b;c "d"',
    "#own",
    "#N/A",
    "日本語 🔩",
    "https://a.example/?a=1&b=2",
)
ON_LINES = (
    'a\tb,"c"',
    "two\nlines",
    " blanks around ",
    "\n",
    "tab\there",
    "=1\n+2",
    "x" * 16_000,
)
CHECKSUM = "0a" * 32
# Lists show of words in which somebody is named a person's id, a role or the firm.
SOMEBODY = st.sampled_from(["account manager", "champion"])
RULES = {
    "by": SOMEBODY,
    "to": SOMEBODY,
    "rater": SOMEBODY,
    "metric": st.sampled_from(["D1", "own_1"]),
    "fingerprint": st.just(CHECKSUM),
    "form": st.just(CHECKSUM),
}
letters = st.characters(
    exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=[*"\ufffe\uffff"]
)
names = st.sampled_from(NASTY) | st.text(letters, min_size=1).filter(str.strip)
texts = names | st.sampled_from([text for text in ON_LINES if text.strip()])
ids = st.sampled_from(["P-1", "M 2", "x/3"])
BY_FORM = {
    "text": texts,
    "name": names,
    "ids": st.lists(ids, max_size=3).map(tuple),
    "day": st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    "whole": st.integers(1, 5),
    "amount": st.decimals(-(10**15), 10**15, places=2)
    | st.just(Decimal("9999999999999999.99")),
}


def values_of(one: FieldOf) -> st.SearchStrategy:
    if one.choices:
        found = st.sampled_from(one.choices)
    else:
        found = RULES.get(one.name, ids if one.refers_to else BY_FORM[one.form])
        found = BY_FORM["ids"] if one.form == "ids" else found
    return found if one.is_required or one.name == "name" else st.none() | found


def statements(kind: type[Kind]) -> st.SearchStrategy[Kind]:
    fields = st.fixed_dictionaries({one.name: values_of(one) for one in kind.fields()})
    stated = fields.map(lambda one: {name: v for name, v in one.items() if v is not None})
    return stated.map(kind.model_validate)


@st.composite
def books(draw: st.DrawFn, kinds: list[type[Kind]]) -> Book:
    revisions = []
    for kind in kinds:
        for number, stated in enumerate(draw(st.lists(statements(kind), max_size=3))):
            # A supplier's person is that supplier's alone.
            is_of_all = not kind.of_one_supplier and not is_suppliers_person(stated)
            supplier = None if is_of_all else "S-1001"
            revisions.append(
                Revision(
                    f"{kind.prefix} {number}",
                    supplier,
                    "buyer",
                    "who",
                    datetime(2026, 1, 1, tzinfo=UTC),
                    False,
                    len(revisions) + 1,
                    stated,
                )
            )
    return Book(revisions)


def stated_in(lists: Lists) -> dict[tuple[str, str], tuple[str | None, Kind]]:
    planned = plan(lists, [], now=datetime.now(UTC))
    # Whether what a row refers to is there, and its days and numbers fit, is another matter.
    other = ("in these lists", " or after, ", " or before, ", " or less, ")
    wrong = [
        one for one in planned.faults if not any(word in one.expected for word in other)
    ]
    assert wrong == []
    return {
        (one.stated.kind, one.record): (one.supplier_id, one.stated)
        for one in planned.drafts
    }


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_statement_comes_back(form, tmp_path_factory, data):
    kinds = data.draw(
        st.lists(st.sampled_from(list(KINDS.values())), min_size=1, max_size=3)
    )
    kinds = list(dict.fromkeys(kinds))
    book = data.draw(books(kinds))
    folder = tmp_path_factory.mktemp("lists")
    path = folder / ("lists.xlsx" if form == "xlsx" else "lists")
    export_lists(book, path, kinds)
    wanted = {
        (kind.kind, one.id): (one.supplier_id, one.now)
        for kind in kinds
        for one in book.all(kind)
    }
    assert stated_in(read_lists(path)) == wanted


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_comes_back(form, kind, tmp_path):
    """Each once, with every field filled in."""
    stated = kind.model_validate({one.name: _some(one) for one in kind.fields()})
    revision = Revision("x 1", "S-1", "buyer", "who", datetime.now(UTC), False, 1, stated)
    path = tmp_path / ("lists.xlsx" if form == "xlsx" else "lists")
    export_lists(Book([revision]), path, [kind])
    assert stated_in(read_lists(path)) == {(kind.kind, "x 1"): ("S-1", stated)}


def _some(one: FieldOf) -> object:
    if one.choices:
        return one.choices[-1]
    if one.name in RULES:
        return {"metric": "D1", "fingerprint": CHECKSUM, "form": CHECKSUM}.get(
            one.name, "champion"
        )
    return {
        "day": date(2026, 1, 31),
        "whole": 2,
        "amount": "1250.50",
        "ids": ("P-1", "P-2"),
    }.get(one.form, "=some text")


@pytest.mark.parametrize("text", [*NASTY, *(text for text in ON_LINES if text.strip())])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_text_runs_and_every_text_comes_back(text, form, tmp_path):
    kind = KINDS["action"]
    stated = kind(what=text, side="buyer")
    revision = Revision("A-1", "S-1", "buyer", "who", datetime.now(UTC), False, 1, stated)
    path = tmp_path / ("lists.xlsx" if form == "xlsx" else "lists")
    export_lists(Book([revision]), path, [kind])
    assert stated_in(read_lists(path)) == {("action", "A-1"): ("S-1", stated)}
    for cell in _cells(path):
        assert cell is None or not str(cell).startswith("=") or form == "xlsx"


def _cells(path: Path) -> list[object]:
    if path.is_dir():
        with (path / "action.csv").open(encoding="utf-8-sig", newline="") as stream:
            return [cell for row in csv.reader(stream) for cell in row]
    sheet = openpyxl.load_workbook(path)["Actions"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    return [cell.value for cell in cells]
