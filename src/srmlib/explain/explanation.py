"""An explanation as it is handed out, and the words that all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jinja2 import Environment

from srmlib.numbers import exact

BASIS_WORDS = {
    "agreed": "the agreed basis",
    "buyer": "the buyer's own basis",
    "supplier": "the supplier's own basis",
    "before": "the basis agreed before",
}


@dataclass(frozen=True)
class Step:
    """One question and its answer. `switches` are the choices of the basis it went by, in words;
    `data` the rows it rests on, column to value.

    `outcome` is null but for the last step, whose answer decides.
    """

    question: str
    answer: str
    switches: tuple[str, ...] = ()
    data: tuple[dict[str, object], ...] = ()
    outcome: str | None = None


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why one row reads as it does on one basis.

    `numerator` and `denominator` are what the row puts into the metric (0 where it is not counted);
    `units` says of what each is. `counted_on` places it in a month and is null where nothing does.
    `others` is how the other stated bases read the same row.
    """

    metric_id: str
    name: str
    kind: str
    row_id: str
    supplier_id: str
    basis: str
    outcome: str
    outcome_words: str
    is_counted: bool
    counted_on: date | None
    numerator: Decimal
    denominator: Decimal
    units: tuple[str, str]
    steps: tuple[Step, ...]
    others: str

    @property
    def title(self) -> str:
        row = f"{self.kind} {self.row_id}".strip()
        return (
            f"{self.metric_id} {self.name}: {row} of {self.supplier_id}, on"
            f" {BASIS_WORDS[self.basis]}: {self.outcome_words}"
        )

    @property
    def counts(self) -> str:
        """What the row counts for, as a sentence."""
        if not self.is_counted:
            return (
                "It is not counted: it puts nothing into the numerator and nothing into the"
                " denominator."
            )
        of, among = self.units
        month = f"{self.counted_on:%B %Y}" if self.counted_on else "none"
        return (
            f"It is counted. Numerator ({of}): {spoken(self.numerator)}. Denominator ({among}):"
            f" {spoken(self.denominator)}. Month: {month}."
        )

    def __repr__(self) -> str:
        lines = [self.title]
        for number, step in enumerate(self.steps, start=1):
            lines.append(f"{number:>3}. {step.question} {step.answer}")
            lines += [f"       by “{choice}”" for choice in step.switches]
            lines += [f"       from {record_text(record)}" for record in step.data]
        return "\n".join([*lines, "", self.counts, self.others]).rstrip()

    def _repr_html_(self) -> str:
        return PAGE.render(e=self, record_text=record_text)


# autoescape: row ids, subjects and codes come from the extract.
PAGE = Environment(autoescape=True, trim_blocks=True).from_string(
    """<section class="explanation"><p><strong>{{ e.title }}</strong></p>
<ol>
{% for step in e.steps %}
<li>{{ step.question }} <strong>{{ step.answer }}</strong>
{% for choice in step.switches %}<br><small>by “{{ choice }}”</small>{% endfor %}
{% for record in step.data %}<br><small>from <code>{{ record_text(record) }}</code></small>{% endfor %}
</li>
{% endfor %}
</ol>
<p>{{ e.counts }}</p>
{% if e.others %}<p>{{ e.others }}</p>{% endif %}
</section>"""
)


def spoken(value: object) -> str:
    """A value as people read it.

    >>> spoken(date(2026, 7, 3)), spoken(Decimal("1200.500")), spoken(True), spoken(None)
    ('3 July 2026', '1,200.5', 'yes', 'not known')
    >>> spoken(Decimal("100.0000")), spoken(Decimal("12.4350"))
    ('100.00', '12.435')
    """
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.day} {value:%B %Y %H:%M}"
        case date():
            return f"{value.day} {value:%B %Y}"
        case Decimal():
            # Quantities have three decimals, money two, or up to four as it is stated.
            decimals = value.as_tuple().exponent
            if decimals == -3:
                return exact(value)
            return exact(value, 2) if decimals == -4 else f"{value:,f}"
        case int():
            return f"{value:,}"
    return str(value)


def record_text(record: dict[str, object]) -> str:
    """The columns of a row and their values, as they stand in the data: `due_on 2026-07-10,
    ordered_qty 10.000`.
    """
    return ", ".join(
        f"{name} {'empty' if value is None else value}" for name, value in record.items()
    )
