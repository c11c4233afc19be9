"""What parses and still may be wrong: dates and amounts are looked at when all is loaded, and what
is found is told and kept. Nothing is mended, and nothing refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from srmlib.numbers import count_words
from srmlib.rules import schema
from srmlib.rules.plausible import CHECKS, PAIR_CHECKS, PAIRS, Check, Pair, PairCheck
from srmlib.snapshot.database import sql, statement

EXAMPLES = 3


@dataclass(frozen=True)
class Finding:
    """What one check found: `rows` of the `of` it looked at, its words and what to do, and the
    first places with what was seen there.
    """

    id: str
    words: str
    proposal: str
    rows: int
    of: int
    examples: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """How many rows it found, and the first of them."""
        more = ["    …"] if self.rows > len(self.examples) else []
        counted = f"{self.rows:,} of {count_words(self.of, 'row')}"
        return [
            f"{self.words}: {counted}",
            *(f"    {place}" for place in self.examples),
            *more,
        ]


def finding_lines(findings: list[Finding]) -> list[str]:
    """What was found as a load prints it, with what to do about findings of one kind behind them."""
    lines: list[str] = []
    for proposal in dict.fromkeys(finding.proposal for finding in findings):
        for finding in findings:
            if finding.proposal == proposal:
                lines += finding.lines
        lines.append(proposal)
    return lines


@dataclass(frozen=True)
class Looked:
    """One check that was made, and of how many rows."""

    id: str
    words: str
    proposal: str
    of: int


def look_at_rows(con: duckdb.DuckDBPyConnection, filled: set[str]) -> list[Finding]:
    """Fill the tables `plausibility` (one row per check) and `plausibility_rows` (one per row that a
    check found), and return the checks that found something. `filled` are the canonical tables with
    rows.
    """
    for table in filled:
        _give_owners(con, table)
    looked = [
        one
        for pair in PAIRS
        if filled.issuperset(pair.tables)
        for one in _look_at_pair(con, pair)
    ]
    looked += [
        _look(con, check)
        for check in CHECKS
        if filled.issuperset((check.of, *check.tables))
    ]
    for table in filled:
        con.execute(sql("DROP VIEW {view}", view=_owned(table)))
    counts = dict(
        con.execute(
            "SELECT looked_for, count(*) FROM plausibility_rows GROUP BY looked_for"
        ).fetchall()
    )
    rows = [
        (one.id, one.words, one.proposal, counts.get(one.id, 0), one.of) for one in looked
    ]
    if rows:
        con.execute(
            "INSERT INTO plausibility"
            " SELECT unnest(?), unnest(?), unnest(?), unnest(?), unnest(?)",
            [list(column) for column in zip(*rows, strict=True)],
        )
    return [
        Finding(
            one.id, one.words, one.proposal, counts[one.id], one.of, _examples(con, one.id)
        )
        for one in looked
        if one.id in counts
    ]


def _owned(table: str) -> str:
    return f"owned_{table}"


def _give_owners(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """A view of a table with the supplier each row belongs to."""
    columns = [column.name for column in schema.table(table).columns]
    if "supplier_id" in columns:
        named = statement("plausibility/owned_itself")
    elif "line_id" in columns:
        named = statement("plausibility/owned_by_line")
    else:
        named = statement("plausibility/owned_by_none")
    con.execute(
        sql("CREATE TEMP VIEW {view} AS ", view=_owned(table)) + sql(named, table=table)
    )


def _look_at_pair(con: duckdb.DuckDBPyConnection, pair: Pair) -> list[Looked]:
    """Fill the temporary table of the pair's days, and look at it in each way."""
    names = {
        "earlier": pair.earlier,
        "later": pair.later,
        "earlier_table": _owned(pair.earlier_table),
        "later_table": _owned(pair.later_table),
        "earlier_key": pair.earlier_key,
        "later_key": pair.later_key,
    }
    if pair.later_key:
        days = sql(statement("plausibility/days_of_rows"), **names)
    else:
        days = sql(statement("plausibility/days_of_row"), **names)
    con.execute("CREATE TEMP TABLE day_pairs AS " + days)
    looked_at = con.execute("SELECT count(*) FROM day_pairs").fetchall()[0][0]
    looked = [
        _look_at_days(con, pair, check, looked_at)
        for check in PAIR_CHECKS
        if looked_at >= check.least
    ]
    con.execute("DROP TABLE day_pairs")
    return looked


def _look_at_days(
    con: duckdb.DuckDBPyConnection, pair: Pair, check: PairCheck, looked_at: int
) -> Looked:
    name = f"{check.id} {pair.earlier_table}.{pair.earlier} {pair.later_table}.{pair.later}"
    words = check.words.format(later=pair.later_words, earlier=pair.earlier_words)
    con.execute(
        "INSERT INTO plausibility_rows SELECT ?, * FROM ("
        + statement(f"plausibility/{check.statement}")
        + ")",
        [name],
    )
    return Looked(name, words[0].upper() + words[1:], check.proposal, looked_at)


def _look(con: duckdb.DuckDBPyConnection, check: Check) -> Looked:
    con.execute(
        "INSERT INTO plausibility_rows SELECT ?, * FROM ("
        + statement(f"plausibility/{check.file}")
        + ")",
        [check.id],
    )
    looked_at = con.execute(sql("SELECT count(*) FROM {table}", table=check.of)).fetchall()[
        0
    ][0]
    return Looked(check.id, check.words, check.proposal, looked_at)


def _examples(con: duckdb.DuckDBPyConnection, name: str) -> tuple[str, ...]:
    """The first places of what a check found, with what was seen there."""
    first = con.execute(
        "SELECT DISTINCT source_file, source_row, seen FROM plausibility_rows WHERE looked_for = ?"
        " ORDER BY source_file, source_row, seen LIMIT ?",
        [name, EXAMPLES],
    ).fetchall()
    return tuple(f"{file}, row {row}: {seen}" for file, row, seen in first)
