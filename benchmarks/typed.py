"""Types, checked: mypy may find no more in a file than `benchmarks/type_faults.txt` allows, and what
was mended leaves that file, so that it only shrinks. `make lint` runs it.

    python -m benchmarks.typed            checks
    python -m benchmarks.typed --write    notes what was mended; it never allows more
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from mypy import api

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = ROOT / "benchmarks" / "type_faults.txt"


def faults_by_file(report: str) -> Counter[str]:
    """How many errors mypy's report holds of each file.

    >>> faults_by_file("src/a.py:3: error: no [x]\\nsrc/a.py:3: note: see\\nsrc/b.py:1: error: y")
    Counter({'src/a.py': 1, 'src/b.py': 1})
    """
    return Counter(re.findall(r"(?m)^([^:\n]+):\d+: error: ", report))


def read_allowed(text: str) -> Counter[str]:
    """The file's lines, each a count and a path.

    >>> read_allowed("# a comment\\n3 src/a.py\\n")
    Counter({'src/a.py': 3})
    """
    lines = [
        line.split() for line in text.splitlines() if line and not line.startswith("#")
    ]
    return Counter({path: int(count) for count, path in lines})


def differences(found: Counter[str], allowed: Counter[str]) -> tuple[list[str], list[str]]:
    """Files with more faults than allowed, and files with fewer.

    >>> differences(Counter({"a": 2, "b": 1}), Counter({"b": 3}))
    (['a: 2 faults of types, at most 0'], ['b: 1 of 3'])
    """
    more = [
        f"{path}: {count} faults of types, at most {allowed[path]}"
        for path, count in sorted(found.items())
        if count > allowed[path]
    ]
    fewer = [
        f"{path}: {found[path]} of {count}"
        for path, count in sorted(allowed.items())
        if found[path] < count
    ]
    return more, fewer


def main(arguments: list[str]) -> int:
    """Check, or with --write note what was mended; 1 where a file has more faults than allowed, or
    fewer that are not noted.
    """
    report, problem, status = api.run(["--no-color-output"])
    if status == 2:
        print(problem or report)
        return 1
    found = faults_by_file(report)
    allowed = read_allowed(ALLOWED.read_text(encoding="utf-8"))
    more, fewer = differences(found, allowed)
    print(
        f"types: {sum(found.values())} faults in {len(found)} files, {sum(allowed.values())} allowed"
    )
    if more:
        files = tuple(line.split(":")[0] for line in more)
        print(
            "\n".join(
                [*more, *(line for line in report.splitlines() if line.startswith(files))]
            )
        )
        return 1
    if fewer and "--write" not in arguments:
        print("\n".join([*fewer, "Mended: run make types, so that it stays so."]))
        return 1
    if fewer:
        kept = [f"{found[path]} {path}" for path in sorted(allowed) if found[path]]
        head = "# What mypy finds and is not mended yet: count and file. It only shrinks (make types)."
        ALLOWED.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
