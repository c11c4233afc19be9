"""What goes wrong around a register is told in a sentence, and takes nothing back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from srmlib.errors import RegisterError, UsageError
from srmlib.register import Draft, Register, open_register
from srmlib.register.kinds.work import Action
from srmlib.workspace import Workspace

BUYER = {"side": "buyer", "author": "buyer's champion"}
ONE = Draft(Action(what="one " + "x" * 10_000, side="buyer"), "S-1001")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "SRM_REGISTER names no register"),
        ("postgresql+nodriver://host/name", "SRM_REGISTER names no register"),
        ("mysql://host/name", "SRM_REGISTER names"),
        ("sqlite://", "SRM_REGISTER names an SQLite database without a file"),
        ("sqlite:///:memory:", "SRM_REGISTER names an SQLite database without a file"),
    ],
)
def test_a_wrong_srm_register_is_told(monkeypatch, tmp_path, url, words):
    monkeypatch.setenv("SRM_REGISTER", url)
    with pytest.raises(UsageError, match=words):
        open_register(Workspace(tmp_path)).entries()


@pytest.mark.parametrize("where", ["@127.0.0.1:9/name", "@/name?host=/nowhere"])
def test_a_server_that_is_not_there_is_told_without_the_password(where):
    register = Register(f"postgresql+psycopg://me:secret{where}")
    with pytest.raises(RegisterError, match="cannot be used: connection") as told:
        register.entries()
    assert "secret" not in str(told.value)
    assert "me:***@" in str(told.value)


def test_the_file_of_the_workspace_without_srm_register(monkeypatch, tmp_path):
    monkeypatch.delenv("SRM_REGISTER", raising=False)
    register = open_register(Workspace(tmp_path))
    register.append([ONE], **BUYER)
    assert register.file == tmp_path / "data" / "register.sqlite"


def test_a_file_that_is_no_register_is_told(tmp_path):
    path = tmp_path / "register.sqlite"
    path.write_bytes(b"something else" * 1000)
    for use in (
        Register.at(path).entries,
        lambda: Register.at(path).append([ONE], **BUYER),
    ):
        with pytest.raises(RegisterError, match="cannot be used: file is not a database"):
            use()


def test_a_damaged_file_is_told(tmp_path):
    register = Register.at(tmp_path / "register.sqlite")
    register.append([ONE] * 20, **BUYER)
    content = bytearray(register.file.read_bytes())
    content[8192:40960] = b"\xff" * (40960 - 8192)
    register.file.write_bytes(content)
    with pytest.raises(RegisterError):
        register.check()


APPEND = """
import resource, sys
from srmlib.register import Draft, Register
from srmlib.register.kinds.work import Action
from srmlib.errors import RegisterError
if sys.argv[2] != "0":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
register = Register(sys.argv[1])
try:
    for number in range(100):
        register.append([Draft(Action(what=f"{number} " + "x" * 10_000, side="buyer"), "S-1")],
            side="buyer", author="who")
        print(number, flush=True)
except RegisterError as error:
    print(error)
"""


def run(url: str, most_bytes: int = 0) -> list[str]:
    given = [sys.executable, "-c", APPEND, url, str(most_bytes)]
    done = subprocess.run(given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_full_disk_is_told_and_takes_nothing_back(tmp_path):
    """A limit on the size of a file says the same as a disk without room."""
    path = tmp_path / "register.sqlite"
    Register.at(path).append([ONE], **BUYER)
    said = run(f"sqlite:///{path}", 300_000)
    *numbers, words, advice = said
    assert "cannot be used: " in words
    assert "has room" in advice
    assert len(numbers) > 2
    register = Register.at(path)
    assert register.check().number == 1 + len(numbers)
    register.append([ONE], **BUYER)


@pytest.fixture
def as_nobody():
    """Root may write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def read_only(tmp_path) -> Iterator[Path]:
    path = _readable_folder(tmp_path) / "register.sqlite"
    Register.at(path).append([ONE], **BUYER)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    yield path
    path.parent.chmod(0o755)


def test_a_register_that_may_not_be_written_is_told(read_only, as_nobody):
    with pytest.raises(RegisterError, match=r"cannot be used: .*\n.*may be written"):
        Register.at(read_only).append([ONE], **BUYER)


def _readable_folder(tmp_path: Path) -> Path:
    """Others may look into it: the folders of pytest are its user's own."""
    for folder in (tmp_path, *tmp_path.parents):
        if "pytest-of-" in str(folder):
            folder.chmod(0o755)
    made = tmp_path / "data"
    made.mkdir()
    return made


def test_a_copy_while_others_enter(register, tmp_path):
    register.append([ONE, ONE], **BUYER)
    head = register.backup(tmp_path / "copies" / "copy.sqlite")
    assert head == register.check()
    copy = Register.at(tmp_path / "copies" / "copy.sqlite")
    assert copy.entries() == register.entries()
    # It goes on by itself, with its guards.
    copy.append([ONE], **BUYER)
    assert copy.check().number == 3
    assert [one.name for one in (tmp_path / "copies").iterdir()] == ["copy.sqlite"]
    with pytest.raises(UsageError, match="is there already"):
        register.backup(tmp_path / "copies" / "copy.sqlite")


def test_nothing_is_no_copy(register, tmp_path):
    with pytest.raises(UsageError, match="is empty: there is nothing to copy"):
        register.backup(tmp_path / "copies" / "copy.sqlite")
    assert not (tmp_path / "copies").exists()
