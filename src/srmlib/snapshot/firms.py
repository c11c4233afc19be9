"""Firms that belong together, as a snapshot tells them."""

from __future__ import annotations

import duckdb

from srmlib.numbers import by_count, count_words
from srmlib.snapshot.database import statement


def words_of_firms(con: duckdb.DuckDBPyConnection) -> list[str]:
    """What became of mergers and parents, in sentences: one line per merger, one for all parents."""
    said = [
        f"{was} merged into {now} on {merged_on}: {count_words(rows, 'row')} of {was} read as {now}'s"
        if rows is not None
        else f"{was} merges into {now} on {merged_on}, after the as-of date: the two are read apart"
        for was, now, merged_on, rows in con.execute(
            statement("snapshot/mergers_told")
        ).fetchall()
    ]
    apart = con.execute(statement("snapshot/parents_apart")).fetchall()
    if apart:
        child, parent = apart[0]
        belong = by_count(len(apart), "belongs", "belong")
        said.append(
            f"{count_words(len(apart), 'supplier')} {belong} to another (such as {child} to"
            f" {parent}) and {by_count(len(apart), 'has a report', 'have reports')} apart from it;"
            " where the two are one firm, state it in the table mergers (docs/sources.md)"
        )
    return said
