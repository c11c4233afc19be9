"""The committed notebooks: they carry outputs, nbval compares them, and nothing of a machine is in
them.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import nbformat
import pytest
from pages import ORDER

from srmlib.reports import sections
from srmlib.workspace import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_cell_ran_in_order_and_nothing_is_stripped(path):
    """nbval skips a cell without an execution count: a stripped notebook passes while asserting
    nothing.
    """
    cells = [
        cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    ]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(bool(cell.outputs) for cell in cells) >= len(cells) - 3
    assert {output.output_type for cell in cells for output in cell.outputs} == {
        "execute_result"
    }


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_nothing_of_a_machine_is_in_a_notebook(path):
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(
            r"/(?:home|root|tmp|work|Users)/|token=|\bhttps?://(?!www\.w3\.org)", text
        )
        == []
    )


def tagged_parameters(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]


OF_A_SUPPLIER = [
    path for path in NOTEBOOKS if "supplier_id" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", OF_A_SUPPLIER, ids=lambda path: path.name)
def test_a_notebook_of_a_supplier_has_one_cell_of_parameters_and_nothing_else_in_it(path):
    """Without the tag papermill runs it for the supplier that stands there, and says so in
    a warning alone.
    """
    (source,) = tagged_parameters(path)
    assert "supplier_id" in source
    assert {type(one) for one in ast.parse(source).body} == {ast.Assign}


def test_the_quarterly_notebook_has_one_parameters_cell():
    tagged = tagged_parameters(PROJECT / "notebooks/20_supplier_quarterly.ipynb")
    assert len(tagged) == 1
    assert re.findall(r"^(\w+) =", tagged[0], re.MULTILINE) == [
        "supplier_id",
        "quarter",
        "as_of",
        "audience",
        "snapshot",
        "before",
        "register",
        "register_as_of",
        "stage",
    ]


def test_the_quarterly_notebook_adds_every_section_once_and_in_order():
    cells = nbformat.read(
        PROJECT / "notebooks/20_supplier_quarterly.ipynb", as_version=4
    ).cells
    added = [
        name
        for cell in cells
        if cell.cell_type == "code"
        for name in re.findall(r"report\.add\(sections\.(\w+)\(", cell.source)
    ]
    assert added == list(ORDER)
    assert set(ORDER) <= set(sections.__all__)
    assert cells[-1].source.strip() == "report.finish()"


@pytest.mark.parametrize(("output", "status"), [("2", 0), ("3", 1)])
def test_nbval_compares_outputs(tmp_path, output, status):
    """The comparison itself is tried: a right output passes, a wrong one is seen."""
    cell = nbformat.v4.new_code_cell(
        "1 + 1",
        execution_count=1,
        outputs=[
            nbformat.v4.new_output(
                "execute_result", {"text/plain": output}, execution_count=1
            )
        ],
    )
    kernel = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
    }
    nbformat.write(
        nbformat.v4.new_notebook(cells=[cell], metadata=kernel), tmp_path / "sum.ipynb"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path / "sum.ipynb"),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTEST_ADDOPTS": ""},
    )
    assert done.returncode == status, done.stdout
