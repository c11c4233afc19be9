"""Every error raised on purpose. A message says what, where, the value seen, what was expected and
what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.characters import shown


class SrmError(Exception):
    """A fault a user can act on. `exit_status` is what the command line ends with."""

    exit_status = 1


class UsageError(SrmError):
    """The command or call was wrong: a bad quarter, an unknown supplier, a missing folder."""

    exit_status = 2


class SourceError(UsageError):
    """A `source.toml` or one of its SQL files is wrong."""


class SnapshotError(SrmError):
    """A snapshot is missing, damaged or of another version."""


class DefinitionError(SrmError):
    """A file of definitions or rates is wrong."""


class RegisterError(SrmError):
    """The register cannot be read or written, or its chain does not hold."""


class ReportError(SrmError):
    """A report could not be made; nothing was published."""


class RunHeldError(SrmError):
    """Another run holds this quarter."""

    exit_status = 75


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an extract, as data.

    `code` is stable (tests and scripts may rely on it); `row` counts the header as row 1, null when
    the fault is of the whole file; `rows` is how many rows break the same rule, and `listed_in` the
    file of the workspace that holds them all, empty where there is none.
    """

    code: str
    file: str
    expected: str
    fix: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    rows: int = 1
    listed_in: str = ""

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file}, row {self.row}"
        said = f"{where}: {self.expected}."
        if self.column:
            seen = "empty" if self.value is None else f"'{shown(self.value)}'"
            said = f"{where}: {self.column} is {seen}, expected {self.expected}."
        if self.rows > 1:
            listed = f"; all are in {self.listed_in}" if self.listed_in else ""
            said += f" {self.rows} rows break this rule{listed}."
        return f"{said}\n{self.fix}"


class DataFaults(SrmError):
    """An extract is not what its source declares. Nothing was published; `faults` lists all that
    was found.
    """

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n\n".join(str(fault) for fault in faults))

    @property
    def codes(self) -> set[str]:
        return {fault.code for fault in self.faults}
