"""The four verdicts."""

from __future__ import annotations

import pytest

from srmlib.metrics.verdict import verdict


@pytest.mark.parametrize(
    ("value", "interval", "goal", "better", "word"),
    [
        (91.6, (87.1, 94.6), 95, "up", "below_clear"),
        (93.0, (88.0, 96.0), 95, "up", "below_chance"),
        # A goal on the interval's very end is not clear of chance.
        (93.0, (88.0, 95.0), 95, "up", "below_chance"),
        (97.0, (95.0, 99.0), 95, "up", "green_chance"),
        (95.0, (90.0, 98.0), 95, "up", "green_chance"),
        (99.0, (97.0, 99.8), 95, "up", "green_clear"),
        (4.0, (3.0, 6.0), 4, "down", "green_chance"),
        (9.0, (5.0, 34.0), 4, "down", "below_clear"),
    ],
)
def test_the_four_verdicts(value, interval, goal, better, word):
    assert verdict(value, interval, goal, better) == word
