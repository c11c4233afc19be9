"""Every small case of the shared data has its test, marked `case("<name>")`; the end of a run says how many
of them passed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import case_names


def test_every_case_has_a_test():
    if not case_names():
        pytest.skip("the small cases are not at hand (cases under shared/data)")
    tested: set[str] = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        tested |= set(
            re.findall(r'"(\d\d\w?-[^"]+|cost/\w+)"', file.read_text(encoding="utf-8"))
        )
    assert set(case_names()) <= tested, sorted(set(case_names()) - tested)
