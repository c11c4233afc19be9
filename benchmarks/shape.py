"""The shape of the code: how long its lines are, how much a line holds, how often it chooses inside a
line. `make lint` prints it and holds the goals.

    python -m benchmarks.shape
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 100
# Of the library; measured projects of good name lie at 0 to 0.5 %, 5 to 7 nodes and 0.3 to 1.3.
MOST_LONG_PERCENT, MOST_NODES, MOST_TERNARIES = 1.0, 8.0, 2.5


@dataclass(frozen=True)
class Shape:
    """Sums over files: lines with code on them, those longer than WIDTH, syntax nodes, ternaries."""

    code_lines: int = 0
    long_lines: int = 0
    nodes: int = 0
    ternaries: int = 0

    def __add__(self, other: Shape) -> Shape:
        return Shape(
            self.code_lines + other.code_lines,
            self.long_lines + other.long_lines,
            self.nodes + other.nodes,
            self.ternaries + other.ternaries,
        )

    def figures(self) -> dict[str, tuple[float, float]]:
        """Per measure its value and the most it may be."""
        return {
            f"% of lines over {WIDTH} columns": (
                100 * self.long_lines / self.code_lines,
                MOST_LONG_PERCENT,
            ),
            "syntax nodes a line": (self.nodes / self.code_lines, MOST_NODES),
            "ternaries per 100 lines": (
                100 * self.ternaries / self.code_lines,
                MOST_TERNARIES,
            ),
        }


def shape_of(text: str) -> Shape:
    """The shape of one file. Blank lines, comments and docstrings hold no code.

    >>> shape_of("# a comment\\n\\nx = 1 if y else 2\\n")
    Shape(code_lines=1, long_lines=0, nodes=9, ternaries=1)
    """
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    told = {number for node in nodes for number in _docstring_lines(node)}
    lines = [
        line
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#") and number not in told
    ]
    return Shape(
        code_lines=len(lines),
        long_lines=sum(len(line) > WIDTH for line in lines),
        nodes=len(nodes),
        ternaries=sum(isinstance(node, ast.IfExp) for node in nodes),
    )


def _docstring_lines(node: ast.AST) -> Iterator[int]:
    if not isinstance(
        node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    ):
        return
    if ast.get_docstring(node, clean=False) is not None:
        first = node.body[0]
        yield from range(first.lineno, (first.end_lineno or first.lineno) + 1)


def main() -> int:
    """Print every measure of the library; 1 where a goal does not hold."""
    files = sorted((ROOT / "src" / "srmlib").rglob("*.py"))
    whole = sum((shape_of(path.read_text(encoding="utf-8")) for path in files), Shape())
    print(f"shape of {len(files)} files, {whole.code_lines:,} lines of code")
    missed = False
    for name, (value, most) in whole.figures().items():
        holds = value <= most
        missed = missed or not holds
        print(f"  {value:6.2f} {name}, at most {most:g}{'' if holds else ': MISSED'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
