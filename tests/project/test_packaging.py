"""The ranges, the lock, environment.yml and what is installed say the same."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
TEST = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]
ON_CONDA_FORGE = {"duckdb": "python-duckdb", "playwright": "playwright-python"}
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[A-Za-z0-9.+!]+)")


def lock_lines() -> list[str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def pins() -> dict[str, Version]:
    found = (PIN.fullmatch(line) for line in lock_lines())
    return {canonicalize_name(pin["name"]): Version(pin["version"]) for pin in found if pin}


def ranges(requirements: list[Requirement]) -> dict[str, frozenset[str]]:
    return {
        canonicalize_name(r.name): frozenset(map(str, r.specifier)) for r in requirements
    }


def test_conda_environment_names_the_same_packages_and_ranges():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    named = [
        Requirement(line) for line in environment["dependencies"] if isinstance(line, str)
    ]
    expected = ranges(RUNTIME + TEST)
    for name, conda_name in ON_CONDA_FORGE.items():
        expected[conda_name] = expected.pop(name)
    expected |= {
        "python": frozenset(PROJECT["requires-python"].split(",")),
        "pip": frozenset(),
    }
    assert ranges(named) == expected, (
        "environment.yml and pyproject.toml differ: run `make environment`"
    )


@pytest.mark.parametrize("requirement", RUNTIME + TEST, ids=lambda r: r.name)
def test_lock_satisfies_the_range(requirement):
    pinned = pins().get(canonicalize_name(requirement.name))
    assert pinned is not None and pinned in requirement.specifier, (
        f"{requirement} is locked at {pinned}: run `make lock`"
    )


def test_lock_is_nothing_but_exact_pins():
    """No address, no hash, no option: the lock works with whatever registry pip is set up for."""
    assert [line for line in lock_lines() if not PIN.fullmatch(line)] == []


def test_lock_leaves_out_what_slows_every_import():
    assert "rfc3987-syntax" not in pins()


def test_duckdb_is_locked_at_1_5():
    assert pins()["duckdb"].release[:2] == (1, 5)


def test_installed_versions_are_the_locked_ones():
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("not run from .venv: these are not the versions `make` installed")
    # The lock is made with Python 3.11 on Linux; elsewhere a pinned package may not be needed, but
    # no other version may be there.
    installed = {
        canonicalize_name(d.name): Version(d.version) for d in metadata.distributions()
    }
    different = {
        name: f"locked {pin}, installed {installed[name]}"
        for name, pin in pins().items()
        if installed.get(name, pin) != pin
    }
    assert different == {}, "run `rm -rf .venv && make .venv/.ready`"


@pytest.mark.parametrize("module", ["altair", "papermill", "nbconvert"])
def test_import_stays_quick(module):
    """jsonschema's optional format checks would import rfc3987_syntax, which takes about two
    seconds each time.
    """
    code = f"import sys, {module}; sys.exit('rfc3987_syntax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("folder", "declared"),
    [("src", RUNTIME), ("tests", RUNTIME + TEST), ("benchmarks", RUNTIME + TEST)],
)
def test_every_import_is_declared(folder, declared):
    """What we import we name ourselves, rather than trust that something else brings it along."""
    files = sorted((ROOT / folder).rglob("*.py"))
    own = (
        {"srmlib", "sample_world", "benchmarks"}
        | {path.stem for path in files}
        | {path.parent.name for path in files}
    )
    outside = (
        {name for path in files for name in imported(path)}
        - own
        - set(sys.stdlib_module_names)
    )
    sources = metadata.packages_distributions()
    names = set(ranges(declared))
    undeclared = {
        name
        for name in outside
        if names.isdisjoint(map(canonicalize_name, sources.get(name, [])))
    }
    assert undeclared == set(), "name them in pyproject.toml"


def imported(path: Path) -> set[str]:
    """The top-level names a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_commands_a_page_names_are_in_the_makefile(page):
    if not (ROOT / page).exists():
        pytest.skip(f"there is no {page} yet")
    targets = set(
        re.findall(
            r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    named = set(
        re.findall(
            r"(?:^|`|\$ )make ([a-z-]+)",
            (ROOT / page).read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    assert named <= targets


def test_ci_runs_the_tests_a_person_runs():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, "`.ci/run` is not executable"
    assert "\nmake test" in script.read_text(encoding="utf-8")
