"""Seconds, CPU seconds and memory. The machines are noisy: compare ratios and CPU seconds of one
run, not seconds of two.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from srmlib.settings import memory_limit
from srmlib.snapshot.database import connect


@dataclass(frozen=True)
class Work:
    """What the steps of one process took: seconds and CPU seconds each, and the most memory it held
    at once, in bytes, `idle_bytes` of it before.
    """

    steps: dict[str, tuple[float, float]]
    peak_bytes: int
    idle_bytes: int

    @property
    def in_all(self) -> tuple[float, float]:
        return sum(wall for wall, _ in self.steps.values()), sum(
            cpu for _, cpu in self.steps.values()
        )


def measure(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and CPU seconds of this process and its finished children."""
    wall, cpu = time.perf_counter(), _cpu_seconds()
    work()
    return time.perf_counter() - wall, _cpu_seconds() - cpu


def _cpu_seconds() -> float:
    own, children = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def alone(work: Callable, *arguments: object) -> object:
    """The result of `work` in a new process: what memory it takes is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """The database as a load opens it: the product's memory limit, and a folder for what does not
    fit.
    """
    return connect(path, spill=path.parent / "spill")


def print_steps(
    title: str, steps: dict[str, tuple[float, float]], rows: dict[str, int], work: Work
) -> None:
    """A line for each step with its CPU seconds in those of the first, which is the floor; then the
    memory of `work`.
    """
    floor = next(cpu for _, cpu in steps.values())
    print(f"\n{title:24} {'rows':>12} {'seconds':>9} {'CPU s':>9} {'x floor (CPU)':>13}")
    for name, (wall, cpu) in steps.items():
        print(f"{name:24} {rows[name]:12,} {wall:9.2f} {cpu:9.2f} {cpu / floor:13.1f}")
    print(
        f"peak memory {work.peak_bytes / 1e6:,.0f} MB, of which {work.idle_bytes / 1e6:,.0f} MB is"
        f" Python; DuckDB may take {memory_limit()}"
    )
