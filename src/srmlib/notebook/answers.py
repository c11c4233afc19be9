"""An answer in a notebook: the computed sentence, a picture, and tables of printed text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from srmlib.figures.svg import Figure
from srmlib.reports.page import Section
from srmlib.reports.templating import render


@dataclass(frozen=True)
class Table:
    """Rows of printed text, columns in key order; `total` is a last row, `heading` and `total` are
    left out where they are empty.
    """

    heading: str
    rows: list[dict[str, str]]
    total: dict[str, str] | None = None

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each column that says anything, with whether it holds numbers, which stand on the
        right.
        """
        names = (
            [name for name in self.rows[0] if any(row[name] for row in self.rows)]
            if self.rows
            else []
        )
        return [(name, any(_is_number(row[name]) for row in self.rows)) for name in names]


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+−]?[\d,.]+ ?%?", cell) is not None


def answer(
    section_id: str,
    question: str,
    headline: str,
    tables: list[Table],
    figure: Figure | None = None,
    notes: list[str] | None = None,
) -> Section:
    """A section of its own; the headline stands above the figure, or alone where there is none.
    Empty tables are left out.
    """
    body = render(
        "answer.html.j2",
        headline=headline,
        figure=figure,
        tables=[table for table in tables if table.rows],
        notes=notes or [],
    )
    return Section(section_id, question, headline, body)
