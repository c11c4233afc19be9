"""Two spellings of one id: found at load, and refused with both their rows, unless a person has said
what they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from srmlib.characters import is_dash, is_unseen, shown
from srmlib.errors import DataFaults, Fault
from srmlib.load.firms import stated_mergers
from srmlib.rules import schema
from srmlib.snapshot.database import sql, statement

# What people name in words, in any case. Numbers of documents keep theirs where one has both: there
# are systems in which it is all that tells two of them apart.
NAMED_IN_ANY_CASE = ("suppliers", "parts", "customers")
# As many pairs of one kind are told.
PAIRS_TOLD = 10
SAME = "case, width, blanks, dashes, leading zeros, an end dot or what cannot be seen"
APOSTROPHES = dict.fromkeys((0x2018, 0x2019, 0x02BC, 0xB4, 0x60), "'")


@dataclass(frozen=True)
class Twins:
    """Two spellings that are one id, as far as can be seen."""

    one: str
    other: str


@dataclass(frozen=True, order=True)
class Place:
    """Where a spelling stands first: in which of the columns that hold such ids, file and row."""

    turn: int
    file: str
    row: int
    spelling: str


def check_twins(
    con: duckdb.DuckDBPyConnection, different: Sequence[Sequence[str]], filled: set[str]
) -> None:
    """Compare all spellings of each kind of id: of its own table, and of those that only name it.

    `different` lists what a person stated to be ids of their own; a merger decides of suppliers.
    `filled` are the tables with rows: only they hold ids.
    Raises DataFaults with both rows of each pair.
    """
    apart = [frozenset(ids) for ids in different]
    faults: list[Fault] = []
    for kind, columns in _columns_by_kind().items():
        decided = apart
        if kind == "suppliers":
            decided = apart + [frozenset(pair) for pair in stated_mergers(con)]
        held = [(table, column) for table, column in columns if table in filled]
        twins = _twins(con, kind, held) if held else ()
        pairs = [two for two in twins if not _is_decided(two, decided)]
        faults += [_fault(con, columns, two, len(pairs)) for two in pairs[:PAIRS_TOLD]]
    if faults:
        raise DataFaults(faults)


def words_of_different(
    con: duckdb.DuckDBPyConnection, different: Sequence[Sequence[str]]
) -> list[str]:
    """A sentence for every id that a person stated to be one of its own and that is nowhere."""
    columns = [column for of_kind in _columns_by_kind().values() for column in of_kind]
    stated = dict.fromkeys(one for ids in different for one in ids)
    return [
        f"different_ids names '{shown(one)}', which is no id of this extract"
        for one in stated
        if _place(con, columns, one) is None
    ]


def _columns_by_kind() -> dict[str, list[tuple[str, str]]]:
    """Per kind of id the tables and columns that hold it, its own table first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in schema.TABLES:
        for column, kind in table.ids().items():
            found.setdefault(kind, []).append((table.name, column))
    for kind, columns in found.items():
        columns.sort(key=lambda one: one[0] != kind)
    del found["mergers"]
    return found


def _twins(
    con: duckdb.DuckDBPyConnection, kind: str, columns: list[tuple[str, str]]
) -> Iterator[Twins]:
    con.execute("CREATE OR REPLACE TEMP TABLE spellings (spelling VARCHAR, folded VARCHAR)")
    for table, column in columns:
        con.execute(sql(statement("load/spellings"), table=table, column=column))
    _fold_other_scripts(con)
    found = con.execute(
        statement("load/twins.duckdb"), {"any_case": kind in NAMED_IN_ANY_CASE}
    ).fetchall()
    con.execute("DROP TABLE spellings")
    for (spellings,) in found:
        yield from (Twins(spellings[0], other) for other in spellings[1:])


def _fold_other_scripts(con: duckdb.DuckDBPyConnection) -> None:
    """Fold what is not plain ASCII, which is seldom much: SQL has no word for it."""
    # Such characters have more than one byte each.
    asked = (
        "SELECT DISTINCT spelling FROM spellings WHERE strlen(spelling) > length(spelling)"
    )
    spellings = [row[0] for row in con.execute(asked).fetchall()]
    if spellings:
        con.execute(
            "UPDATE spellings SET folded = plain.folded FROM (SELECT unnest(?) AS spelling,"
            " unnest(?) AS folded) AS plain WHERE plain.spelling = spellings.spelling",
            [spellings, [plain(spelling) for spelling in spellings]],
        )


def plain(spelling: str) -> str:
    """A spelling in the plainest characters that look the same; case, blanks and zeros stay.

    >>> plain("S\\u20111"), plain("\\uff21cme\\u00ad"), plain("O\\u2019Neill"), plain("S\\ufe0f1")
    ('S-1', 'Acme', "O'Neill", 'S1')
    """
    folded = unicodedata.normalize("NFKC", spelling.translate(APOSTROPHES))
    return "".join("-" if is_dash(char) else char for char in folded if not is_unseen(char))


def _is_decided(two: Twins, decided: list[frozenset[str]]) -> bool:
    return any({two.one, two.other} <= ids for ids in decided)


def _fault(
    con: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]], two: Twins, pairs: int
) -> Fault:
    places = [_place(con, columns, spelling) for spelling in (two.one, two.other)]
    first, second = sorted(place for place in places if place)
    words = (
        f"an id that differs from '{shown(first.spelling)}' ({first.file}, row {first.row}) in more"
        f" than {SAME}"
    )
    fix = (
        "Where they are one, have the source's SQL write one of them, by a kept file of names; where"
        ' they are two, state it in source.toml: different_ids = [["…", "…"]] (docs/sources.md).'
    )
    if pairs > PAIRS_TOLD:
        fix = f"It is one of {pairs} pairs, of which {PAIRS_TOLD} are listed. {fix}"
    column = columns[second.turn][1]
    return Fault(
        "near_twin_id", second.file, words, fix, second.row, column, second.spelling
    )


def _place(
    con: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]], spelling: str
) -> Place | None:
    """The first row that holds a spelling; None where there is none."""
    for turn, (table, column) in enumerate(columns):
        found = con.execute(
            sql(
                "SELECT source_file, source_row FROM {table} WHERE {column} = ? ORDER BY"
                " source_file, source_row LIMIT 1",
                table=table,
                column=column,
            ),
            [spelling],
        ).fetchone()
        if found:
            return Place(turn, found[0], found[1], spelling)
    return None
