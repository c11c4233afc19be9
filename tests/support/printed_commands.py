"""Commands as pages and terminals print them: each is one that the real command line takes,
filled in where it says `…`.
"""

from __future__ import annotations

import re
import shlex
from argparse import Namespace

from srmlib.cli import _parser
from srmlib.register.commands import _said
from srmlib.register.kinds import Kind, kind_called

# These read who it is of from what they are given, or are of nobody.
OF_A_FILE = (["import-reply"], ["load"], ["register", "export"])
ENDS = r"(?=[;,<”]|:? and (?:srm|the)|, then |\. |\.?$)"


def commands_in(text: str) -> list[str]:
    """
    >>> commands_in("both: srm reply-form S 2026Q3 and srm reveal S 2026Q3 FILE FILE.")
    ['srm reply-form S 2026Q3', 'srm reveal S 2026Q3 FILE FILE']
    """
    return re.findall(rf"srm [a-z].*?{ENDS}", text, re.MULTILINE)


def check_command(command: str, supplier: str) -> None:
    """It parses, says all that must be said, in words that may be said, and names the
    supplier.
    """
    words = shlex.split(command)[1:]
    asked = _parser().parse_args(words)
    if words[:2] == ["register", "add"]:
        assert _whose(asked) == supplier, command
    elif not any(words[: len(one)] == one for one in OF_A_FILE):
        assert asked.supplier == supplier, command


def _whose(asked: Namespace) -> str | None:
    """What `--supplier` names; of what may be of all suppliers, what is stated of it."""
    kind = kind_called(asked.kind)
    said = _said(kind, asked.fields)
    _check_fields(kind, said)
    if kind.of_one_supplier or kind.kind == "person":
        return asked.supplier
    return said.get("supplier_id")


def _check_fields(kind: type[Kind], said: dict[str, str]) -> None:
    for one in kind.fields():
        if one.is_required and "record" not in said:
            assert one.name in said, f"{kind.kind} without {one.name}"
        value = said.get(one.name, "…")
        assert value == "…" or not one.choices or value in one.choices, (one.name, value)
