"""The canonical tables: grain, key, columns, types and units.

The contract (what a load accepts), the data dictionary (`data/README.md`) and the checks are all made from this page.
A source may leave out a whole table: what needs it then reads "not supplied".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Counts up whenever a snapshot built before can no longer be read by the code after.
VERSION = 2
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Type:
    """A canonical type: how it is stored, what text is accepted for it, and the words for that in a message."""

    sql: str
    pattern: str
    words: str


TEXT = Type("VARCHAR", r".*", "text")
DATE = Type("DATE", r"\d{4}-\d{2}-\d{2}", f"a date from {FIRST_DAY} to {LAST_DAY}")
AMOUNT = Type("DECIMAL(19,2)", r"-?\d{1,15}(\.\d{1,2})?", "an amount with at most 2 decimals")
UNIT_PRICE = Type("DECIMAL(18,8)", r"-?\d{1,8}(\.\d{1,8})?", "a price per unit with at most 8 decimals")
RATE = Type("DECIMAL(18,8)", r"-?\d{1,10}(\.\d{1,8})?", "a rate with at most 8 decimals")
QTY = Type("DECIMAL(18,3)", r"-?\d{1,15}(\.\d{1,3})?", "a quantity with at most 3 decimals")
FLAG = Type("BOOLEAN", r"true|false", "true or false")


@dataclass(frozen=True)
class Column:
    """One column: `required` refuses an empty cell; `one_of` and `least` refuse other values; `refers` names the table of the key."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    one_of: tuple[str, ...] = ()
    least: int | None = None
    refers: str | None = None

    @property
    def expectation(self) -> str:
        """What a cell of this column must be, in words."""
        if self.one_of:
            return "one of " + ", ".join(self.one_of)
        least = f" of at least {self.least}" if self.least is not None else ""
        article = "a number" if least and self.type is not DATE else self.type.words
        return f"{article}{least}" + ("" if self.required else ", or empty")


@dataclass(frozen=True)
class Table:
    """One canonical table. `grain` says in words what one row is; `key` is unique; `event_on` dates the last event.

    `rules` hold between columns of one row: (condition in SQL, the column at fault, what is expected of it).
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    event_on: str | None = None
    rules: tuple[tuple[str, str, str], ...] = ()

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


SUPPLIER_KINDS = ("outside", "own_warehouse", "carrier")
LINE_STATUSES = ("open", "closed", "cancelled")
RECEIPT_KINDS = ("receipt", "reversal", "return")
COST_STATES = ("amount", "included", "unknown")
CAUSES = ("theirs", "ours", "shared", "open", "terms")
ELEMENTS = (
    "price", "freight_duty", "order_admin", "payment_terms", "expedite", "premium_freight", "safety_stock", "early_stock",
    "line_stop", "inspection", "sort_rework", "scrap", "return_handling", "corrective", "support_time", "invoice_fix",
    "warranty", "customer_fail", "onboard_switch", "recovered",
)  # fmt: skip
COMPONENTS = ("freight", "insurance", "duty", "packaging")

TABLES = (
    Table(
        "suppliers",
        "one supplier, as the buyer's systems know it",
        ("supplier_id",),
        (
            Column("supplier_id", TEXT, "the supplier's number or, where an extract has none, its name as spelt there", required=True),
            Column("name", TEXT, "the name people read", required=True),
            Column("kind", TEXT, "outside firm, the buyer's own warehouse (gets no report), or carrier", required=True, one_of=SUPPLIER_KINDS),
            Column("parent_id", TEXT, "the firm it belongs to, as its supplier_id"),
            Column("category", TEXT, "what is bought from it"),
            Column("country", TEXT, "country of the supplier"),
            Column("currency", TEXT, "currency of its orders, ISO 4217"),
        ),
    ),
    Table(
        "parts",
        "one part that is bought",
        ("part_id",),
        (
            Column("part_id", TEXT, "the part's number or, where an extract has none, its description", required=True),
            Column("name", TEXT, "the name people read", required=True),
            Column("category", TEXT, "group of parts"),
            Column("uom", TEXT, "unit of measure of quantities"),
        ),
    ),
    Table(
        "schedule_lines",
        "one dated delivery of a purchase order line (the grain of on time, in full)",
        ("line_id",),
        (
            Column("line_id", TEXT, "the line's own number", required=True),
            Column("order_id", TEXT, "the order it belongs to"),
            Column("supplier_id", TEXT, "who was asked to deliver", required=True, refers="suppliers"),
            Column("part_id", TEXT, "what was ordered", refers="parts"),
            Column("site", TEXT, "where it was to arrive"),
            Column("made_at", TEXT, "the factory that made it, where the extract says so"),
            Column("ordered_on", DATE, "day the order was sent; empty when not known"),
            Column("requested_on", DATE, "day the buyer asked for"),
            Column("first_confirmed_on", DATE, "day the supplier confirmed first"),
            Column("last_confirmed_on", DATE, "day the supplier confirmed last"),
            Column("promised_on", DATE, "the promised day, where an extract has one promised date and does not say whose"),
            Column("ordered_qty", QTY, "quantity ordered", required=True, least=0),
            Column("value_amount", AMOUNT, "purchase price of the whole line", required=True),
            Column("currency", TEXT, "currency of value_amount, ISO 4217", required=True),
            Column("status", TEXT, "open, closed or cancelled", required=True, one_of=LINE_STATUSES),
            Column("cancelled_on", DATE, "day it was cancelled"),
        ),
        event_on="ordered_on",
        rules=(("status <> 'cancelled' OR cancelled_on IS NOT NULL", "cancelled_on", "a date, because the status is cancelled"),),
    ),
    Table(
        "receipts",
        "one goods receipt, reversal or return of a schedule line",
        ("receipt_id",),
        (
            Column("receipt_id", TEXT, "the receipt's own number", required=True),
            Column("line_id", TEXT, "the schedule line it fills", required=True, refers="schedule_lines"),
            Column("kind", TEXT, "receipt, reversal of a receipt, or return to the supplier", required=True, one_of=RECEIPT_KINDS),
            Column("shipped_on", DATE, "day the goods left the supplier"),
            Column("docked_on", DATE, "day the goods reached the dock", required=True),
            Column("posted_on", DATE, "day the receipt was keyed in"),
            Column("received_qty", QTY, "quantity, positive for every kind; empty when the extract has none", least=0),
            Column("shipment_id", TEXT, "the shipment it came with"),
            Column("of_receipt_id", TEXT, "for a reversal or return: the receipt it takes back"),
        ),
        event_on="posted_on",
        rules=(
            (
                "kind = 'receipt' OR (of_receipt_id IS NOT NULL AND concat(line_id, '/', of_receipt_id) IN"
                " (SELECT concat(line_id, '/', receipt_id) FROM shaped_receipts WHERE kind <> 'reversal'))",
                "of_receipt_id",
                "a receipt or return of the same line that is taken back",
            ),
        ),
    ),
    Table(
        "cost_events",
        "one booked cost beside the price, or the statement that it is included or not known",
        ("event_id",),
        (
            Column("event_id", TEXT, "the event's own number", required=True),
            Column("element", TEXT, "cost element", required=True, one_of=ELEMENTS),
            Column("component", TEXT, "part of the element: freight, insurance, duty or packaging", one_of=COMPONENTS),
            Column("supplier_id", TEXT, "the supplier it belongs to", required=True, refers="suppliers"),
            Column("shipment_id", TEXT, "set when the cost belongs to a shipment: it is spread over the shipment's receipts by value"),
            Column("line_id", TEXT, "set when the cost belongs to one schedule line", refers="schedule_lines"),
            Column("occurred_on", DATE, "day of the event", required=True),
            Column("state", TEXT, "an amount, included in the price, or unknown", required=True, one_of=COST_STATES),
            Column("amount", AMOUNT, "the cost; a credit is negative; empty unless the state is amount"),
            Column("currency", TEXT, "currency of the amount, ISO 4217", required=True),
            Column("cause", TEXT, "whose cause: theirs, ours, shared, open (not agreed), or terms", required=True, one_of=CAUSES),
            Column("note", TEXT, "what the extract says about it"),
        ),
        event_on="occurred_on",
        rules=(
            ("(state = 'amount') = (amount IS NOT NULL)", "amount", "a number where the state is amount, empty in any other state"),
            ("(element = 'freight_duty') = (component IS NOT NULL)", "component", "filled for the element freight_duty, empty for any other"),
        ),
    ),
    Table(
        "rates",
        "one value of a rate, from its first day on",
        ("rate_name", "valid_from"),
        (
            Column("rate_name", TEXT, "the rate", required=True),
            Column("valid_from", DATE, "first day it holds", required=True),
            Column("value", RATE, "the value", required=True),
            Column("unit", TEXT, "unit of the value", required=True),
            Column("source", TEXT, "where it comes from", required=True),
            Column("agreed_by", TEXT, "who agreed it"),
        ),
    ),
    Table(
        "fx",
        "one exchange rate of one day",
        ("currency", "rate_on"),
        (
            Column("currency", TEXT, "the foreign currency, ISO 4217", required=True),
            Column("rate_on", DATE, "day of the rate", required=True),
            Column("fx_rate", RATE, "units of the reporting currency for one unit of this currency", required=True, least=0),
        ),
        event_on="rate_on",
        rules=(("try_cast(fx_rate AS DECIMAL(18, 8)) > 0", "fx_rate", "a rate above 0"),),
    ),
)  # fmt: skip


def table(name: str) -> Table:
    """The canonical table of a name. Raises KeyError when there is none."""
    return {t.name: t for t in TABLES}[name]


def dictionary() -> str:
    """The data dictionary as Markdown, for `data/README.md`."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `src/srmlib/schema.py` by `make dictionary`; a test keeps the two in step. Empty means unknown, never zero.",
        "Column suffixes: `_id` text key, `_on` date, `_qty` quantity, `_amount` money, `_rate` rate.",
    ]
    for t in TABLES:
        lines += ["", f"## {t.name}", "", f"One row is {t.grain}. Key: {', '.join(f'`{k}`' for k in t.key)}.", ""]
        lines += ["| column | type | must be | meaning |", "|---|---|---|---|"]
        for c in t.columns:
            refers = f" A key of `{c.refers}`." if c.refers else ""
            lines.append(f"| `{c.name}` | {c.type.sql} | {c.expectation} | {c.meaning}.{refers} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(dictionary(), end="")
