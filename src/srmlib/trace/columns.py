"""A column of a frame, of the type it is to have, whatever its values are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa


def column(values: Sequence[object], kind: pa.DataType) -> pd.Series[Any]:
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.array(values, type=kind)))
