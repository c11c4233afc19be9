"""A notebook that stands in for number 20, so that a run of reports can be tested quickly."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

PARAMETERS = (
    *("supplier_id", "quarter", "as_of", "audience", "snapshot", "before"),
    *("register", "register_as_of", "stage"),
)
DECLARED = "\n".join(f'{name} = ""' for name in PARAMETERS)


CARDS = {
    "metrics": [
        {
            "id": "D1",
            "name": "On time, in full",
            "text": "91.6%",
            "state": "ok",
            "verdict": "missed_clear",
            "value": 91.6,
            "n": 214,
        },
        {
            "id": "C1",
            "text": "18.6%",
            "state": "ok",
            "verdict": "met",
            "value": 18.6,
            "n": 40,
        },
    ],
    "cost": {
        "price": "1234.50",
        "total": "1464.12",
        "currency": "EUR",
        "elements": [{"id": "freight_duty", "name": "Freight", "coverage": 0.93}],
    },
    "as_of": "2026-10-02",
}


def notebook_of(folder: Path, cells: dict[str, str]) -> Path:
    """A notebook with the parameters of number 20: each supplier runs its own cell, then what every
    report writes is written.

    Each kernel leaves a file with its number beside the workspace. No path stands in the notebook, so
    none is found in a report because of it.
    """
    turns = "\n".join(
        f"if supplier_id == {name!r}:\n" + textwrap.indent(code or "pass", "    ")
        for name, code in cells.items()
    )
    begin = (
        "import json, os, pathlib\n"
        f"covers = {{name: globals()[name] for name in {PARAMETERS!r}}}\n"
        "SENTINEL = 'finished.json'\n"
        "_ = pathlib.Path(os.environ['SRM_HOME']).with_name('kernels').joinpath(str(os.getpid())).write_text(supplier_id)"
    )
    end = (
        "folder = pathlib.Path(os.environ['SRM_REPORT_DIR'])\n"
        "folder.joinpath('report.html').write_text('<p>new</p>')\n"
        f"folder.joinpath('report.json').write_text({json.dumps(CARDS)!r})\n"
        "_ = folder.joinpath(SENTINEL).write_text(json.dumps(covers))"
    )
    return written(folder / "20_fake.ipynb", [DECLARED], [begin, turns, end])


def written(path: Path, parameters: list[str], cells: list[str]) -> Path:
    tagged = [
        new_code_cell(source, metadata={"tags": ["parameters"]}) for source in parameters
    ]
    kernel = {
        "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(
        new_notebook(
            cells=tagged + [new_code_cell(source) for source in cells], metadata=kernel
        ),
        path,
    )
    return path
