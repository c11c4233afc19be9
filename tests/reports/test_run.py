"""The batch run: every way a notebook can fail, names that data cannot choose, and reports that are
complete or absent.

Starting a kernel takes seconds, so the faults share a run: a world with one supplier per fault, and
one notebook that does what the supplier's id says.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import filelock
import nbformat
import pytest
from fake_notebook import CARDS, DECLARED, notebook_of, written
from hypothesis import example, given
from hypothesis import strategies as st
from small_world import small_home

from srmlib.cli import _parser as command_line
from srmlib.cli import main
from srmlib.errors import ReportError, RunHeldError, UsageError
from srmlib.register import Draft, open_register
from srmlib.register.kinds.work import Action
from srmlib.reports.index import write_index
from srmlib.reports.one_report import check_parameters
from srmlib.reports.publish import publish_version, slug, sweep, versions, write_atomically
from srmlib.reports.run import run_reports
from srmlib.rules.calendar import Quarter
from srmlib.workspace import Workspace

QUARTER = Quarter.parse("2026Q3")
PARAMETERS = {
    "supplier_id": "S",
    "quarter": "2026Q3",
    "as_of": "2026-10-02",
    "audience": "shared",
    "snapshot": "x",
    "before": "",
    "register": "none",
    "register_as_of": "",
    "stage": "draft",
}

# What a supplier of this id does to its own report, and what the run must say of it.
FAULTS = {
    "raises": (
        "raise ValueError('the freight does not close')",
        "ValueError: the freight does not close",
    ),
    "exits": ("import sys; sys.exit(0)", "cells did not run"),
    "dies": ("os._exit(3)", "DeadKernelError"),
    "is killed": ("import signal; os.kill(os.getpid(), signal.SIGKILL)", "DeadKernelError"),
    "fails beside": (
        "import threading; t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()",
        "ZeroDivisionError",
    ),
    "floods": ("print('x' * (21 << 20))", "MB"),
    "is another": ("covers['supplier_id'] = 'S'", "asked was 'is another'"),
    "is of another day": ("covers['as_of'] = '2026-07-02'", "asked was '2026-10-02'"),
    "never says so": ("SENTINEL = 'nothing.json'", "finished.json"),
    "says nonsense": ("covers = 'done'", "finished.json"),
}
GOOD = {
    "good": "",
    "../../x": (
        "import os; print(os.getcwd(), os.environ['SRM_REPORT_DIR'], os.path.expanduser('~'))"
    ),
    "-x": "import pandas; assert 'site-packages' in pandas.__file__; assert os.listdir() == []",
    "{supplier_id} ' \" \\ {{7*7}} </script>": "",
}
# Never end, and leave the cores to the tests beside them. The last two let no other thread of their
# kernel run: it cannot notice that its parent is gone. (PyDLL calls a C function without letting go
# of the interpreter's lock.)
SLEEPS = "while True:\n    try:\n        {}(10 ** 6)\n    except KeyboardInterrupt:\n        pass"
ENDLESS = {
    "never ends": "import time\n" + SLEEPS.format("time.sleep"),
    "stops": "import signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "hogs": "import ctypes\n" + SLEEPS.format("ctypes.PyDLL(None).sleep"),
}


def world_of(folder: Path, ids: list[str]) -> Workspace:
    """A workspace where each of these suppliers has one line due in the quarter, one more is the buyer's
    own warehouse, and one has nothing due.
    """
    (folder / "kernels").mkdir()
    suppliers = [{"supplier_id": i, "name": f"Firm {i}"} for i in ids]
    suppliers += [
        {"supplier_id": "ours", "name": "Our store", "kind": "own_warehouse"},
        {"supplier_id": "idle", "name": "Idle"},
    ]
    lines = [{"supplier_id": i} for i in [*ids, "ours"]]
    return small_home(
        folder,
        suppliers=suppliers,
        schedule_lines=lines,
        receipts=[{"line_id": str(n)} for n in range(1, len(lines) + 1)],
    )


def an_old_report(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<p>old</p>")
    (folder / "report.json").write_text(json.dumps(CARDS))
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """One run with every fault that ends by itself, over an older version of each report; started
    from a folder with a hostile pandas.py.
    """
    folder = tmp_path_factory.mktemp("run {braces}")
    cells = {name: code for name, (code, _) in FAULTS.items()} | GOOD
    workspace, out, drop = world_of(folder, list(cells)), folder / "out", folder / "drop"
    drop.mkdir()
    (drop / "pandas.py").write_text("raise SystemExit('a file of the caller was run')")
    for name in FAULTS:
        publish_version(
            an_old_report(folder / "old" / slug(name)), out / QUARTER.label / slug(name)
        )
    printed = io.StringIO()
    with contextlib.chdir(drop), contextlib.redirect_stderr(printed):
        result = run_reports(
            workspace,
            QUARTER,
            list(cells),
            audience="shared",
            jobs=2,
            out=out,
            notebook=notebook_of(folder, cells),
        )
    outcomes = {outcome.supplier.supplier_id: outcome for outcome in result.outcomes}
    index = json.loads((out / QUARTER.label / "index.json").read_text(encoding="utf-8"))
    entries = {entry["supplier_id"]: entry for entry in index["suppliers"]}
    return SimpleNamespace(
        result=result,
        outcomes=outcomes,
        entries=entries,
        quarter_folder=out / QUARTER.label,
        printed=printed.getvalue(),
        folder=folder,
    )


@pytest.mark.parametrize("name", FAULTS)
def test_a_failed_report_is_absent_and_the_old_one_stays(run, name):
    assert run.outcomes[name].folder is None
    assert FAULTS[name][1] in run.outcomes[name].reason
    kept = versions(run.quarter_folder / slug(name))
    assert [number for number, _ in kept] == [1]
    assert sorted(path.name for path in kept[0][1].iterdir()) == [
        "report.html",
        "report.json",
    ]
    assert (kept[0][1] / "report.html").read_text() == "<p>old</p>"


@pytest.mark.parametrize("name", FAULTS)
def test_the_reason_is_a_sentence_for_people(run, name):
    reason = run.outcomes[name].reason
    assert "Traceback" not in reason
    assert str(run.folder) not in reason
    assert len(reason.splitlines()) <= 3, reason
    assert f"Firm {name}: failed: {reason.splitlines()[0]}" in run.printed


@pytest.mark.parametrize("name", GOOD)
def test_a_good_report_is_complete(run, name):
    assert run.outcomes[name].reason is None
    folder = run.quarter_folder / slug(name) / "v1"
    assert run.outcomes[name].folder == folder
    assert {path.name for path in folder.iterdir()} == {
        "report.html",
        "report.json",
        "notebook.ipynb",
        "run.json",
    }
    assert re.search(rf"{re.escape(f'Firm {name}')}: done in \d+\.\d s", run.printed)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_published_names_no_folder_of_this_machine(run, name):
    folder = run.quarter_folder / slug(name) / "v1"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    for place in (str(run.folder), str(Path.home()), sys.prefix):
        assert place not in text
    notebook = nbformat.read(folder / "notebook.ipynb", as_version=4)
    assert "papermill" not in json.dumps(notebook.metadata) + json.dumps(
        [cell.metadata for cell in notebook.cells]
    )


def test_a_run_is_noted_so_that_it_can_be_made_again(run):
    noted = json.loads(
        (run.quarter_folder / slug("good") / "v1" / "run.json").read_text(encoding="utf-8")
    )
    assert noted["parameters"]["supplier_id"] == "good"
    assert noted["parameters"]["snapshot"] == noted["snapshot"]
    assert noted["seconds"] > 0
    # The kernel is a child of the report's process: a report without it would cost next to nothing.
    assert noted["cpu_seconds"] > 0
    assert {"duckdb", "pandas", "papermill", "python"} <= noted["versions"].keys()


@pytest.mark.parametrize("name", GOOD)
def test_the_command_noted_asks_for_the_same_supplier(run, name):
    noted = json.loads(
        (run.quarter_folder / slug(name) / "v1" / "run.json").read_text(encoding="utf-8")
    )
    program, *words = shlex.split(noted["command"])
    asked = command_line().parse_args(words)
    assert (program, asked.quarter, asked.supplier, asked.audience) == (
        "srm",
        "2026Q3",
        [name],
        "shared",
    )


def test_nothing_is_left_behind(run):
    left = [
        path.name
        for path in run.quarter_folder.iterdir()
        if path.name.startswith(".") and path.name != ".lock"
    ]
    assert left == []
    assert {path.name for path in run.quarter_folder.iterdir() if path.is_dir()} == {
        slug(name) for name in [*FAULTS, *GOOD]
    }


def test_the_index_lists_every_supplier_asked_for(run):
    assert run.result.index == run.quarter_folder / "index.html"
    assert {name: entry["status"] for name, entry in run.entries.items()} == dict.fromkeys(
        FAULTS, "failed"
    ) | dict.fromkeys(GOOD, "done")
    for name in GOOD:
        assert (run.quarter_folder / run.entries[name]["path"]).read_text() == "<p>new</p>"
    for name in FAULTS:
        assert run.entries[name]["path"] is None
        assert run.entries[name]["reason"] == run.outcomes[name].reason
        assert (
            run.quarter_folder / run.entries[name]["last_good"]
        ).read_text() == "<p>old</p>"


def test_the_programme_stands_beside_the_index(run):
    page = (run.quarter_folder / "programme.html").read_text(encoding="utf-8")
    assert all(name in page for name in ("Firm good", "no record"))
    assert 'href="programme.html"' in run.result.index.read_text(encoding="utf-8")


def test_the_page_of_the_index_escapes_and_counts(run):
    page = run.result.index.read_text(encoding="utf-8")
    assert (
        f"{len(GOOD)} of {len(FAULTS) + len(GOOD)} reports done, {len(FAULTS)} failed"
        in page
    )
    # One closes the page's own script.
    assert page.count("</script>") == 1
    assert "&lt;/script&gt;" in page
    assert "freight known for 93%" in page


def test_a_second_run_writes_a_second_version_and_keeps_the_other_entries(run, tmp_path):
    workspace = Workspace(run.folder / "home")
    again = run_reports(
        workspace,
        QUARTER,
        ["good"],
        jobs=1,
        out=run.quarter_folder.parent,
        notebook=notebook_of(tmp_path, {"good": ""}),
    )
    assert again.outcomes[0].folder == run.quarter_folder / slug("good") / "v2"
    assert (run.quarter_folder / slug("good") / "v1" / "report.html").is_file()
    index = json.loads((run.quarter_folder / "index.json").read_text(encoding="utf-8"))
    assert {entry["supplier_id"] for entry in index["suppliers"]} == run.entries.keys()
    assert (
        next(
            entry["path"] for entry in index["suppliers"] if entry["supplier_id"] == "good"
        )
        == f"{slug('good')}/v2/report.html"
    )


def test_internal_reports_have_a_folder_and_an_index_of_their_own(tmp_path, capsys):
    workspace = world_of(tmp_path, ["S-1"])
    notebook = notebook_of(tmp_path, {"S-1": ""})
    shared = run_reports(workspace, QUARTER, notebook=notebook)
    page = shared.index.read_bytes()
    inside = run_reports(workspace, QUARTER, audience="internal", notebook=notebook)
    quarter = workspace.reports / QUARTER.label
    assert inside.index == quarter / "internal/index.html"
    assert inside.outcomes[0].folder == quarter / "internal" / slug("S-1") / "v1"
    assert [path.name for path in (quarter / slug("S-1")).iterdir()] == ["v1"]
    assert shared.index.read_bytes() == page
    assert "not handed on" in inside.index.read_text(encoding="utf-8")
    assert "not handed on" not in page.decode()
    assert main(["--home", str(workspace.root), "status"]) == 0
    said = capsys.readouterr().out
    assert "\nreports of 2026Q3: 1 done" in said
    assert "\ninternal reports of 2026Q3: 1 done" in said


def test_a_run_fixes_the_entries_that_its_reports_know(tmp_path):
    """They are named in run.json, so that the report can be made again with what was known."""
    workspace = world_of(tmp_path, ["S-1"])
    register = open_register(workspace)
    first, later = (
        register.append(
            [Draft(Action(what=what, side="buyer"), "S-1")], side="buyer", author="somebody"
        )[0]
        for what in ("the first", "a later one")
    )
    known = f"1-{first.sha256[:12]}"
    result = run_reports(
        workspace,
        QUARTER,
        register=known,
        register_as_of=date(2026, 10, 13),
        stage="sealed",
        notebook=notebook_of(tmp_path, {"S-1": ""}),
    )
    noted = json.loads((result.outcomes[0].folder / "run.json").read_text(encoding="utf-8"))
    assert noted["register"] == {
        "number": 1,
        "sha256": first.sha256,
        "as_of": "2026-10-13",
        "stage": "sealed",
    }
    assert noted["parameters"]["register"] == known
    assert noted["command"].endswith(
        f"--register {known} --register-as-of 2026-10-13 --stage sealed"
    )
    assert later.number == 2


def is_alive(pid: int) -> bool:
    try:
        # After the name in brackets comes the state: Z is a process that has ended and is not yet
        # waited for.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def still_alive(pids: list[int], seconds: float) -> list[int]:
    """Those of the processes that have not ended after so many seconds; they are ended, so that a
    failing test leaves nothing running.
    """
    until = time.monotonic() + seconds
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.1)
    alive = [pid for pid in pids if is_alive(pid)]
    with contextlib.suppress(ProcessLookupError):
        for pid in alive:
            subprocess.run(["kill", "-9", str(pid)], check=False)
    return alive


def test_the_watchdog_ends_a_report_with_its_kernel(tmp_path):
    workspace, notebook = world_of(tmp_path, list(ENDLESS)), notebook_of(tmp_path, ENDLESS)
    result = run_reports(
        workspace,
        QUARTER,
        list(ENDLESS),
        jobs=len(ENDLESS),
        out=tmp_path / "out",
        notebook=notebook,
        timeout=15,
    )
    kernels = {
        path.read_text(): int(path.name) for path in (tmp_path / "kernels").iterdir()
    }
    left = still_alive(list(kernels.values()), 3)
    assert kernels.keys() == ENDLESS.keys(), (
        "a kernel did not start in time, so nothing was shown"
    )
    assert [name for name, pid in kernels.items() if pid in left] == []
    assert {outcome.reason.splitlines()[0] for outcome in result.outcomes} == {
        "Not done after 15 seconds; it was stopped."
    }
    assert list((tmp_path / "out" / QUARTER.label).glob(".scratch-*")) == []


ON_ITS_OWN = """
import signal
import sys
from pathlib import Path
from srmlib.rules.calendar import Quarter
from srmlib.workspace import Workspace
from srmlib.reports.run import run_reports
home, out, notebook = map(Path, sys.argv[1:])
# Where tests run in the background, an interrupt is ignored from the start.
signal.signal(signal.SIGINT, signal.default_int_handler)
run_reports(Workspace(home), Quarter.parse("2026Q3"), None, jobs=1, out=out, notebook=notebook)
"""


def test_an_interrupted_run_takes_its_reports_with_it(tmp_path):
    """The second supplier is not begun, the kernel of the first is ended, and the quarter is free
    again.
    """
    workspace, pids, out = (
        world_of(tmp_path, ["hogs", "waits"]),
        tmp_path / "kernels",
        tmp_path / "out",
    )
    notebook = notebook_of(tmp_path, {"hogs": ENDLESS["hogs"], "waits": ""})
    child = subprocess.Popen(
        [sys.executable, "-c", ON_ITS_OWN, workspace.root, out, notebook],
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 40
    while not list(pids.iterdir()) and child.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    kernels = [int(path.name) for path in pids.iterdir()]
    child.send_signal(signal.SIGINT)
    try:
        _, printed = child.communicate(timeout=60)
    finally:
        child.kill()
        left = still_alive(kernels, 3)
    assert "KeyboardInterrupt" in printed
    assert left == []
    assert len(list(pids.iterdir())) == 1
    assert list((out / QUARTER.label).glob(".scratch-*")) == []
    with filelock.FileLock(out / QUARTER.label / ".lock", timeout=0):
        pass


def test_a_report_that_cannot_even_write_why_has_failed(tmp_path, monkeypatch, capsys):
    """On a full disk the file of the reason is there, and empty."""
    process = tmp_path / "python"
    process.write_text(
        '#!/bin/sh\n: > "$(dirname "$3")/reason.txt"\n'
        "echo 'OSError: [Errno 28] No space left on device' >&2\nexit 1\n"
    )
    process.chmod(0o755)
    home = world_of(tmp_path, ["good"])
    monkeypatch.setattr(sys, "executable", str(process))
    result = run_reports(home, QUARTER, ["good"])
    (outcome,) = result.failed
    assert (
        "ended with status 1: OSError: [Errno 28] No space left on device" in outcome.reason
    )
    assert outcome.folder is None
    assert "failed: The report's process ended with status 1" in capsys.readouterr().err
    index = json.loads(result.index.with_name("index.json").read_text(encoding="utf-8"))
    assert [one["status"] for one in index["suppliers"]] == ["failed"]


def test_a_quarter_is_held_by_one_run(tmp_path):
    workspace, folder = world_of(tmp_path, ["S"]), tmp_path / "out" / QUARTER.label
    folder.mkdir(parents=True)
    (folder / ".held-by").write_text("process 12 on a machine")
    with (
        filelock.FileLock(folder / ".lock"),
        pytest.raises(
            RunHeldError, match=r"Another run holds 2026Q3 .*: process 12 on a machine"
        ) as raised,
    ):
        run_reports(workspace, QUARTER, jobs=1, out=folder.parent)
    assert raised.value.exit_status == 75


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["S-10"], r"There is no supplier 'S-10'.*\n?.*Did you mean S-1"),
        (["ours"], "'Our store' is the buyer's own warehouse"),
        (["idle"], "'Idle' has no line due, no cost and nothing else to count in 2026Q3"),
    ],
)
def test_a_supplier_that_gets_no_report_is_named(tmp_path, asked, words):
    with pytest.raises(UsageError, match=words):
        run_reports(
            world_of(tmp_path, ["S-1", "S-2"]), QUARTER, asked, jobs=1, out=tmp_path / "out"
        )


def test_a_quarter_without_activity_is_told(tmp_path):
    with pytest.raises(UsageError, match="No outside supplier has activity in 2019Q1"):
        run_reports(
            world_of(tmp_path, ["S"]), Quarter.parse("2019Q1"), jobs=1, out=tmp_path / "out"
        )
    assert not (tmp_path / "out").exists()


def test_the_index_forgets_a_report_that_somebody_removed(tmp_path):
    gone = {
        "supplier_id": "gone",
        "name": "Gone",
        "status": "done",
        "reason": None,
        "path": "s-gone/v1/report.html",
        "last_good": None,
        "category": None,
    }
    (tmp_path / "index.json").write_text(json.dumps({"suppliers": [gone]}))
    write_index(tmp_path, QUARTER, "x", QUARTER.until, [])
    assert json.loads((tmp_path / "index.json").read_text())["suppliers"] == []


FAULTY_PARAMETERS = {
    "no parameters cell": ([], PARAMETERS, "has 0 cells tagged 'parameters'"),
    "two parameters cells": (
        [DECLARED, DECLARED],
        PARAMETERS,
        "has 2 cells tagged 'parameters'",
    ),
    "unknown": (
        [DECLARED],
        PARAMETERS | {"suplier_id": "S"},
        "'suplier_id' is not declared",
    ),
    "a name that is code": (
        [DECLARED],
        PARAMETERS | {"x=1\nimport os": "S"},
        "is not declared",
    ),
    "missing": (
        [DECLARED],
        {k: v for k, v in PARAMETERS.items() if k != "quarter"},
        "'quarter' is not given",
    ),
    "declared twice": (
        [DECLARED + '\nquarter = "2026Q2"'],
        PARAMETERS,
        "'quarter' is declared twice",
    ),
    "declared twice, with a type": (
        [DECLARED + '\nquarter: str = "2026Q2"'],
        PARAMETERS,
        "'quarter' is declared twice",
    ),
    "a date": (
        [DECLARED],
        PARAMETERS | {"as_of": QUARTER.start},
        "'as_of' is a date, expected a text or a whole number",
    ),
    "not a number": (
        [DECLARED],
        PARAMETERS | {"snapshot": float("nan")},
        "'snapshot' is a float",
    ),
    "nothing": ([DECLARED], PARAMETERS | {"snapshot": None}, "'snapshot' is a NoneType"),
    "yes": ([DECLARED], PARAMETERS | {"snapshot": True}, "'snapshot' is a bool"),
}


@pytest.mark.parametrize(
    ("cells", "given_parameters", "words"),
    FAULTY_PARAMETERS.values(),
    ids=FAULTY_PARAMETERS,
)
def test_faulty_parameters_are_refused(tmp_path, cells, given_parameters, words):
    with pytest.raises(ReportError, match=re.escape(words)):
        check_parameters(written(tmp_path / "n.ipynb", cells, ["1"]), given_parameters)


def test_exact_parameters_pass(tmp_path):
    check_parameters(written(tmp_path / "n.ipynb", [DECLARED], ["1"]), PARAMETERS)


NASTY = [
    "../../x",
    "/etc/passwd",
    "-x",
    "{supplier}",
    "\0",
    "x" * 300,
    "",
    " ",
    ".",
    "A/B",
    "A\\B",
    "CON",
    "北京",
    "\ud800",
]
NASTY += ["Müller", "Mu\u0308ller", "ß", "SS", "ACME", "acme", "ACME."]


@given(st.text())
@example("../../x")
@example("\0")
@example("x" * 300)
@example("\ud800")
def test_a_slug_is_a_plain_short_name(text):
    assert re.fullmatch(r"s-[a-z0-9-]+-[0-9a-f]{10}", slug(text))
    assert len(slug(text)) <= 53


@given(st.sets(st.text(max_size=8), min_size=2))
@example(set(NASTY))
def test_slugs_differ_where_ids_do_also_on_disks_that_ignore_case(ids):
    assert len({slug(i).casefold() for i in ids}) == len(ids)


@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_a_nasty_id_stays_in_its_folder(tmp_path, name):
    base = tmp_path / "reports"
    made = publish_version(an_old_report(tmp_path / "scratch"), base / slug(name))
    assert made.resolve().parent.parent == base.resolve()
    assert (made / "report.html").is_file()


def test_versions_count_on_and_none_is_overwritten(tmp_path):
    made = [
        publish_version(an_old_report(tmp_path / f"scratch{n}"), tmp_path / "s")
        for n in range(11)
    ]
    assert [path.name for path in made] == [f"v{n}" for n in range(1, 12)]
    assert [number for number, _ in versions(tmp_path / "s")] == list(range(1, 12))


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "index.html"
    write_atomically(path, b"old")

    def no_space(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken, pytest.raises(OSError, match="No space"):
        broken.setattr("os.fsync", no_space)
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


def test_what_a_killed_run_left_is_swept(tmp_path):
    an_old_report(tmp_path / ".scratch-s-x-0123456789")
    (tmp_path / ".tmp-12-index.html").write_text("half")
    (tmp_path / "index.html").write_text("whole")
    sweep(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]
