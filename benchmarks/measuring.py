"""Seconds and CPU seconds. The machines are noisy: compare ratios and CPU seconds of one run, not seconds of two."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable


def measure(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and CPU seconds of this process and its finished children."""
    wall, cpu = time.perf_counter(), _cpu_seconds()
    work()
    return time.perf_counter() - wall, _cpu_seconds() - cpu


def _cpu_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
