"""Rules about the code itself: imports run down the table, and nothing that has hurt before is
written again.

Each lint is shown a planted violation that it must catch, and a lookalike that it must leave alone.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot

import srmlib

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "srmlib"

# A module may import only what stands above it; modules of one room import each other freely.
ROOMS = [
    "characters",
    "errors",
    "settings",
    "workspace",
    "numbers",
    "encoding",
    "stats",
    "rules",
    "register",
    "snapshot",
    "load",
    "metrics",
    "cost",
    "trace",
    "promises",
    "agreement",
    "explain",
    "relationship",
    "partnering",
    "facts",
    "governance",
    "words",
    "figures",
    "reports",
    "notebook",
    "replies",
    "meeting",
    "onboarding",
    "cli",
    "__main__",
]

# Where the clock may be read: a run notes when it was made, a snapshot when it was loaded. No
# number on a page depends on it.
MAY_READ_THE_CLOCK = {
    "src/srmlib/reports/run.py",
    "src/srmlib/reports/one_report.py",
    "src/srmlib/cli.py",
    "src/srmlib/load/building.py",
    # An entry bears the time it was entered.
    "src/srmlib/register/store.py",
    # Today, where no day is named: a form is sent, a reply received.
    "src/srmlib/replies/commands.py",
    # A notebook says where its day is not today; never where what it prints is kept.
    "src/srmlib/meeting/asked.py",
}

TAKES_TEXT_AS_CODE = {"filter", "HTML", "Markdown"}
# What asks a database: its text is made of literals, statements under sql/ and names that sql() has
# quoted, and of nothing else. A Read is asked later, so its text is looked at where it is made.
TAKES_SQL = {"execute", "executemany", "sql", "query", "scalar", "records", "frame", "Read"}
# What a statement of SQLAlchemy Core is put together with: it binds every value.
OF_CORE = {"where", "values", "order_by", "limit", "join", "outerjoin"}
# Where it may be more, so many times. The first hand on a text or a path, or put statements together
# from the records of the schema and of a source. The others are to be emptied: a number may fall,
# never rise.
OTHER_SQL = {
    "src/srmlib/snapshot/__init__.py": 4,
    "src/srmlib/load/contract.py": 5,
    "src/srmlib/load/building.py": 1,
    # The statements of the migrations, which stand there as literals.
    "src/srmlib/register/migrations.py": 1,
    "benchmarks/canonical.py": 2,
    "benchmarks/counting.py": 5,
    "benchmarks/ledger.py": 3,
    "benchmarks/trace.py": 2,
}
LONGEST_CELL = 12


def module_name(path: Path) -> str:
    """The dotted name below srmlib: `reports.run` for src/srmlib/reports/run.py."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def rank(module: str) -> int:
    room = module.split(".")[0]
    assert room in ROOMS, (
        f"srmlib.{module} is in no room of CONTRIBUTING.md: name its place in ROOMS, or move it"
    )
    return ROOMS.index(room)


def upward_imports(module: str, text: str) -> Iterator[str]:
    """The imports that go up the table, or that are relative and so hide where they go."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"line {node.lineno}: a relative import"
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # `from srmlib.reports import facts` names a module or a thing in one: both are looked
            # up with the longer name.
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module
                else []
            )
        else:
            continue
        for name in names:
            below = name.removeprefix("srmlib.")
            if below != name and rank(below) > rank(module):
                yield f"line {node.lineno}: {module} imports {name}, which stands below it"


def private_imports(text: str) -> Iterator[str]:
    """What a client of the library imports from it and may not: anything but its public names."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "srmlib":
            private = [
                alias.name for alias in node.names if alias.name not in srmlib.__all__
            ]
            yield from (f"line {node.lineno}: {name} is not public" for name in private)
            continue
        else:
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            if module.startswith("srmlib."):
                yield f"line {node.lineno}: {module} is a room, expected names of srmlib.__all__"


def code_faults(file: str, text: str) -> Iterator[str]:
    """The lints on one Python file; `file` is its path from the
    project's root.
    """
    may_read_clock = file in MAY_READ_THE_CLOCK or file.startswith("benchmarks/")
    tree = ast.parse(text)
    yield from list(unsafe_sql(tree))[OTHER_SQL.get(file, 0) :]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call_faults(node, may_read_clock)
        elif isinstance(node, ast.Attribute) and node.attr == "style":
            yield f"line {node.lineno}: .style (pandas Styler escapes nothing)"
        elif (
            isinstance(node, ast.ImportFrom)
            and node.module == "time"
            and any(alias.name == "time" for alias in node.names)
        ):
            yield (
                f"line {node.lineno}: time imported from time (write time.time, so that it can be"
                " seen)"
            )


def _call_faults(call: ast.Call, may_read_clock: bool) -> Iterator[str]:
    name = _called(call)
    if name in TAKES_TEXT_AS_CODE and any(
        _is_filled_in(argument)
        for argument in [*call.args, *(k.value for k in call.keywords)]
    ):
        yield (
            f"line {call.lineno}: text with values filled in is passed to {name} (bind them as"
            " parameters, or escape them in a template)"
        )
    if name == "disable_max_rows":
        yield (
            f"line {call.lineno}: disable_max_rows (aggregate instead: a chart carries its rows to"
            " the reader)"
        )
    # shutil.rmtree has a parameter of that name too, and means something harmless by it.
    if name != "rmtree" and any(
        keyword.arg == "ignore_errors" for keyword in call.keywords
    ):
        yield f"line {call.lineno}: ignore_errors (rows vanish without a word)"
    if any(
        isinstance(a, ast.Constant)
        and isinstance(a.value, str)
        and "ignore_errors" in a.value
        for a in call.args
    ):
        yield f"line {call.lineno}: ignore_errors in SQL (rows vanish without a word)"
    if not may_read_clock and _reads_clock(call):
        yield (
            f"line {call.lineno}: the clock is read (take the as-of date: same inputs, same report)"
        )


def unsafe_sql(tree: ast.Module) -> Iterator[str]:
    """Calls that ask a database with a text that a value may have got into."""
    of_module = _texts_of(tree)
    yield from _unsafe_calls(tree, of_module)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        texts = (
            of_module | dict.fromkeys(_parameters(function), False) | _texts_of(function)
        )
        yield from _unsafe_calls(function, texts)


def _unsafe_calls(scope: ast.AST, texts: dict[str, bool]) -> Iterator[str]:
    for call in _own_nodes(scope):
        if not isinstance(call, ast.Call) or _called(call) not in TAKES_SQL:
            continue
        text = next(iter(call.args), None) or next((k.value for k in call.keywords), None)
        if text is not None and not _is_safe(text, texts):
            yield (
                f"line {call.lineno}: {_called(call)} is given a text that is not made of literals,"
                " statement() and sql() alone (bind values, let sql() quote names)"
            )


def _parameters(function: ast.FunctionDef) -> Iterator[str]:
    of = function.args
    for argument in [*of.posonlyargs, *of.args, *of.kwonlyargs, of.vararg, of.kwarg]:
        if argument is not None:
            yield argument.arg


def _texts_of(scope: ast.Module | ast.FunctionDef) -> dict[str, bool]:
    """The names that are assigned in a module or function, with whether each is a safe text."""
    texts: dict[str, bool] = {}
    for node in _own_nodes(scope):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            targets, value = [node.target], node.value
        elif isinstance(node, (ast.For, ast.comprehension)):
            targets, value = [node.target], None
        else:
            continue
        is_plain = (
            len(targets) == 1 and isinstance(targets[0], ast.Name) and value is not None
        )
        for name in (one for target in targets for one in ast.walk(target)):
            if isinstance(name, ast.Name):
                is_safe = is_plain and _is_safe(value, texts)
                texts[name.id] = texts.get(name.id, True) and is_safe
    return texts


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module or function in their order, without those of functions inside."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own_nodes(child)


def _is_safe(text: ast.expr, texts: dict[str, bool]) -> bool:
    match text:
        case ast.Constant(value=str()):
            return True
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_safe(left, texts) and _is_safe(right, texts)
        case ast.BinOp(op=ast.Mult(), left=ast.Constant(value=str())):
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return _is_safe(body, texts) and _is_safe(orelse, texts)
        # What sql() is given is looked at by itself.
        # The rows of a metric are one SELECT: a statement under sql/, or a team's, which is checked
        # before it is loaded.
        case ast.Call(func=ast.Name(id="sql" | "statement" | "rows_sql")):
            return True
        case ast.JoinedStr(values=values):
            return not any(isinstance(value, ast.FormattedValue) for value in values)
        # Texts put side by side, each of them safe.
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[each]
        ):
            return isinstance(each, ast.GeneratorExp) and _is_safe(each.elt, texts)
        # SQLAlchemy Core: what `text` is given is looked at.
        case ast.Call(func=ast.Name(id="text"), args=[only]):
            return _is_safe(only, texts)
        case ast.Call(func=ast.Name(id="select" | "insert" | "update" | "delete")):
            return True
        case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in OF_CORE:
            return _is_safe(inner, texts)
        # The text of a Read.
        case ast.Attribute(value=ast.Name(id="self"), attr="sql"):
            return True
        # How a canonical column, or the choice of a switch, is stored: a constant.
        case ast.Attribute(value=ast.Attribute(attr="type"), attr="sql"):
            return True
        case ast.Attribute(attr="sql_type"):
            return True
        case ast.Name(id=name):
            return texts.get(name, False)
    return False


def _called(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr
        if isinstance(function, ast.Attribute)
        else function.id
        if isinstance(function, ast.Name)
        else ""
    )


def _is_filled_in(argument: ast.expr) -> bool:
    """An f-string with a value in it, `"…" % value` or `"…".format(value)`, alone or as part of a
    sum of texts.
    """
    match argument:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_filled_in(left) or _is_filled_in(right)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str())):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            return True
    return False


def _reads_clock(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr="now" | "today" | "utcnow"):
            return True
        case ast.Attribute(
            value=ast.Name(id="time"), attr="time" | "time_ns" | "localtime" | "gmtime"
        ):
            return True
        case ast.Attribute(value=ast.Name(id="time"), attr="strftime"):
            return len(call.args) < 2
    return False


def sql_faults(text: str) -> Iterator[str]:
    """The same lints on a file of SQL. Comments do not count."""
    code = re.sub(r"--[^\n]*", "", text).lower()
    for pattern in (
        r"ignore_errors",
        r"null_padding",
        r"\bnow\s*\(",
        r"\btoday\s*\(",
        r"\bcurrent_(date|timestamp)\b",
        r"\bget_current_",
    ):
        for found in re.finditer(pattern, code):
            yield f"'{found[0]}'"


def cell_faults(source: str) -> Iterator[str]:
    """What a notebook's code cell must not hold: a notebook arranges, the library computes."""
    lines = source.splitlines()
    if len(lines) > LONGEST_CELL:
        yield f"{len(lines)} lines, expected at most {LONGEST_CELL}"
    # Line magics such as %load_ext are no Python and do no harm; those that run a shell succeed
    # whatever the shell did.
    shell = [line for line in lines if re.match(r"\s*(!|%%|%sx\b|%system\b)|.*=\s*!", line)]
    yield from (f"a shell command or cell magic: {line}" for line in shell)
    if shell:
        return
    for node in ast.walk(
        ast.parse("\n".join(line for line in lines if not line.lstrip().startswith("%")))
    ):
        if isinstance(
            node,
            (
                ast.FunctionDef,
                ast.AsyncFunctionDef,
                ast.ClassDef,
                ast.For,
                ast.AsyncFor,
                ast.While,
                ast.Try,
                ast.TryStar,
            ),
        ):
            yield f"line {node.lineno}: {type(node).__name__} (belongs in the library)"


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


MODULES = sorted(SOURCE.rglob("*.py"))
CLIENTS = sorted((ROOT / "src" / "sample_world").rglob("*.py"))
SQL_FILES = [
    path for folder in (SOURCE, ROOT / "data") for path in sorted(folder.rglob("*.sql"))
]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.parent != SOURCE or path.name != "__init__.py"],
    ids=shown,
)
def test_imports_run_down_the_table(path):
    assert list(upward_imports(module_name(path), path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", CLIENTS, ids=shown)
def test_the_sample_world_imports_what_a_user_would(path):
    assert list(private_imports(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "path", [*MODULES, *sorted((ROOT / "benchmarks").rglob("*.py"))], ids=shown
)
def test_code_keeps_to_the_lints(path):
    assert list(code_faults(shown(path), path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", OTHER_SQL)
def test_the_list_of_other_sql_only_shrinks(file):
    """Where there is less of it now, the list says so."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert len(list(unsafe_sql(tree))) == OTHER_SQL[file]


@pytest.mark.parametrize("path", SQL_FILES, ids=shown)
def test_sql_keeps_to_the_lints(path):
    assert list(sql_faults(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", SQL_FILES, ids=shown)
def test_sql_has_lines_of_at_most_100_columns(path):
    """Comments too: a statement is read beside what it makes."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    assert [f"line {number}" for number, line in lines if len(line) > 100] == []


def code_cells(notebook: str) -> list[str]:
    return [
        "".join(cell["source"])
        for cell in json.loads(notebook)["cells"]
        if cell["cell_type"] == "code"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=shown)
def test_notebooks_only_arrange(path):
    cells = enumerate(code_cells(path.read_text(encoding="utf-8")), start=1)
    assert [
        f"code cell {number}: {fault}"
        for number, cell in cells
        for fault in cell_faults(cell)
    ] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=shown)
def test_notebooks_draw_no_hidden_data(path):
    """The lints on code hold in a notebook too; the cells are read as one file, without magics."""
    lines = "\n".join(code_cells(path.read_text(encoding="utf-8"))).splitlines()
    assert (
        list(
            code_faults(
                shown(path),
                "\n".join(line for line in lines if not line.startswith(("%", "!"))),
            )
        )
        == []
    )


def test_no_module_is_a_drawer():
    """A name that says nothing gathers everything."""
    assert [
        shown(path)
        for path in MODULES
        if re.search(r"utils?|helpers?|common|misc", path.stem)
    ] == []


def test_every_folder_of_modules_is_a_package():
    """Without it pytest's doctests would import calendar.py as the standard library's."""
    folders = {path.parent for path in MODULES} | {SOURCE}
    assert [
        shown(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()
    ] == []


PLANTED_IMPORTS = {
    "a lower part": ("metrics.delivery", "from srmlib.reports.page import Report"),
    "a lower part, as a name": ("metrics.delivery", "from srmlib import figures"),
    "a lower part, plainly": ("errors", "import srmlib.cli"),
    "a lower part, inside a function": (
        "snapshot",
        "def f():\n    from srmlib.metrics.delivery import otif",
    ),
    "a lower part, for types only": (
        "figures.bullet",
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from srmlib.reports.page"
            " import Report"
        ),
    ),
    "a relative one": ("reports.run", "from .page import Report"),
}
INNOCENT_IMPORTS = {
    "a higher part": (
        "reports.page",
        "from srmlib.figures import bullet\nfrom srmlib.errors import SrmError",
    ),
    "the same part": ("reports.run", "from srmlib.reports.page import Report"),
    "facts above pictures": ("figures.bullet", "from srmlib.facts import Facts"),
    "not ours": ("errors", "import json\nfrom pathlib import Path"),
}


@pytest.mark.parametrize(("module", "text"), PLANTED_IMPORTS.values(), ids=PLANTED_IMPORTS)
def test_planted_import_is_caught(module, text):
    assert len(list(upward_imports(module, text))) == 1


@pytest.mark.parametrize(
    ("module", "text"), INNOCENT_IMPORTS.values(), ids=INNOCENT_IMPORTS
)
def test_innocent_import_is_left_alone(module, text):
    assert list(upward_imports(module, text)) == []


def test_module_of_no_part_is_caught():
    with pytest.raises(AssertionError, match=r"srmlib\.drawer is in no room"):
        rank("drawer")


@pytest.mark.parametrize(
    "text",
    [
        "from srmlib.rules.calendar import Quarter",
        "from srmlib import rules",
        "from srmlib import Quarter, rules",
        "from srmlib import *",
        "import srmlib.rules.calendar",
        "import srmlib.workspace as place",
        "def f():\n    from srmlib.workspace import PROJECT",
    ],
)
def test_a_planted_private_import_is_caught(text):
    assert len(list(private_imports(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "from srmlib import Quarter, Workspace",
        "import srmlib",
        "from sample_world.world import AS_OF",
        "from . import world",
    ],
)
def test_an_innocent_import_of_a_client_is_left_alone(text):
    assert list(private_imports(text)) == []


PLANTED_CODE = {
    "f-string SQL": "con.execute(f'SELECT * FROM s WHERE id = {x}')",
    "f-string SQL, in a sum": "con.execute('SELECT * ' + f'FROM {x}')",
    "f-string SQL, by keyword": "con.sql(query=f'SELECT {x}')",
    "a value in quotation marks": """con.execute("SELECT * FROM s WHERE id = '" + x + "'")""",
    "a value, by way of a name": "text = 'SELECT ' + x\ncon.execute(text)",
    "a value that a name takes on": "text = 'SELECT '\ntext += x\ncon.execute(text)",
    "a text from elsewhere": "def f(text):\n    return snapshot.scalar(text)",
    "one of several texts": "for text in asked:\n    con.execute(text)",
    "a join": "snapshot.records('SELECT ' + ', '.join(columns))",
    "a name that is quoted by hand": "con.execute('SELECT ' + quoted(name))",
    "a value in a template": "con.execute(sql('SELECT ' + x))",
    "f-string in a frame": "snapshot.frame(f'SELECT {x}')",
    "a value in what is asked later": "Read('SELECT * FROM ' + x, 'line_id')",
    "f-string filter": "relation.filter(f'id = {x}')",
    "percent SQL": "con.execute('SELECT * FROM s WHERE id = %s' % x)",
    "format SQL": "con.execute('SELECT * FROM s WHERE id = {}'.format(x))",
    "a format of a safe text": "TEXT = '{}'\ncon.execute(TEXT.format(x))",
    "a value in text of SQLAlchemy": "con.execute(text('SELECT ' + x))",
    "f-string HTML": "display(HTML(f'<h1>{name}</h1>'))",
    "f-string Markdown": "display(Markdown(f'# {name}'))",
    "ignore_errors": "con.read_csv(path, ignore_errors=True)",
    "ignore_errors in SQL": "con.execute('FROM read_csv(?, ignore_errors = true)', [path])",
    "style": "frame.style.format('{:.1f}')",
    "disable_max_rows": "alt.data_transformers.disable_max_rows()",
    "datetime.now": "made = datetime.now(UTC)",
    "date.today": "day = date.today()",
    "Timestamp.today": "day = pd.Timestamp.today()",
    "time.time": "start = time.time()",
    "time from time": "from time import time",
    "strftime of now": "time.strftime('%Y')",
}
INNOCENT_CODE = {
    "bound values": "con.execute('SELECT * FROM s WHERE id = ?', [x])",
    "an f-string without a value": "con.execute(f'SELECT 1')",
    "an f-string elsewhere": "print(f'{x} rows')",
    "a name that sql quotes": "con.execute(sql('SELECT {name} FROM t', name=name))",
    "statements and literals": "con.execute('CREATE TABLE t AS ' + statement('marts/' + mart))",
    "placeholders": "con.execute('INSERT INTO t VALUES (?' + ', ?' * n + ')', values)",
    "a name of a safe text": "TEXT = 'SELECT 1'\ndef f(con):\n    con.execute(TEXT)",
    "a text of the function": "def f(con):\n    text = sql('{t}', t=t)\n    con.execute(text)",
    "names that sql quotes, joined": "con.execute(', '.join(sql('{c}', c=c) for c in columns))",
    "how a choice is stored": "con.execute('CREATE TABLE t (c ' + switch.sql_type + ')')",
    "a statement that is asked later": "Read(statement('explain/receipts'), 'line_id')",
    "one of two texts": "con.execute('SELECT 1' if x else 'SELECT 2')",
    "a statement of SQLAlchemy Core": "con.execute(select(T.c.a).where(T.c.b == x).limit(1))",
    "text of SQLAlchemy": "con.execute(text('SELECT 1'))",
    "rmtree": "shutil.rmtree(folder, ignore_errors=True)",
    "a duration": "start = time.monotonic()",
}


@pytest.mark.parametrize("text", PLANTED_CODE.values(), ids=PLANTED_CODE)
def test_planted_code_is_caught(text):
    assert len(list(code_faults("src/srmlib/metrics/planted.py", text))) == 1


@pytest.mark.parametrize("text", INNOCENT_CODE.values(), ids=INNOCENT_CODE)
def test_innocent_code_is_left_alone(text):
    assert list(code_faults("src/srmlib/metrics/innocent.py", text)) == []


@pytest.mark.parametrize("file", [*sorted(MAY_READ_THE_CLOCK), "benchmarks/load.py"])
def test_clock_may_be_read_where_a_run_is_noted(file):
    assert list(code_faults(file, "made = datetime.now(UTC)")) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT now()",
        "select CURRENT_DATE",
        "SELECT today()",
        "FROM read_csv('x', ignore_errors = true)",
    ],
)
def test_planted_sql_is_caught(text):
    assert len(list(sql_faults(text))) == 1


def test_innocent_sql_is_left_alone():
    assert (
        list(
            sql_faults(
                "-- not now(), never ignore_errors\nSELECT known_on, current_date_of_line FROM s"
            )
        )
        == []
    )


PLANTED_CELLS = {
    "shell": "!rm -rf reports",
    "shell, kept": "files = !ls",
    "cell magic": "%%bash\nexit 3",
    "def": "def f(x):\n    return x",
    "for": "for x in y:\n    print(x)",
    "while": "while True:\n    break",
    "try": "try:\n    f()\nfinally:\n    g()",
    "too long": "\n".join(["x = 1"] * (LONGEST_CELL + 1)),
}


@pytest.mark.parametrize("source", PLANTED_CELLS.values(), ids=PLANTED_CELLS)
def test_planted_cell_is_caught(source):
    assert len(list(cell_faults(source))) == 1


def test_innocent_cell_is_left_alone():
    assert (
        list(
            cell_faults(
                "%load_ext autoreload\nreport = Report(facts)\nreport.add(scorecard(facts))"
            )
        )
        == []
    )


# Functions that DuckDB and Spark spell alike and mean alike; whatever else is needed gets a name in
# the prelude (srm_…).
SHARED_FUNCTIONS = {
    "abs",
    "avg",
    "bool_or",
    "cast",
    "coalesce",
    "concat",
    "count",
    "date_trunc",
    "extract",
    "first_value",
    "greatest",
    "lead",
    "least",
    "levenshtein",
    "lower",
    "max",
    "min",
    "round",
    "row_number",
    "stddev_samp",
    "substring",
    "sum",
    "upper",
}
NO_FUNCTIONS = {
    "as",
    "and",
    "by",
    "decimal",
    "exists",
    "from",
    "in",
    "join",
    "not",
    "on",
    "or",
    "over",
    "select",
    "union",
    "when",
    "then",
    "else",
    "where",
    "all",
}


def functions_outside_the_subset(sql: str) -> set[str]:
    code = re.sub(r"--.*|'[^']*'", " ", sql)
    called = {name.lower() for name in re.findall(r"\b([A-Za-z_]\w*)\s*\(", code)}
    return {
        name
        for name in called - SHARED_FUNCTIONS - NO_FUNCTIONS
        if not name.startswith("srm_")
    }


# All but what is DuckDB's own, and says so in its name and why in its first lines.
STATEMENTS = [
    path for path in sorted((SOURCE / "sql").rglob("*.sql")) if path.suffixes == [".sql"]
]


@pytest.mark.parametrize("path", STATEMENTS, ids=shown)
def test_a_statement_stays_in_the_subset_that_duckdb_and_spark_share(path):
    # Names are filled in by sql(), values bound by name.
    sql = re.sub(r"\{(\w+)\}", r"\1", path.read_text(encoding="utf-8"))
    sql = re.sub(r"\$\w+", "?", sql)
    for dialect in ("duckdb", "spark"):
        assert sqlglot.parse_one(sql, read=dialect) is not None
    # A common table expression's name may stand before a bracket too.
    assert functions_outside_the_subset(sql) - set(re.findall(r"(\w+) AS \(", sql)) == set()


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT list_contains(a, 1) FROM t", {"list_contains"}),
        ("SELECT DATEDIFF('day', a, b)", {"datediff"}),
        ("SELECT SUM(a)", set()),
    ],
)
def test_the_subset_lint_sees_a_planted_function(sql, found):
    assert functions_outside_the_subset(sql) == found
