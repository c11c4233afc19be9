"""Rows of data as printed text."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from srmlib.numbers import exact


def printed(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Rows as printed text: quantities without needless zeros, yes and no, empty for unknown."""
    return [
        {str(name): "" if pd.isna(value) else _text(value) for name, value in row.items()}
        for row in rows.astype(object).to_dict("records")
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return exact(value)
    return str(value)
