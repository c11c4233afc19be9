"""The switches of each metric: what two firms may read differently, with the words people say for
every choice.

The order of a metric's switches is the printed order of its bridge. A basis is one choice per
switch, as a plain dict.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from srmlib.errors import DefinitionError

Choice = str | int | None
Basis = dict[str, Choice]


@dataclass(frozen=True)
class Switch:
    """One choice in how a metric is counted.

    `choices` maps each allowed choice to its words. A switch with `number` takes whole numbers from
    `least` on instead, said by that template; `choices` then only name the special ones (None for
    "no limit").
    """

    name: str
    words: str
    default: Choice
    choices: dict[Choice, str] = field(default_factory=dict)
    number: str | None = None
    least: int = 0

    @property
    def sql_type(self) -> str:
        return "INTEGER" if self.number else "VARCHAR"

    @property
    def expectation(self) -> str:
        if not self.number:
            return " or ".join(map(str, self.choices))
        return f"a whole number of at least {self.least}" + (
            " or null" if None in self.choices else ""
        )

    def allows(self, choice: object) -> bool:
        is_number = (
            self.number is not None
            and isinstance(choice, int)
            and not isinstance(choice, bool)
            and choice >= self.least
        )
        return is_number or (
            isinstance(choice, str | int | None)
            and not isinstance(choice, bool)
            and choice in self.choices
        )

    def say(self, choice: Choice) -> str:
        """A choice as people say it.

        >>> Switch("late_days", "How late is allowed", 0, {0: "not a day late"}, "up to {} days late").say(3)
        'up to 3 days late'
        """
        if choice in self.choices:
            return self.choices[choice]
        said = self.number.format(choice)
        return said.replace(" 1 days", " 1 day").replace(" 1 months", " 1 month")


SWITCHES: dict[str, tuple[Switch, ...]] = {
    "Q1": (
        Switch(
            "use_as_is",
            "Lots used as they are",
            "reject",
            {"reject": "count as rejected", "accept": "count as accepted"},
        ),
        Switch(
            "skip_lots",
            "Lots let through without inspection",
            "out",
            {"out": "not counted", "in": "count as accepted"},
        ),
        Switch(
            "found_later",
            "A defect found after acceptance",
            "reopens",
            {"reopens": "makes the lot rejected", "stays": "leaves the lot accepted"},
        ),
        Switch("unit", "What is counted", "lot", {"lot": "lots", "part": "parts"}),
    ),
    "Q2": (
        Switch(
            "numerator",
            "Which defective quantity counts",
            "confirmed",
            {
                "claimed": "the quantity claimed",
                "blocked": "the whole blocked quantity",
                "confirmed": "what the supplier's analysis confirmed",
            },
        ),
        Switch(
            "period",
            "The day that places a defect",
            "found",
            {"found": "the day it was found", "made": "the day it was made"},
        ),
        Switch(
            "denominator",
            "Of what quantity",
            "received",
            {"received": "received in the period", "shipped": "shipped in the period"},
        ),
    ),
    "Q3": (
        Switch(
            "closed",
            "When an action is closed",
            "verified",
            {"verified": "its effect is verified", "answered": "the answer is sent"},
        ),
        Switch(
            "due",
            "The due date that counts",
            "extended",
            {"original": "the original one", "extended": "the last one agreed"},
        ),
        Switch(
            "clock",
            "How the days to the due date run",
            "calendar",
            {"calendar": "calendar days", "working": "working days"},
        ),
    ),
    "Q4": (
        Switch(
            "code",
            "The same defect is",
            "exact",
            {"exact": "the same defect code", "family": "the same family of codes"},
        ),
        Switch(
            "item",
            "The same part is",
            "part",
            {"part": "the same part", "family": "the same group of parts"},
        ),
        Switch(
            "months", "How long after the action was closed", 12, {}, "within {} months", least=1
        ),
    ),
    "D1": (
        Switch(
            "due",
            "The date that counts",
            "last_confirmed",
            {
                "requested": "requested date",
                "first_confirmed": "first confirmed date",
                "last_confirmed": "last confirmed date",
            },
        ),
        Switch(
            "place",
            "Where goods count as received",
            "dock",
            {"posted": "keyed in", "dock": "at the dock", "shipped": "shipped"},
        ),
        Switch(
            "clock",
            "How late is told",
            "day",
            {
                "day": "by calendar dates",
                "time": "by the time of day, the due date ending at midnight before it",
            },
        ),
        Switch(
            "early_days",
            "How early is allowed",
            None,
            {None: "any day early", 0: "not a day early"},
            "up to {} days early",
        ),
        Switch("late_days", "How late is allowed", 0, {0: "not a day late"}, "up to {} days late"),
        Switch(
            "full_percent",
            "What counts as full",
            100,
            {0: "any quantity", 100: "the ordered quantity"},
            "at least {}% of it",
        ),
        Switch(
            "over_percent",
            "How much more is allowed",
            None,
            {None: "any quantity more", 0: "nothing more"},
            "up to {}% more",
        ),
        Switch(
            "partials",
            "Which of several receipts decides",
            "last",
            {"last": "the one that fills the line", "first": "the first"},
        ),
        Switch(
            "returns",
            "What returns do to a delivery",
            "stand",
            {"stand": "it stands", "undo": "it was not received"},
        ),
        Switch(
            "overdue",
            "Lines of which nothing came",
            "miss",
            {"miss": "a miss", "ignored": "not counted"},
        ),
        Switch(
            "changed",
            "Lines the buyer changed inside the lead time",
            "in",
            {"in": "counted", "out": "not counted"},
        ),
        Switch(
            "cancelled",
            "Lines cancelled before they were due",
            "out",
            {"out": "not counted", "in": "a miss"},
        ),
        Switch("free", "Lines free of charge", "in", {"in": "counted", "out": "not counted"}),
        Switch(
            "period",
            "The day that places a line",
            "due",
            {"due": "the due date", "received": "the day it was received"},
        ),
        Switch(
            "unit",
            "What is counted",
            "line",
            {"line": "lines", "order": "orders", "quantity": "quantity", "value": "value"},
        ),
    ),
    "D2": (
        Switch(
            "confirmation",
            "Which confirmation counts",
            "last",
            {"last": "the last", "first": "the first"},
        ),
        Switch(
            "after_due",
            "Confirmations sent after the day they move",
            "ignored",
            {"ignored": "do not count", "count": "count like any other"},
        ),
    ),
    "D3": (
        Switch(
            "start",
            "Lead time runs from",
            "ordered",
            {"ordered": "the order date", "confirmed": "the first confirmation"},
        ),
        Switch(
            "days", "Days are", "calendar", {"calendar": "calendar days", "working": "working days"}
        ),
        Switch(
            "expedites", "Lines that were expedited", "in", {"in": "counted", "out": "not counted"}
        ),
    ),
    "S1": (
        Switch(
            "auto_reply", "An automatic reply", "no", {"no": "is no answer", "yes": "is an answer"}
        ),
        Switch(
            "clock",
            "The clock runs",
            "always",
            {"always": "day and night", "business": "Monday to Friday, 8 to 18"},
        ),
        Switch(
            "start",
            "The clock starts when the ticket is",
            "opened",
            {"opened": "sent", "triaged": "triaged"},
        ),
        Switch(
            "severity",
            "The target is that of",
            "caller",
            {"caller": "the caller's priority", "supplier": "the supplier's priority"},
        ),
    ),
    "S2": (
        Switch("reopen_days", "Reopened counts", 14, {}, "within {} days"),
        Switch(
            "follow_up",
            "A new ticket on the same fault",
            "reopens",
            {"reopens": "reopens the old one", "new": "is a new one"},
        ),
        Switch(
            "silence",
            "Closed because the caller was silent",
            "fixed",
            {"fixed": "counts as fixed", "out": "is not counted"},
        ),
    ),
    "S3": (
        Switch(
            "pauses",
            "Time waiting for the customer",
            "runs",
            {"runs": "counts", "stops": "does not count"},
        ),
        Switch(
            "until",
            "The clock stops when service is",
            "restored",
            {"restored": "restored", "resolved": "resolved for good"},
        ),
        Switch(
            "severity",
            "Priorities 1 and 2 are those of",
            "caller",
            {"caller": "the caller", "supplier": "the supplier"},
        ),
        Switch(
            "statistic", "Of all the hours, the", "median", {"median": "median", "mean": "mean"}
        ),
    ),
    "C1": (
        Switch("ours", "Costs we caused ourselves", "in", {"in": "counted", "out": "not counted"}),
        Switch(
            "recovered",
            "Credits the supplier gave",
            "in",
            {"in": "taken off", "out": "not taken off"},
        ),
        Switch(
            "elements",
            "Which costs count",
            "all",
            {"all": "all elements", "invoiced": "only freight, insurance and duty"},
        ),
        Switch(
            "rates",
            "Costs valued by a rate",
            "in",
            {"in": "counted", "out": "not counted, only booked amounts are"},
        ),
        Switch(
            "carrying",
            "Capital tied up in payment terms, safety and early stock",
            "in",
            {"in": "counted", "out": "not counted"},
        ),
    ),
    "C2": (
        Switch(
            "tolerance_percent",
            "A price difference is no error",
            0,
            {0: "never"},
            "up to {}% of the line",
        ),
        Switch(
            "our_errors",
            "Errors that began with our order",
            "in",
            {"in": "counted", "out": "not counted as errors"},
        ),
        Switch(
            "credit_notes",
            "Credit notes",
            "out",
            {"out": "not counted", "in": "counted as invoice lines"},
        ),
    ),
    "P1": (
        Switch(
            "depends",
            "Which promises depend on the supplier",
            "all",
            {"all": "all that need its goods or service", "shipped": "those shipped"},
        ),
        Switch(
            "cause",
            "A broken promise is the supplier's when its cause is",
            "agreed",
            {"agreed": "agreed", "claimed": "claimed"},
        ),
        Switch(
            "promise",
            "The promise that counts",
            "first",
            {"first": "the first", "revised": "the last one given"},
        ),
    ),
    "P2": (
        Switch(
            "complaint",
            "What is a complaint",
            "complaint",
            {"complaint": "every complaint", "claim": "only a claim for money or goods"},
        ),
        Switch(
            "traced",
            "Traced to the supplier is",
            "traced",
            {"traced": "what our trace says", "accepted": "what the supplier accepted"},
        ),
        Switch(
            "unit",
            "What is counted",
            "event",
            {"event": "complaints", "unit": "units complained about"},
        ),
    ),
}


def basis(metric_id: str, **choices: Choice) -> Basis:
    """A basis of a metric: the default of each switch, with these choices instead. Raises
    DefinitionError for an unknown one.

    >>> basis("D2", confirmation="first")
    {'confirmation': 'first', 'after_due': 'ignored'}
    """
    return read_basis(metric_id, choices, metric_id)


def read_basis(metric_id: str, stated: dict, where: str, start: Basis | None = None) -> Basis:
    """What is stated, on top of `start` (else the defaults), in printed order. Raises
    DefinitionError for an unknown switch or choice.
    """
    switches = {switch.name: switch for switch in SWITCHES.get(metric_id, ())}
    for name, choice in stated.items():
        if name not in switches:
            expected = (
                f"expected one of {', '.join(switches)}" if switches else "this metric has none"
            )
            raise DefinitionError(f"{where}: '{name}' is no switch, {expected}.\nCorrect the name.")
        if not switches[name].allows(choice):
            raise DefinitionError(
                f"{where}: {name} is '{choice}', expected"
                f" {switches[name].expectation}.\nCorrect it."
            )
    return {name: switch.default for name, switch in switches.items()} | (start or {}) | stated


def switch_of(metric_id: str, name: str) -> Switch:
    return next(switch for switch in SWITCHES[metric_id] if switch.name == name)


def page() -> str:
    """Every switch with its choices as Markdown, for `data/definitions/SWITCHES.md`."""
    lines = [
        "# Switches",
        "",
        (
            "What two firms may read differently, per metric, in the printed order of its bridge."
            " Generated from `src/srmlib/rules/switches.py` by"
        ),
        (
            "`make dictionary`; a test keeps the two in step. The default holds where nothing is"
            " agreed; `null` stands for no limit."
        ),
    ]
    for metric_id, switches in SWITCHES.items():
        lines += [
            "",
            f"## {metric_id}",
            "",
            "| switch | what it is | choices | default |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| `{s.name}` | {s.words} | {_choices(s)} | {_spelt(s.default)} |" for s in switches
        ]
    return "\n".join(lines) + "\n"


def _choices(switch: Switch) -> str:
    told = [f"{_spelt(choice)} {words}" for choice, words in switch.choices.items()]
    return " · ".join(
        [*told, *([f"a whole number: {switch.number.format('n')}"] if switch.number else [])]
    )


def _spelt(choice: Choice) -> str:
    return "`null`" if choice is None else f"`{choice}`"


if __name__ == "__main__":
    print(page(), end="")
