"""docs/kinds.md: what it says is what the register takes."""

from __future__ import annotations

import shlex

import pytest

from srmlib.cli import main
from srmlib.register import KINDS, open_register
from srmlib.register.kinds.page import command_of, page
from srmlib.workspace import PROJECT, Workspace


def test_the_page_is_made_from_the_kinds():
    assert (PROJECT / "docs/kinds.md").read_text(encoding="utf-8") == page()


def test_the_examples_run_one_after_another(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SRM_AUTHOR", "a reader of the page")
    commands = [shlex.split(command_of(kind)) for kind in KINDS.values()]
    entered = [words[1:] for words in commands if words[:3] == ["srm", "register", "add"]]
    for words in entered:
        status = main(["--home", str(tmp_path), *words])
        said = capsys.readouterr()
        assert status == 0, f"{' '.join(words)}\n{said.out}{said.err}"
    book = open_register(Workspace(tmp_path)).book("S-1001")
    there = {kind.kind for kind in KINDS.values() if book.all(kind)}
    assert there == {words[2] for words in entered}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_must_be_stated_stands_in_the_example(kind):
    if not kind.example.startswith("srm "):
        needed = {one.name for one in kind.fields() if one.is_required}
        assert needed <= {part.partition("=")[0] for part in shlex.split(kind.example)}
