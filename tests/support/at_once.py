"""Processes that enter into one register at once. They are forked from one that has imported the
library: starting Python anew for each would take longer than what they do.
"""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass
from pathlib import Path

from srmlib.register import Draft, Register
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Action

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["at_once", "psycopg"])


def write(url: str, name: str, count: int, told: Path) -> None:
    """Says the id of each action whose `append` returned, on a line of its own."""
    register = Register(url)
    with told.open("w", encoding="utf-8", buffering=1) as out:
        for number in range(count):
            what = f"{name} {number}"
            drafts = [
                Draft(Action(what=what, side="buyer"), "S-1001"),
                Draft(Person(name=what, side="buyer", role="quality")),
            ]
            action, _ = register.append(drafts, side="buyer", author=name)
            out.write(f"{action.record} {what}\n")


def read(url: str) -> None:
    """Proves the chain again and again, until it is killed."""
    register = Register(url)
    while True:
        head = register.check()
        assert len(register.entries()) >= head.number
        time.sleep(0.1)


@dataclass(frozen=True)
class Writer:
    process: multiprocessing.Process
    told: Path

    def acknowledged(self) -> dict[str, str]:
        """Id to what was stated. One that was killed may leave half a line."""
        lines = self.told.read_text(encoding="utf-8").splitlines(keepends=True)
        return dict(
            line.rstrip("\n").split(" ", 1) for line in lines if line.endswith("\n")
        )


def start_writer(url: str, name: str, count: int, folder: Path) -> Writer:
    told = folder / f"{name}.txt"
    process = PROCESSES.Process(target=write, args=(url, name, count, told), daemon=True)
    process.start()
    return Writer(process, told)


def start_reader(url: str) -> multiprocessing.Process:
    process = PROCESSES.Process(target=read, args=(url,), daemon=True)
    process.start()
    return process
