"""The commands that screens and lists print: how what is missing is entered, to be pasted
into a shell.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from srmlib.register.kinds import KINDS
from srmlib.reports.publish import slug


def _command(*words: str) -> str:
    return shlex.join(("srm", *words))


# Takes back a record.
WITHDRAWS = _command("register", "withdraw", "KIND", "RECORD")


@dataclass(frozen=True)
class Begins:
    """Of one supplier, for the review of a quarter."""

    supplier_id: str
    quarter: str = ""

    def adds(self, kind: str) -> str:
        """Enters one record, by an example.

        >>> Begins("S-1", "2026Q3").adds("idea").rpartition(" ")[2]
        '--supplier=S-1'
        """
        fields = shlex.split(KINDS[kind].example)
        return _command("register", "add", kind, *fields, self._whose)

    def imports(self, kind: str) -> str:
        """Enters a list, of which `srm register export` makes an empty one.

        >>> Begins("S-1", "2026Q3").imports("ask")
        'srm register import ask.csv --supplier=S-1'
        """
        return _command("register", "import", f"{kind}.csv", self._whose)

    @property
    def _whose(self) -> str:
        # With = an id may begin with a dash.
        return f"--supplier={self.supplier_id}"

    def rates(self, side: str) -> str:
        """Writes the form in which a firm's champion rates."""
        return self.rating_form if side == "buyer" else self.reply_form

    @property
    def reply_form(self) -> str:
        """Writes the form in which the supplier rates, and replies."""
        return self._of_quarter("reply-form")

    @property
    def rating_form(self) -> str:
        """Writes the form in which the buyer's champion rates."""
        return self._of_quarter("rating-form")

    @property
    def reply(self) -> str:
        """Enters the file that comes back of it, by the name it is saved under."""
        return _command(
            "import-reply", f"{slug(self.supplier_id)}_{self.quarter}_reply.json"
        )

    def _of_quarter(self, command: str) -> str:
        asked = (self.supplier_id, self.quarter)
        is_option = self.supplier_id.startswith("-")
        return _command(command, *(("--", *asked) if is_option else asked))


def enters(file: str) -> str:
    """Enters what agenda.html saved.

    >>> enters("s-1_captures.json")
    'srm import-captures s-1_captures.json'
    """
    return _command("import-captures", file)
