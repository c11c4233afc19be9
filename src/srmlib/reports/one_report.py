"""One supplier's report, in a process of its own: `python -m srmlib.reports.one_report
REQUEST.json`.

The notebook runs through papermill in an empty folder. It is a success only when its last cell said
so, and said what was asked.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import nbformat
import papermill

from srmlib.errors import ReportError, SrmError
from srmlib.reports.pdf import print_page
from srmlib.reports.publish import REASON, SENTINEL, command_for
from srmlib.workspace import PROJECT, Workspace

MOST_NOTEBOOK_BYTES = 20 << 20
CELL_SECONDS = 300


def main() -> int:
    """Make the report a request file describes. The reason of a failure is written to `reason.txt`
    beside that file.
    """
    asked = Path(sys.argv[1])
    request = json.loads(asked.read_text(encoding="utf-8"))
    try:
        folder = Path(request["folder"])
        browser = request["browser"]
        make_report(
            Path(request["notebook"]), request["parameters"], folder, request["register"]
        )
        if browser:
            print_page(Path(browser), folder / "report.html", folder / "report.pdf")
    except SrmError as error:
        # Not to stderr: the kernel and the libraries write there as well.
        asked.with_name(REASON).write_text(_without_machine(str(error)), encoding="utf-8")
        return 1
    return 0


def make_report(
    notebook: Path,
    parameters: dict[str, str | int],
    folder: Path,
    register: dict[str, str | int] | None = None,
) -> None:
    """Run the notebook with these parameters; it writes its files into `folder`, where
    notebook.ipynb and run.json are added; `register` are the entries it knows, as run.json notes
    them.

    Raises ReportError when the parameters are not exactly those declared, when a cell fails, or
    when the end was not reached.
    """
    check_parameters(notebook, parameters)
    started = time.perf_counter()
    cpu = os.times()
    run_folder = folder.parent / "run"
    run_folder.mkdir(parents=True, exist_ok=True)
    executed = folder.parent / "executed.ipynb"
    os.environ["SRM_REPORT_DIR"] = str(folder)
    # What a person's own start-up files do must not happen in a report; and a killed kernel leaves
    # nothing in their home.
    os.environ["IPYTHONDIR"] = os.environ["JUPYTER_RUNTIME_DIR"] = str(
        folder.parent / "kernel"
    )
    try:
        papermill.execute_notebook(
            _literal(notebook),
            _literal(executed),
            parameters,
            cwd=str(run_folder),
            progress_bar=False,
            log_output=False,
            execution_timeout=CELL_SECONDS,
        )
    except Exception as error:  # papermill, nbclient and zmq each raise their own kinds
        raise ReportError(
            f"The notebook stopped: {_reason(error)}\nOpen it in JupyterLab with the same"
            " parameters to see where."
        ) from error
    check_executed(executed, parameters, folder)
    (folder / "notebook.ipynb").write_text(_publishable(executed), encoding="utf-8")
    after = os.times()
    run = {
        "parameters": parameters,
        "snapshot": parameters["snapshot"],
        "register": register,
        "command": command_for(
            *(
                str(parameters[name])
                for name in (
                    *("quarter", "supplier_id", "audience", "snapshot", "before"),
                    *("register", "register_as_of", "stage"),
                )
            )
        ),
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(sum(after[:4]) - sum(cpu[:4]), 2),
        "versions": (
            {"python": platform.python_version()}
            | {
                name: version(name)
                for name in ("srmlib", "duckdb", "pandas", "altair", "papermill")
            }
        ),
    }
    (folder / "run.json").write_text(
        json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def check_parameters(notebook: Path, given: dict[str, str | int]) -> None:
    """Refuse what papermill only warns about: an unknown, missing or doubled parameter, or a
    notebook without exactly one parameters cell.
    """
    cells = [
        cell
        for cell in nbformat.read(notebook, as_version=4).cells
        if "parameters" in cell.metadata.get("tags", [])
    ]
    if len(cells) != 1:
        raise ReportError(
            f"{notebook.name} has {len(cells)} cells tagged 'parameters', expected one.\nTag"
            " exactly one cell."
        )
    declared = re.findall(r"^(\w+)\s*(?::[^=]+)?=", cells[0].source, flags=re.MULTILINE)
    doubled = {name for name in declared if declared.count(name) > 1}
    for faulty, words in (
        (doubled, "is declared twice"),
        (given.keys() - set(declared), "is not declared"),
        (set(declared) - given.keys(), "is not given"),
    ):
        if faulty:
            raise ReportError(
                f"{notebook.name}: parameter '{min(faulty)}' {words}, expected exactly"
                f" {', '.join(dict.fromkeys(declared))}.\nCorrect the name, or the parameters cell."
            )
    for name, value in given.items():
        if type(value) not in (str, int):
            raise ReportError(
                f"{notebook.name}: parameter '{name}' is a {type(value).__name__}, expected a text"
                " or a whole number.\nPass dates as 2026-10-02."
            )


def check_executed(executed: Path, parameters: dict[str, str | int], folder: Path) -> None:
    """Trust the sentinel and the cells, never papermill's metadata: a killed run looks completed
    there.
    """
    if executed.stat().st_size > MOST_NOTEBOOK_BYTES:
        raise ReportError(
            f"The executed notebook has {executed.stat().st_size >> 20} MB, expected at most"
            f" {MOST_NOTEBOOK_BYTES >> 20}.\nPrint less in it."
        )
    cells = [
        cell
        for cell in nbformat.read(executed, as_version=4).cells
        if cell.cell_type == "code" and cell.source.strip()
    ]
    skipped = [cell for cell in cells if cell.execution_count is None]
    if skipped:
        raise ReportError(
            f"{len(skipped)} of {len(cells)} cells did not run.\nA cell ended the notebook early:"
            " remove exit() or sys.exit()."
        )
    for output in (output for cell in cells for output in cell.outputs):
        if output.get(
            "name"
        ) == "stderr" and "Traceback (most recent call last)" in output.get("text", ""):
            raise ReportError(
                f"Something failed beside the cells: {output.text.strip().splitlines()[-1]}\nA"
                " thread or task raised an error; mend it."
            )
    sentinel = folder / SENTINEL
    if not sentinel.is_file():
        raise ReportError(
            f"The notebook ended without {SENTINEL}.\nIts last cell must call report.finish()."
        )
    used = json.loads(sentinel.read_text(encoding="utf-8"))
    if not isinstance(used, dict):
        raise ReportError(
            f"{SENTINEL} does not say what the report covers.\nIts last cell must call"
            " report.finish()."
        )
    for name, asked in parameters.items():
        if used.get(name) != asked:
            raise ReportError(
                f"The report covers {name} '{used.get(name)}', asked was '{asked}'.\nSomething"
                " overwrote the parameter after its cell."
            )


def _reason(error: Exception) -> str:
    """The last line of what was raised in the cell, without a traceback or a path."""
    # What was raised in a notebook's kernel bears its name and words as text.
    name = getattr(error, "ename", None)
    words = getattr(error, "evalue", None) or "" if name else str(error).strip()
    first_line, *_ = str(words).splitlines() or [""]
    return f"{name or type(error).__name__}: {first_line}"


def _literal(path: Path) -> str:
    """A path as papermill takes it: it fills in braces from the parameters."""
    return str(path.resolve()).replace("{", "{{").replace("}", "}}")


def _publishable(executed: Path) -> str:
    """The executed notebook without papermill's notes and without the folders of this machine."""
    notebook = nbformat.read(executed, as_version=4)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    return _without_machine(nbformat.writes(notebook))


def _without_machine(text: str) -> str:
    """The text with the folders of this machine, which an output or a warning may name, replaced by
    `[folder]`.
    """
    folders = {
        Path.cwd(),
        Workspace.find().root,
        PROJECT,
        Path.home(),
        Path(tempfile.gettempdir()),
        Path(sys.prefix),
    } - {Path("/")}
    for folder in sorted(
        (json.dumps(str(folder), ensure_ascii=False)[1:-1] for folder in folders),
        key=len,
        reverse=True,
    ):
        text = text.replace(folder, "[folder]")
    return text


if __name__ == "__main__":
    sys.exit(main())
