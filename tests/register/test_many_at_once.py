"""Many processes enter and read at once, and one is killed in the middle: what was acknowledged is
there once, and the chain holds.
"""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest
from at_once import start_reader, start_writer

from srmlib.register import Register

SECONDS = 120


def run(url: str, folder: Path, number: int, writers: int, each: int) -> dict[str, str]:
    """One round: `writers` enter `each` while one more is killed, at another moment in each round.
    Returns what was acknowledged.
    """
    victim = start_writer(url, f"victim-{number}", 10_000, folder)
    writing = [start_writer(url, f"{number}-{n}", each, folder) for n in range(writers)]
    _wait_for_a_line(victim.told)
    time.sleep(random.Random(number).random() / 20)
    victim.process.kill()
    known: dict[str, str] = {}
    for one in (*writing, victim):
        one.process.join(SECONDS)
        assert one.process.exitcode is not None, f"not done after {SECONDS} seconds"
        found = one.acknowledged()
        assert not known.keys() & found.keys(), "an id was given twice"
        known |= found
    assert victim.process.exitcode == -signal.SIGKILL
    assert [one.process.exitcode for one in writing] == [0] * writers
    assert len(known) - len(victim.acknowledged()) == writers * each
    return known


def _wait_for_a_line(path: Path) -> None:
    until = time.monotonic() + SECONDS
    while not (path.exists() and path.read_bytes()):
        assert time.monotonic() < until, "the victim entered nothing"
        time.sleep(0.001)


def check(register: Register, known: dict[str, str]) -> int:
    """Returns how many actions are there."""
    entries = register.entries()
    actions = [one for one in entries if one.kind == "action"]
    there = {one.record: one.stated.what for one in actions}
    assert len(there) == len(actions), "an id was given twice"
    assert len(set(there.values())) == len(actions), "an entry is there twice"
    assert known.items() <= there.items(), "an acknowledged entry is not there"
    # Both entries of a call are there, or none.
    assert len(entries) == 2 * len(actions)
    assert [one.number for one in entries] == list(range(1, len(entries) + 1))
    assert register.check().number == len(entries)
    return len(actions)


def test_several_enter_while_others_read_and_one_is_killed(url, tmp_path):
    reader = start_reader(url)
    known = run(url, tmp_path, 0, writers=3, each=6)
    assert reader.exitcode is None, "the reader saw a chain that did not hold"
    reader.kill()
    reader.join()
    # One call at most was written, and its writer killed before it could say so.
    assert check(Register(url), known) - len(known) in (0, 1)


@pytest.mark.heavy
def test_eight_enter_25_each_while_others_read_and_one_is_killed_50_times(url, tmp_path):
    began = time.monotonic()
    known: dict[str, str] = {}
    readers = [start_reader(url) for _ in range(2)]
    for number in range(50):
        known |= run(url, tmp_path, number, writers=8, each=25)
        there = check(Register(url), known)
        assert 0 <= there - len(known) <= number + 1
    for one in readers:
        assert one.exitcode is None, "a reader saw a chain that did not hold"
        one.kill()
        one.join()
    print(
        f"\n{len(known)} acknowledged, {there} there, in {time.monotonic() - began:.0f} s"
    )


def test_a_register_that_all_open_first_at_once(tmp_path):
    """SQLite refuses to change a new file's mode while another opens it."""
    url = f"sqlite:///{tmp_path}/new/register.sqlite"
    writing = [start_writer(url, f"writer-{n}", 2, tmp_path) for n in range(6)]
    for one in writing:
        one.process.join(SECONDS)
        assert len(one.acknowledged()) == 2
    assert Register(url).check().number == 24
