"""The canonical tables: grain, key, columns, types and units.

The contract (what a load accepts), the data dictionary (`data/README.md`) and the checks are all
made from this page. A source may leave out a whole table: what needs it then reads "not supplied".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.rules.currencies import WITHOUT_DECIMALS
from srmlib.rules.elements import COMPONENTS, ELEMENTS, check_tables

# Counts up whenever a snapshot built before can no longer be read by the code after.
VERSION = 9
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2099, 12, 31)


@dataclass(frozen=True)
class Type:
    """A canonical type: how it is stored, what text is accepted for it, and the words for that in a
    message.
    """

    sql: str
    pattern: str
    words: str


TEXT = Type("VARCHAR", r".*", "text")
DATE = Type("DATE", r"\d{4}-\d{2}-\d{2}", f"a date from {FIRST_DAY} to {LAST_DAY}")
AMOUNT = Type(
    "DECIMAL(18,4)",
    r"-?\d{1,14}(\.\d{1,4})?",
    "an amount with at most 14 digits before its decimal mark and 4 after",
)
RATE = Type(
    "DECIMAL(18,8)",
    r"-?\d{1,10}(\.\d{1,8})?",
    "a rate with at most 10 digits before its decimal mark and at most 8 decimals after it",
)
QTY = Type(
    "DECIMAL(18,3)",
    r"-?\d{1,15}(\.\d{1,3})?",
    "a quantity with at most 15 digits before its decimal mark and at most 3 decimals after it",
)
COUNT = Type("BIGINT", r"-?\d{1,15}", "a whole number with at most 15 digits")
FLAG = Type("BOOLEAN", r"true|false", "true or false")
TIME = Type(
    "TIMESTAMP",
    r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}",
    f"a time in UTC such as 2026-07-01 08:30:00, from {FIRST_DAY} to {LAST_DAY}",
)

NUMBERS = (AMOUNT, RATE, QTY, COUNT)


@dataclass(frozen=True)
class Column:
    """One column: `required` refuses an empty cell; `one_of` and `least` refuse other values;
    `refers` names the table of the key. `happened`: it states the day or time of a thing that
    happened, never of a plan, a promise or a due date. `names`: what it is the number of, where it
    need not stand in a table.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    one_of: tuple[str, ...] = ()
    least: int | None = None
    refers: str | None = None
    happened: bool = False
    names: str | None = None

    @property
    def expectation(self) -> str:
        """What a cell of this column must be, in words.

        >>> Column("fx_units", RATE, "", least=0).expectation.split(" with ")[0]
        'a rate of at least 0'
        """
        if self.one_of:
            return "one of " + ", ".join(self.one_of)
        words = self.type.words
        if self.least is not None:
            kind, _, limits = words.partition(" with ")
            words = f"{kind} of at least {self.least} with {limits}"
        return words if self.required else f"{words}, or empty"


@dataclass(frozen=True)
class Table:
    """One canonical table. `grain` says in words what one row is; `key` is unique.

    `rules` hold between columns of one row: (condition in SQL, the column at fault, what is
    expected of it).
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[tuple[str, str, str], ...] = ()

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def happenings(self, kind: Type) -> list[str]:
        """Its columns of that type, days or times, that state a thing that happened."""
        return [c.name for c in self.columns if c.happened and c.type is kind]

    def ids(self) -> dict[str, str]:
        """Its columns that number or name a thing, and what they number: its own key, and what it
        names without referring to it.
        """
        named = {c.name: c.names for c in self.columns if c.names}
        if len(self.key) > 1:
            return named
        return {self.key[0]: self.name} | named


def _whole_where_no_decimals(
    column: str, currency: str = "currency"
) -> tuple[str, str, str]:
    """Yen with decimals are as a rule yen that an export moved by two places."""
    no_decimals = ", ".join(f"'{code}'" for code in WITHOUT_DECIMALS)
    return (
        f"{currency} NOT IN ({no_decimals}) OR regexp_full_match({column}, '-?[0-9]+([.]0*)?')",
        column,
        "a whole amount, because its currency has no decimals",
    )


def _their_share(column: str) -> tuple[tuple[str, str, str], ...]:
    """The supplier's share is of a shared cause, and of no other."""
    return (
        (
            f"their_share_rate IS NULL OR {column} = 'shared'",
            "their_share_rate",
            f"empty where {column} is not shared",
        ),
        (
            "coalesce(try_cast(their_share_rate AS DECIMAL(18, 8)), 0) <= 1",
            "their_share_rate",
            "a share of at most 1",
        ),
    )


def _own_rates() -> tuple[tuple[str, str, str], ...]:
    return (
        ("try_cast(fx_rate AS DECIMAL(18, 8)) > 0", "fx_rate", "a rate above 0, or empty"),
        (
            "try_cast(fx_units AS DECIMAL(18, 8)) > 0",
            "fx_units",
            "a number above 0, or empty",
        ),
        (
            "fx_units IS NULL OR fx_rate IS NOT NULL",
            "fx_units",
            "empty where there is no fx_rate",
        ),
    )


UOM = (
    "unit that {} is stated in, where that is not its part's own: the quantity is converted, and"
    " stands in stated_qty as it was stated"
)
OWN_RATE = (
    Column(
        "fx_rate",
        RATE,
        "the exchange rate agreed for it, where there is one: units of the reporting currency for"
        " fx_units of its currency; it goes before the table fx",
        least=0,
    ),
    Column("fx_units", RATE, "for so many units of its currency; empty means one", least=0),
)

SUPPLIER_KINDS = ("outside", "own_warehouse", "carrier")
LINE_STATUSES = ("open", "closed", "cancelled")
RECEIPT_KINDS = ("receipt", "reversal", "return")
COST_STATES = ("amount", "included", "unknown")
CAUSES = ("theirs", "ours", "shared", "carrier", "open", "terms")
ALLOCATIONS = ("value", "weight", "quantity", "equally")
DECISIONS = ("accept", "use_as_is", "reject")
FOUND_AT = ("incoming", "line", "customer")
BREAK_CAUSES = ("theirs", "ours", "shared", "open")
CHANGED_FIELDS = ("date", "quantity", "price", "drawing", "specification")
SIDES = ("buyer", "supplier")
PRIORITIES = ("P1", "P2", "P3", "P4")
CLOSED_BY = ("caller", "silence")
CORRECTIONS = ("none", "price", "quantity", "tax")
TIERS = ("functional", "operational", "executive")
CLAIMS = ("met", "missed", "not_counted")
DISPUTE_STATES = ("open", "accepted", "refused")
EFFECT_KINDS = ("complaint", "return", "late_order", "line_stop", "incident")
CAUSE_SIDES = ("theirs", "tier2", "carrier", "ours", "shared", "not_agreed")
COST_EFFECT_KINDS = (*EFFECT_KINDS, "notice")
# What an entry of the register of causes may be of: what broke, or a notice of a defect (NCR), a
# corrective action (8D) or a cost event, which name what broke.
INCIDENT_KINDS = (*COST_EFFECT_KINDS, "corrective_action", "cost_event")
CAUSE_STATES = ("agreed", "claimed")
# Incoterms 2020, and DAT of 2010.
INCOTERMS = (
    *("EXW", "FCA", "FAS", "FOB"),
    *("CFR", "CIF", "CPT", "CIP"),
    *("DAP", "DPU", "DAT", "DDP"),
)
INPUT_EVIDENCE = ("lot", "window")
BEHIND_KINDS = ("maker", "carrier", "service")

# What holds from one day until another: the second comes after the first.
VALID = (
    (
        "valid_from IS NULL OR valid_until IS NULL OR valid_from < valid_until",
        "valid_until",
        "a day after valid_from",
    ),
)

TABLES = (
    Table(
        "suppliers",
        "one supplier, as the buyer's systems know it",
        ("supplier_id",),
        (
            Column(
                "supplier_id",
                TEXT,
                "the supplier's number or, where an extract has none, its name as spelt there",
                required=True,
            ),
            Column("name", TEXT, "the name people read", required=True),
            Column(
                "kind",
                TEXT,
                "outside firm, the buyer's own warehouse (gets no report), or carrier",
                required=True,
                one_of=SUPPLIER_KINDS,
            ),
            Column(
                "parent_id",
                TEXT,
                "the firm it belongs to, as its supplier_id; each has its own report",
                refers="suppliers",
            ),
            Column("category", TEXT, "what is bought from it"),
            Column("country", TEXT, "country of the supplier"),
            Column("currency", TEXT, "currency of its orders, ISO 4217"),
        ),
        rules=(
            ("parent_id <> supplier_id", "parent_id", "another firm than itself, or empty"),
        ),
    ),
    Table(
        "mergers",
        "one firm that went into another: all its rows are read as the other's",
        ("supplier_id",),
        (
            Column(
                "supplier_id", TEXT, "the firm that was", required=True, refers="suppliers"
            ),
            Column(
                "into_supplier_id",
                TEXT,
                "the firm it is now, in whose report it is included",
                required=True,
                refers="suppliers",
            ),
            Column(
                "merged_on",
                DATE,
                "day of the merger; before that as-of date the two are read apart",
                required=True,
            ),
            Column("note", TEXT, "why, in words"),
        ),
        rules=(
            (
                "into_supplier_id <> supplier_id",
                "into_supplier_id",
                "another firm than the one that was",
            ),
        ),
    ),
    Table(
        "parts",
        "one part that is bought",
        ("part_id",),
        (
            Column(
                "part_id",
                TEXT,
                "the part's number or, where an extract has none, its description",
                required=True,
            ),
            Column("name", TEXT, "the name people read", required=True),
            Column("category", TEXT, "group of parts"),
            Column("uom", TEXT, "unit of measure of quantities"),
        ),
    ),
    Table(
        "unit_conversions",
        "one conversion of a unit: so many of one are so many of another",
        ("part_id", "from_uom", "to_uom"),
        (
            Column(
                "part_id", TEXT, "the part it holds for; empty means any", refers="parts"
            ),
            Column("from_uom", TEXT, "the one unit, such as box", required=True),
            Column("to_uom", TEXT, "the other, such as piece", required=True),
            Column("from_qty", COUNT, "so many of the one unit", required=True, least=1),
            Column("to_qty", COUNT, "are so many of the other", required=True, least=1),
        ),
        rules=(
            ("lower(from_uom) <> lower(to_uom)", "to_uom", "another unit than from_uom"),
        ),
    ),
    Table(
        "schedule_lines",
        "one dated delivery of a purchase order line (the grain of on time, in full)",
        ("line_id",),
        (
            Column("line_id", TEXT, "the line's own number", required=True),
            Column("order_id", TEXT, "the order it belongs to", names="orders"),
            Column(
                "supplier_id",
                TEXT,
                "who was asked to deliver",
                required=True,
                refers="suppliers",
            ),
            Column("part_id", TEXT, "what was ordered", refers="parts"),
            Column("site", TEXT, "where it was to arrive"),
            Column("made_at", TEXT, "the factory that made it, where the extract says so"),
            Column(
                "ordered_on",
                DATE,
                "day the order was sent; empty when not known",
                happened=True,
            ),
            Column("requested_on", DATE, "day the buyer asked for"),
            Column("first_confirmed_on", DATE, "day the supplier confirmed first"),
            Column("last_confirmed_on", DATE, "day the supplier confirmed last"),
            Column(
                "promised_on",
                DATE,
                "the promised day, where an extract has one promised date and does not say whose",
            ),
            Column("ordered_qty", QTY, "quantity ordered; empty when not known", least=0),
            Column("uom", TEXT, UOM.format("ordered_qty")),
            Column(
                "value_amount", AMOUNT, "purchase price of the whole line", required=True
            ),
            Column("currency", TEXT, "currency of value_amount, ISO 4217", required=True),
            *OWN_RATE,
            Column(
                "ship_by_on",
                DATE,
                "the supplier's last day to hand the goods to the carrier",
            ),
            Column(
                "ship_by_at",
                TIME,
                "the supplier's last moment to hand the goods to the carrier, where the extract"
                " has it",
            ),
            Column(
                "incoterm",
                TEXT,
                "the Incoterm agreed for it: with one of E or F the buyer bears carriage, with one"
                " of C or D the supplier",
                one_of=INCOTERMS,
            ),
            Column(
                "carriage_by",
                TEXT,
                "who contracted the carrier, where that is stated: it goes before the Incoterm",
                one_of=SIDES,
            ),
            Column(
                "lead_days",
                COUNT,
                "the lead time agreed for it, in days; where empty, any change after the order is"
                " inside it",
                least=0,
            ),
            Column(
                "status",
                TEXT,
                "open, closed or cancelled",
                required=True,
                one_of=LINE_STATUSES,
            ),
            Column("cancelled_on", DATE, "day it was cancelled", happened=True),
            Column(
                "is_return",
                FLAG,
                "a line of its own for goods that go back: nothing is ordered with it, and a load"
                " counts its quantity and value as 0",
            ),
            Column(
                "closed_by",
                TEXT,
                "who closed it before all had come, where the extract says so: buyer or supplier",
                one_of=SIDES,
            ),
            Column(
                "closed_on", DATE, "day it was closed before all had come", happened=True
            ),
        ),
        rules=(
            (
                "status <> 'cancelled' OR cancelled_on IS NOT NULL",
                "cancelled_on",
                "a date, because the status is cancelled",
            ),
            (
                "coalesce(is_return, 'false') = 'true'"
                " OR try_cast(value_amount AS DECIMAL(18, 4)) >= 0",
                "value_amount",
                (
                    "an amount of at least 0: a credit is a cost event or an invoice line, and a"
                    " line for goods that go back has is_return"
                ),
            ),
            _whole_where_no_decimals("value_amount"),
            *_own_rates(),
        ),
    ),
    Table(
        "receipts",
        "one goods receipt, reversal or return of a schedule line",
        ("receipt_id",),
        (
            Column("receipt_id", TEXT, "the receipt's own number", required=True),
            Column(
                "line_id",
                TEXT,
                "the schedule line it fills",
                required=True,
                refers="schedule_lines",
            ),
            Column(
                "kind",
                TEXT,
                "receipt, reversal of a receipt, or return to the supplier",
                required=True,
                one_of=RECEIPT_KINDS,
            ),
            Column("shipped_on", DATE, "day the goods left the supplier", happened=True),
            Column(
                "shipped_at",
                TIME,
                "time the goods left the supplier, where the extract has it",
                happened=True,
            ),
            Column(
                "docked_on",
                DATE,
                "day the goods reached the dock",
                required=True,
                happened=True,
            ),
            Column(
                "docked_at",
                TIME,
                "time the goods reached the dock, where the extract has it",
                happened=True,
            ),
            Column("posted_on", DATE, "day the receipt was keyed in", happened=True),
            Column(
                "received_qty",
                QTY,
                "quantity, positive for every kind; empty when the extract has none",
                least=0,
            ),
            Column("uom", TEXT, UOM.format("received_qty")),
            Column("shipment_id", TEXT, "the shipment it came with", names="shipments"),
            Column("gross_weight", QTY, "weight in kilograms", least=0),
            Column(
                "of_receipt_id", TEXT, "for a reversal or return: the receipt it takes back"
            ),
            Column(
                "return_line_id",
                TEXT,
                "the order line a return was entered on, where it has one of its own; a load fills"
                " it, and line_id is then the line the goods came with",
            ),
            Column(
                "is_matched",
                FLAG,
                "what it takes back was matched by line and quantity, as the source's"
                " match_reversals states; a load fills it",
            ),
        ),
        rules=(
            (
                (
                    "kind <> 'reversal' OR concat(line_id, '/', of_receipt_id) IN (SELECT"
                    " concat(line_id, '/', receipt_id) FROM shaped_receipts WHERE kind <>"
                    " 'reversal')"
                ),
                "of_receipt_id",
                "a receipt or return of the same line that is taken back",
            ),
            (
                (
                    "kind <> 'return' OR of_receipt_id IN (SELECT receipt_id FROM shaped_receipts"
                    " WHERE kind = 'receipt')"
                ),
                "of_receipt_id",
                (
                    "the receipt whose goods go back: what takes a return back is a reversal of"
                    " it, and goods that come again are a receipt"
                ),
            ),
        ),
    ),
    Table(
        "cost_events",
        "one cost beside the price: booked, or counted and valued by a rate; or the statement that"
        " it is included or not known",
        ("event_id",),
        (
            Column("event_id", TEXT, "the event's own number", required=True),
            Column("element", TEXT, "cost element", required=True, one_of=tuple(ELEMENTS)),
            Column(
                "component",
                TEXT,
                "part of the element: freight, insurance, duty or packaging",
                one_of=tuple(COMPONENTS),
            ),
            Column(
                "supplier_id",
                TEXT,
                "the supplier it belongs to",
                required=True,
                refers="suppliers",
            ),
            Column(
                "shipment_id",
                TEXT,
                "set when the cost belongs to a shipment: it is spread over the shipment's"
                " receipts",
                names="shipments",
            ),
            Column(
                "order_id",
                TEXT,
                "set when the cost belongs to an order: it is spread over the order's receipts",
                names="orders",
            ),
            Column(
                "line_id",
                TEXT,
                "set when the cost belongs to one schedule line",
                refers="schedule_lines",
            ),
            Column(
                "part_id",
                TEXT,
                "set when the cost belongs to one part, where no line is named",
                refers="parts",
            ),
            Column("occurred_on", DATE, "day of the event", required=True, happened=True),
            Column(
                "state",
                TEXT,
                "an amount, included in the price, or unknown",
                required=True,
                one_of=COST_STATES,
            ),
            Column(
                "amount",
                AMOUNT,
                "the booked cost; a credit is negative; empty where a rate values it, or the state"
                " is not amount",
            ),
            Column("currency", TEXT, "currency of the booked amount, ISO 4217"),
            Column(
                "driver_qty",
                QTY,
                "how much of what the rate values: hours, minutes, chases; instead of a booked"
                " amount",
                least=0,
            ),
            Column("rate_name", TEXT, "the rate that values it on the day of the event"),
            Column(
                "allocate_by",
                TEXT,
                "how it is spread over several receipts; empty means by value",
                one_of=ALLOCATIONS,
            ),
            Column(
                "paid_by",
                TEXT,
                "who bears it; empty means the buyer, and only that enters the total",
                one_of=SIDES,
            ),
            Column(
                "cause",
                TEXT,
                "whose cause, as it was booked: theirs, ours, shared, carrier, open (not agreed), or"
                " terms; what the register of causes or the trace says of the incident goes before it",
                required=True,
                one_of=CAUSES,
            ),
            Column(
                "their_share_rate",
                RATE,
                "of a shared cause the supplier's share, from 0 to 1; empty where it is not known",
                least=0,
            ),
            Column("note", TEXT, "what the extract says about it"),
            Column(
                "effect_kind",
                TEXT,
                "what it is a cost of: complaint, return, late order, line stop, incident or notice"
                " (NCR)",
                one_of=COST_EFFECT_KINDS,
            ),
            Column(
                "effect_id",
                TEXT,
                "the number of that complaint, return, customer order, stop, incident or notice",
            ),
        ),
        rules=(
            (
                (
                    "line_id IS NULL OR concat(supplier_id, '/', line_id) IN (SELECT"
                    " concat(supplier_id, '/', line_id) FROM new_schedule_lines)"
                ),
                "line_id",
                "a schedule line of the same supplier",
            ),
            *_their_share("cause"),
            (
                "their_share_rate IS NULL OR effect_id IS NULL",
                "their_share_rate",
                "empty beside an effect_id: agreed_causes states the shares of what broke",
            ),
            (
                "(effect_kind IS NULL) = (effect_id IS NULL)",
                "effect_id",
                "an effect_id where there is an effect_kind, and none where there is none",
            ),
            (
                "element <> 'price'",
                "element",
                "any but price: the price comes from the order and what arrived",
            ),
            (
                "(driver_qty IS NULL) = (rate_name IS NULL)",
                "rate_name",
                "a rate where there is a driver_qty, and none where there is none",
            ),
            (
                "(state = 'amount') = (amount IS NOT NULL OR driver_qty IS NOT NULL)",
                "amount",
                (
                    "a number where the state is amount and no rate values it, empty in any other"
                    " state"
                ),
            ),
            (
                "amount IS NULL OR driver_qty IS NULL",
                "driver_qty",
                "empty beside a booked amount: one event is booked or valued by a rate, never both",
            ),
            (
                "amount IS NULL OR currency IS NOT NULL",
                "currency",
                "a currency beside a booked amount",
            ),
            (
                "(element = 'freight_duty') = (component IS NOT NULL)",
                "component",
                "filled for the element freight_duty, empty for any other",
            ),
            _whole_where_no_decimals("amount"),
        ),
    ),
    Table(
        "one_off_costs",
        "one cost paid once for years to come: qualification, tooling, onboarding",
        ("cost_id",),
        (
            Column("cost_id", TEXT, "the cost's own number", required=True),
            Column(
                "supplier_id",
                TEXT,
                "the supplier it was paid for",
                required=True,
                refers="suppliers",
            ),
            Column("part_id", TEXT, "the part, where it was paid for one", refers="parts"),
            Column("occurred_on", DATE, "day it was paid", required=True, happened=True),
            Column("amount", AMOUNT, "the whole cost", required=True, least=0),
            Column("currency", TEXT, "currency of the amount, ISO 4217", required=True),
            Column(
                "life_months",
                COUNT,
                "the months it is spread over, from the month it was paid in, as agreed",
                required=True,
                least=1,
            ),
            Column("note", TEXT, "what the extract says about it"),
        ),
        rules=(_whole_where_no_decimals("amount"),),
    ),
    Table(
        "cost_controls",
        "what the books hold of one cost element of one supplier in one month",
        ("supplier_id", "element", "month_on"),
        (
            Column("supplier_id", TEXT, "the supplier", required=True, refers="suppliers"),
            Column("element", TEXT, "cost element", required=True, one_of=tuple(ELEMENTS)),
            Column("month_on", DATE, "first day of the month", required=True),
            Column(
                "amount",
                AMOUNT,
                "the sum in the books, in the reporting currency",
                required=True,
            ),
        ),
        rules=(
            ("month_on LIKE '%-01'", "month_on", "the first day of a month"),
            _whole_where_no_decimals(
                "amount", "(SELECT reporting_currency FROM load_info)"
            ),
        ),
    ),
    Table(
        "cost_reports",
        "one plant that reports a cost element, with the days it does",
        ("site", "element"),
        (
            Column("site", TEXT, "the plant, as schedule lines name it", required=True),
            Column("element", TEXT, "cost element", required=True, one_of=tuple(ELEMENTS)),
            Column("since_on", DATE, "first day it is reported; empty when it never is"),
            Column(
                "until_on", DATE, "first day it is no longer reported; empty while it is"
            ),
        ),
    ),
    Table(
        "rates",
        "one value of a rate, from its first day on",
        ("rate_name", "valid_from"),
        (
            Column("rate_name", TEXT, "the rate", required=True),
            Column("valid_from", DATE, "first day it holds", required=True),
            Column("value", RATE, "the value", required=True, least=0),
            Column(
                "low",
                RATE,
                "the lowest value it may truly have, where that is not certain",
                least=0,
            ),
            Column("high", RATE, "the highest", least=0),
            Column("unit", TEXT, "unit of the value", required=True),
            Column("source", TEXT, "where it comes from", required=True),
            Column("agreed_by", TEXT, "who agreed it"),
        ),
        rules=(
            (
                (
                    "(low IS NULL AND high IS NULL) OR try_cast(value AS DECIMAL(18, 8)) BETWEEN"
                    " try_cast(low AS DECIMAL(18, 8)) AND try_cast(high AS DECIMAL(18, 8))"
                ),
                "low",
                "both low and high, with the value between them, or neither",
            ),
        ),
    ),
    Table(
        "fx",
        "one exchange rate of one day",
        ("currency", "rate_on"),
        (
            Column("currency", TEXT, "the foreign currency, ISO 4217", required=True),
            Column("rate_on", DATE, "day of the rate", required=True, happened=True),
            Column(
                "fx_rate",
                RATE,
                "units of the reporting currency for fx_units of this currency",
                required=True,
                least=0,
            ),
            Column(
                "fx_units",
                RATE,
                "for so many units of this currency; empty means one",
                least=0,
            ),
        ),
        rules=(
            ("try_cast(fx_rate AS DECIMAL(18, 8)) > 0", "fx_rate", "a rate above 0"),
            (
                "try_cast(fx_units AS DECIMAL(18, 8)) > 0",
                "fx_units",
                "a number above 0, or empty",
            ),
        ),
    ),
    Table(
        "confirmations",
        "one confirmation of a schedule line by the supplier",
        ("confirmation_id",),
        (
            Column("confirmation_id", TEXT, "the confirmation's own number", required=True),
            Column(
                "line_id",
                TEXT,
                "the schedule line it confirms",
                required=True,
                refers="schedule_lines",
            ),
            Column("confirmed_on", DATE, "day it was sent", required=True, happened=True),
            Column("for_on", DATE, "the day it promises", required=True),
            Column("confirmed_qty", QTY, "the quantity it promises", least=0),
        ),
    ),
    Table(
        "order_changes",
        "one change of a schedule line after it was ordered",
        ("change_id",),
        (
            Column("change_id", TEXT, "the change's own number", required=True),
            Column(
                "line_id",
                TEXT,
                "the schedule line that was changed",
                required=True,
                refers="schedule_lines",
            ),
            Column("changed_on", DATE, "day of the change", required=True, happened=True),
            Column("field", TEXT, "what was changed", required=True, one_of=CHANGED_FIELDS),
            Column("old_value", TEXT, "what stood there"),
            Column("new_value", TEXT, "what stands there now"),
            Column("by_side", TEXT, "who asked for it; empty when not known", one_of=SIDES),
        ),
    ),
    Table(
        "inspection_lots",
        "one lot presented for incoming inspection",
        ("lot_id",),
        (
            Column("lot_id", TEXT, "the lot's own number", required=True),
            Column(
                "supplier_id", TEXT, "who delivered it", required=True, refers="suppliers"
            ),
            Column("part_id", TEXT, "what it is", refers="parts"),
            Column("receipt_id", TEXT, "the receipt it came with", refers="receipts"),
            Column("lot_qty", QTY, "quantity of the lot", required=True, least=0),
            Column("inspected_qty", QTY, "quantity looked at", least=0),
            Column("accepted_qty", QTY, "quantity accepted", least=0),
            Column("rejected_qty", QTY, "quantity rejected", least=0),
            Column("is_skip", FLAG, "let through without inspection, by agreement"),
            Column(
                "is_tightened",
                FLAG,
                "inspected more than planned, because of an earlier failure",
            ),
            Column("our_hours", QTY, "hours the buyer spent inspecting it", least=0),
            Column(
                "decision",
                TEXT,
                "accepted, used as it is (a concession) or rejected; empty while open",
                one_of=DECISIONS,
            ),
            Column("decided_on", DATE, "day of the decision", happened=True),
            Column(
                "reopened_on",
                DATE,
                "day a defect was found in it after it had been accepted",
                happened=True,
            ),
        ),
        rules=(
            (
                "(decision IS NULL) = (decided_on IS NULL)",
                "decided_on",
                "a date where there is a decision, empty where there is none",
            ),
        ),
    ),
    Table(
        "quality_notices",
        "one notice of a defect in delivered goods",
        ("notice_id",),
        (
            Column("notice_id", TEXT, "the notice's own number", required=True),
            Column(
                "supplier_id",
                TEXT,
                "who delivered the goods",
                required=True,
                refers="suppliers",
            ),
            Column("part_id", TEXT, "what is defective", refers="parts"),
            Column("receipt_id", TEXT, "the receipt it came with", refers="receipts"),
            Column("found_on", DATE, "day it was found", required=True, happened=True),
            Column("found_at", TEXT, "where it was found", required=True, one_of=FOUND_AT),
            Column("made_on", DATE, "day the goods were made", happened=True),
            Column("defect_code", TEXT, "code of the defect"),
            Column("defect_family", TEXT, "family of the code"),
            Column("claimed_qty", QTY, "quantity the buyer claims", required=True, least=0),
            Column(
                "blocked_qty",
                QTY,
                "quantity the buyer blocked until it was sorted",
                least=0,
            ),
            Column(
                "confirmed_qty",
                QTY,
                "quantity the supplier's analysis confirmed; empty while it is open",
                least=0,
            ),
            Column(
                "scrapped_qty",
                QTY,
                "quantity the buyer scrapped: it leaves the price and the good quantity",
                least=0,
            ),
            Column(
                "our_hours", QTY, "hours the buyer spent sorting and reworking", least=0
            ),
            Column(
                "cause",
                TEXT,
                "whose cause, as agreed: theirs, ours, shared, or open",
                required=True,
                one_of=BREAK_CAUSES,
            ),
            Column("note", TEXT, "what the extract says about it"),
        ),
    ),
    Table(
        "corrective_actions",
        "one corrective action asked of the supplier",
        ("action_id",),
        (
            Column("action_id", TEXT, "the action's own number", required=True),
            Column("supplier_id", TEXT, "who is to act", required=True, refers="suppliers"),
            Column("notice_id", TEXT, "the notice it answers", refers="quality_notices"),
            Column("part_id", TEXT, "the part it is about", refers="parts"),
            Column("defect_code", TEXT, "the defect it is to end"),
            Column("defect_family", TEXT, "family of the code"),
            Column("issued_on", DATE, "day it was asked for", required=True, happened=True),
            Column(
                "first_due_on", DATE, "the due date first agreed; empty when it never moved"
            ),
            Column("due_on", DATE, "the due date last agreed", required=True),
            Column(
                "answered_on", DATE, "day the supplier's answer was sent", happened=True
            ),
            Column("verified_on", DATE, "day its effect was verified", happened=True),
            Column("our_hours", QTY, "hours the buyer spent on it", least=0),
        ),
    ),
    Table(
        "tickets",
        "one request for support to a supplier",
        ("ticket_id",),
        (
            Column("ticket_id", TEXT, "the ticket's own number", required=True),
            Column("supplier_id", TEXT, "who was asked", required=True, refers="suppliers"),
            Column("subject", TEXT, "what it is about"),
            Column(
                "priority",
                TEXT,
                "the caller's priority, P1 the highest",
                required=True,
                one_of=PRIORITIES,
            ),
            Column(
                "supplier_priority",
                TEXT,
                "the supplier's priority, where it set another",
                one_of=PRIORITIES,
            ),
            Column("opened_at", TIME, "time it was sent", required=True, happened=True),
            Column("triaged_at", TIME, "time the supplier took it in hand", happened=True),
            Column("auto_reply_at", TIME, "time of an automatic reply", happened=True),
            Column(
                "first_response_at", TIME, "time a person answered first", happened=True
            ),
            Column("restored_at", TIME, "time service was restored", happened=True),
            Column("resolved_at", TIME, "time it was resolved for good", happened=True),
            Column(
                "paused_minutes",
                COUNT,
                "minutes it waited for the caller between sent and restored",
                least=0,
            ),
            Column(
                "target_minutes",
                COUNT,
                "time allowed for the first answer at the caller's priority",
                least=0,
            ),
            Column(
                "supplier_target_minutes",
                COUNT,
                "time allowed for the first answer at the supplier's priority",
                least=0,
            ),
            Column("reopened_at", TIME, "time it was first opened again", happened=True),
            Column(
                "follows_ticket_id",
                TEXT,
                "the earlier ticket on the same fault",
                names="tickets",
            ),
            Column("our_minutes", COUNT, "minutes of the buyer's people it took", least=0),
            Column(
                "closed_by",
                TEXT,
                "closed by the caller's word, or because the caller was silent",
                one_of=CLOSED_BY,
            ),
            Column(
                "cause",
                TEXT,
                "whose cause: theirs, ours, shared, or open",
                one_of=BREAK_CAUSES,
            ),
        ),
    ),
    Table(
        "invoice_lines",
        "one line of a supplier's invoice or credit note",
        ("invoice_line_id",),
        (
            Column("invoice_line_id", TEXT, "the line's own number", required=True),
            Column("supplier_id", TEXT, "who sent it", required=True, refers="suppliers"),
            Column(
                "line_id", TEXT, "the schedule line it charges", refers="schedule_lines"
            ),
            Column(
                "invoiced_on", DATE, "date of the invoice", required=True, happened=True
            ),
            Column("due_on", DATE, "day it is to be paid"),
            Column("paid_on", DATE, "day it was paid", happened=True),
            Column("invoiced_qty", QTY, "quantity charged; empty when not stated", least=0),
            Column("uom", TEXT, UOM.format("invoiced_qty")),
            Column("amount", AMOUNT, "amount charged; a credit is negative", required=True),
            Column("currency", TEXT, "currency of the amount, ISO 4217", required=True),
            *OWN_RATE,
            Column(
                "correction",
                TEXT,
                "what had to be corrected before it matched; none where it matched as it came; empty"
                " where the result of the match is not known; a credit note for a rebate, a discount"
                " or a price agreed later corrects the price",
                one_of=CORRECTIONS,
            ),
            Column("correction_amount", AMOUNT, "by how much, where it was an amount"),
            Column("correction_cause", TEXT, "whose error it was", one_of=BREAK_CAUSES),
            Column(
                "disputed_on",
                DATE,
                "day the buyer contested it; until it is settled the time to pay stands still",
                happened=True,
            ),
            Column(
                "settled_on",
                DATE,
                "day the dispute was settled; empty while it is open",
                happened=True,
            ),
            Column("is_credit", FLAG, "a credit note", required=True),
        ),
        rules=(
            (
                "settled_on IS NULL OR disputed_on IS NOT NULL",
                "disputed_on",
                "a date where there is a day it was settled",
            ),
            _whole_where_no_decimals("amount"),
            _whole_where_no_decimals("correction_amount"),
            *_own_rates(),
        ),
    ),
    Table(
        "customer_promises",
        "one promise to a customer that depends on one supplier",
        ("promise_id", "supplier_id"),
        (
            Column(
                "promise_id",
                TEXT,
                "the promise's own number",
                required=True,
                names="customer_promises",
            ),
            Column(
                "supplier_id",
                TEXT,
                "a supplier it depends on",
                required=True,
                refers="suppliers",
            ),
            Column(
                "line_id",
                TEXT,
                "the schedule line it waited for, where known",
                refers="schedule_lines",
            ),
            Column(
                "customer_order_id",
                TEXT,
                "the customer's order",
                required=True,
                names="customer_orders",
            ),
            Column(
                "first_promised_on",
                DATE,
                "the day first promised; empty when it never moved",
            ),
            Column("promised_on", DATE, "the day last promised", required=True),
            Column("shipped_on", DATE, "day the order left the buyer", happened=True),
            Column(
                "shipped_at",
                TIME,
                "when it did, where the time of day is known",
                happened=True,
            ),
            Column(
                "kept_on", DATE, "day the customer had what was promised", happened=True
            ),
            Column(
                "broken_cause",
                TEXT,
                "whose cause it was, as claimed, where it was broken",
                one_of=BREAK_CAUSES,
            ),
            Column("is_cause_agreed", FLAG, "both firms agree on that cause"),
            Column(
                "cause_id",
                TEXT,
                "the entry of agreed_causes that says so; a load fills it, and the two columns"
                " before it are then what that entry says",
            ),
            Column("order_amount", AMOUNT, "what the customer's order is worth"),
            Column("currency", TEXT, "currency of order_amount, ISO 4217"),
        ),
        rules=(_whole_where_no_decimals("order_amount"),),
    ),
    Table(
        "complaints",
        "one complaint of an end customer, traced to one supplier or to none",
        ("complaint_id",),
        (
            Column("complaint_id", TEXT, "the complaint's own number", required=True),
            Column(
                "supplier_id",
                TEXT,
                "the supplier the buyer's trace ends at; empty when not traced",
                refers="suppliers",
            ),
            Column(
                "named_supplier_id",
                TEXT,
                "where lots, pieces or an agreed cause tell whose it is, the supplier the extract"
                " names; a load fills it, and supplier_id is then whom they lead to",
                refers="suppliers",
            ),
            Column(
                "traced_to",
                TEXT,
                "where they tell it: supplier, buyer or carrier; a load fills it",
                one_of=("supplier", "buyer", "carrier"),
            ),
            Column(
                "customer_order_id", TEXT, "the customer's order", names="customer_orders"
            ),
            Column(
                "received_on", DATE, "day it was received", required=True, happened=True
            ),
            Column("unit_count", COUNT, "units complained about", least=0),
            Column("is_claim", FLAG, "the customer asks for money or goods"),
            Column(
                "is_accepted",
                FLAG,
                "the supplier accepted that it began there; empty while open",
            ),
            Column("subject", TEXT, "what it is about"),
            Column("lot_id", TEXT, "the lot complained about, where known", names="lots"),
            Column(
                "serial_id",
                TEXT,
                "the piece complained about, where it has its own number",
                names="serials",
            ),
            Column("part_id", TEXT, "the part at fault, where known", refers="parts"),
            Column("defect_family", TEXT, "family of the defect found"),
            Column("sent_on", DATE, "day it was sent to the supplier", happened=True),
            Column("answered_on", DATE, "day the supplier answered", happened=True),
            Column(
                "settled_on", DATE, "day it was settled with the customer", happened=True
            ),
        ),
    ),
    Table(
        "lots",
        "one lot of goods, bought or made",
        ("lot_id",),
        (
            Column("lot_id", TEXT, "the lot's own number", required=True),
            Column("part_id", TEXT, "what it is", refers="parts"),
            Column(
                "supplier_id",
                TEXT,
                "who made it; empty where the buyer did",
                refers="suppliers",
            ),
            Column("lot_qty", QTY, "quantity of the lot when it was made"),
            Column("made_on", DATE, "day it was made", happened=True),
        ),
    ),
    Table(
        "lot_receipts",
        "what of one lot came with one receipt",
        ("lot_id", "receipt_id"),
        (
            Column("lot_id", TEXT, "the lot", required=True, refers="lots"),
            Column("receipt_id", TEXT, "the receipt", required=True, refers="receipts"),
            Column("lot_qty", QTY, "how much of the lot came with it"),
        ),
    ),
    Table(
        "lot_inputs",
        "one lot that went into another: consumed, merged, split off or reworked",
        ("output_lot_id", "input_lot_id"),
        (
            Column(
                "output_lot_id", TEXT, "the lot that was made", required=True, refers="lots"
            ),
            Column(
                "input_lot_id",
                TEXT,
                "the lot that went into it; one that is in no table of lots is reported as a fault",
                required=True,
                names="lots",
            ),
            Column(
                "input_qty",
                QTY,
                "how much of the input lot went into it; a negative one, none and an empty one are"
                " reported as faults",
            ),
            Column(
                "evidence",
                TEXT,
                "what says so: a record of the lot, or only the window of days; empty means lot",
                one_of=INPUT_EVIDENCE,
            ),
        ),
    ),
    Table(
        "serials",
        "one piece with its own number",
        ("serial_id",),
        (
            Column("serial_id", TEXT, "the piece's own number", required=True),
            Column(
                "lot_id",
                TEXT,
                "the lot it is of; one that is in no table of lots is reported as a fault",
                names="lots",
            ),
            Column(
                "built_into_serial_id", TEXT, "the piece it was built into", names="serials"
            ),
        ),
    ),
    Table(
        "bill_of_materials",
        "one component of one part",
        ("part_id", "component_id", "valid_from"),
        (
            Column("part_id", TEXT, "the part that is made", required=True, refers="parts"),
            Column(
                "component_id",
                TEXT,
                "the part that goes into it",
                required=True,
                refers="parts",
            ),
            Column(
                "component_qty", QTY, "how much of the component one unit holds", least=0
            ),
            Column("valid_from", DATE, "first day it goes into it; empty means always"),
            Column("valid_until", DATE, "first day it no longer does; empty while it does"),
        ),
        rules=VALID,
    ),
    Table(
        "approved_vendors",
        "one supplier approved for one part: who may deliver it, not who did",
        ("part_id", "supplier_id", "valid_from"),
        (
            Column("part_id", TEXT, "the part", required=True, refers="parts"),
            Column(
                "supplier_id", TEXT, "who may deliver it", required=True, refers="suppliers"
            ),
            Column("valid_from", DATE, "first day of the approval; empty means always"),
            Column("valid_until", DATE, "first day without it; empty while it holds"),
        ),
        rules=VALID,
    ),
    Table(
        "supply_links",
        "one firm behind a supplier",
        ("supplier_id", "behind_supplier_id", "kind", "part_id"),
        (
            Column("supplier_id", TEXT, "the supplier", required=True, refers="suppliers"),
            Column(
                "behind_supplier_id",
                TEXT,
                "the firm behind it: its own supplier, carrier or service provider",
                required=True,
                refers="suppliers",
            ),
            Column(
                "kind",
                TEXT,
                "what it does for the supplier: makes, carries, or runs a service",
                required=True,
                one_of=BEHIND_KINDS,
            ),
            Column(
                "part_id", TEXT, "the part it does so for; empty means any", refers="parts"
            ),
            Column(
                "share_rate",
                RATE,
                "its share of that, from 0 to 1; empty means not known",
                least=0,
            ),
        ),
    ),
    Table(
        "customer_orders",
        "one order of a customer",
        ("customer_order_id",),
        (
            Column("customer_order_id", TEXT, "the order's own number", required=True),
            Column("customer_id", TEXT, "the customer", names="customers"),
            Column("region", TEXT, "where the customer is"),
            Column("ordered_on", DATE, "day it was ordered", happened=True),
            Column("order_amount", AMOUNT, "what the order is worth"),
            Column("currency", TEXT, "currency of order_amount, ISO 4217"),
        ),
        rules=(_whole_where_no_decimals("order_amount"),),
    ),
    Table(
        "order_lots",
        "what of one finished lot one customer's order got",
        ("customer_order_id", "lot_id"),
        (
            Column(
                "customer_order_id",
                TEXT,
                "the customer's order",
                required=True,
                names="customer_orders",
            ),
            Column(
                "lot_id",
                TEXT,
                "the finished lot; one that is in no table of lots is reported as a fault",
                required=True,
                names="lots",
            ),
            Column("shipped_qty", QTY, "how much of it was shipped", least=0),
        ),
    ),
    Table(
        "customer_returns",
        "one return of goods by an end customer",
        ("return_id",),
        (
            Column("return_id", TEXT, "the return's own number", required=True),
            Column(
                "customer_order_id", TEXT, "the customer's order", names="customer_orders"
            ),
            Column("returned_on", DATE, "day it came back", required=True, happened=True),
            Column("lot_id", TEXT, "the lot returned, where known", names="lots"),
            Column(
                "serial_id",
                TEXT,
                "the piece returned, where it has its own number",
                names="serials",
            ),
            Column("part_id", TEXT, "the part at fault, where known", refers="parts"),
            Column("unit_count", COUNT, "units returned", least=0),
            Column("subject", TEXT, "what it is about"),
            Column("defect_family", TEXT, "family of the defect found"),
            Column(
                "supplier_id",
                TEXT,
                "the supplier claimed to be the cause; empty when not claimed",
                refers="suppliers",
            ),
            Column("reached_us_on", DATE, "day the goods reached the buyer", happened=True),
            Column("sent_on", DATE, "day they were sent to the supplier", happened=True),
            Column("answered_on", DATE, "day the supplier answered", happened=True),
            Column(
                "settled_on", DATE, "day it was settled with the customer", happened=True
            ),
        ),
    ),
    Table(
        "line_stops",
        "one stop of one of the buyer's lines",
        ("stop_id",),
        (
            Column("stop_id", TEXT, "the stop's own number", required=True),
            Column("site", TEXT, "where it was"),
            Column("stopped_on", DATE, "day it began", required=True, happened=True),
            Column("stopped_minutes", COUNT, "minutes it lasted", least=0),
            Column(
                "line_id",
                TEXT,
                "the schedule line it waited for, where known",
                refers="schedule_lines",
            ),
            Column("lot_id", TEXT, "the lot that stopped it, where known", names="lots"),
            Column("part_id", TEXT, "the part at fault, where known", refers="parts"),
            Column(
                "supplier_id",
                TEXT,
                "the supplier claimed to be the cause; empty when not claimed",
                refers="suppliers",
            ),
            Column(
                "cause",
                TEXT,
                "whose cause, as agreed: theirs, ours, shared, or open",
                one_of=BREAK_CAUSES,
            ),
            Column("subject", TEXT, "what it is about"),
        ),
    ),
    Table(
        "incidents",
        "one failure of a service the buyer's people use",
        ("incident_id",),
        (
            Column("incident_id", TEXT, "the incident's own number", required=True),
            Column(
                "ticket_id",
                TEXT,
                "the ticket the supplier was sent about it",
                refers="tickets",
            ),
            Column("service", TEXT, "the service that failed"),
            Column("began_at", TIME, "time it began", required=True, happened=True),
            Column("restored_at", TIME, "time the service was back", happened=True),
            Column("user_count", COUNT, "people who could not work", least=0),
            Column(
                "supplier_id",
                TEXT,
                "the supplier claimed to be the cause; empty when not claimed",
                refers="suppliers",
            ),
            Column(
                "cause",
                TEXT,
                "whose cause, as agreed: theirs, ours, shared, or open",
                one_of=BREAK_CAUSES,
            ),
        ),
    ),
    Table(
        "agreed_causes",
        "one entry of the register of causes: whose cause an incident is, agreed by both firms or"
        " claimed by one; what is agreed goes before the default rules",
        ("cause_id",),
        (
            Column("cause_id", TEXT, "the agreement's own number", required=True),
            Column(
                "effect_kind",
                TEXT,
                "what broke: complaint, return, late order, line stop or incident; or what names it:"
                " a notice (NCR), a corrective action (8D), a cost event",
                required=True,
                one_of=INCIDENT_KINDS,
            ),
            Column(
                "effect_id",
                TEXT,
                "the number of that complaint, return, customer order, stop, incident, notice,"
                " corrective action or cost event",
                required=True,
            ),
            Column("side", TEXT, "whose cause it is", required=True, one_of=CAUSE_SIDES),
            Column(
                "supplier_id",
                TEXT,
                "the firm, where the side is one: the supplier, its own supplier, or the carrier",
                refers="suppliers",
            ),
            Column(
                "share_rate",
                RATE,
                "the share of the effect it is the cause of, from 0 to 1; empty means all of it",
                least=0,
            ),
            Column(
                "their_share_rate",
                RATE,
                "of a shared cause the supplier's share, from 0 to 1; empty where it is not agreed",
                least=0,
            ),
            Column(
                "state",
                TEXT,
                "agreed by both firms, or claimed by one; empty means agreed",
                one_of=CAUSE_STATES,
            ),
            Column("stated_by", TEXT, "of a claim, the firm that makes it", one_of=SIDES),
            Column(
                "agreed_on",
                DATE,
                "day it was agreed, or claimed: since when it holds",
                happened=True,
            ),
            Column(
                "evidence_id",
                TEXT,
                "what shows it: the number of the 8D report, the NCR, the minutes",
            ),
            Column("words", TEXT, "the cause in words"),
        ),
        rules=(
            *_their_share("side"),
            (
                "coalesce(try_cast(share_rate AS DECIMAL(18, 8)), 1) <= 1",
                "share_rate",
                "a share of at most 1",
            ),
        ),
    ),
    Table(
        "forecasts",
        "one forecast of what will be asked of a supplier in a month",
        ("forecast_id",),
        (
            Column("forecast_id", TEXT, "the forecast's own number", required=True),
            Column(
                "supplier_id",
                TEXT,
                "who it was given to",
                required=True,
                refers="suppliers",
            ),
            Column("part_id", TEXT, "the part", refers="parts"),
            Column("month_on", DATE, "first day of the month it is for", required=True),
            Column("made_on", DATE, "day it was given", required=True, happened=True),
            Column("forecast_qty", QTY, "quantity expected", required=True, least=0),
        ),
    ),
    Table(
        "stock_issues",
        "goods taken from stock to be used or sold, as movement 261 or 601 of SAP: what was really"
        " asked for of a part, day by day",
        ("issue_id",),
        (
            Column("issue_id", TEXT, "the movement's own number", required=True),
            Column("part_id", TEXT, "the part", required=True, refers="parts"),
            Column("issued_on", DATE, "day it was taken", required=True, happened=True),
            Column(
                "issued_qty",
                QTY,
                "quantity taken; a negative one was put back; empty when not known",
            ),
        ),
    ),
    Table(
        "queries",
        "one question of the supplier to the buyer",
        ("query_id",),
        (
            Column("query_id", TEXT, "the question's own number", required=True),
            Column("supplier_id", TEXT, "who asked", required=True, refers="suppliers"),
            Column("subject", TEXT, "what it is about"),
            Column("asked_on", DATE, "day it was asked", required=True, happened=True),
            Column("answered_on", DATE, "day the buyer answered", happened=True),
        ),
    ),
    Table(
        "meetings",
        "one meeting of the two firms, planned or held",
        ("meeting_id",),
        (
            Column("meeting_id", TEXT, "the meeting's own number", required=True),
            Column(
                "supplier_id", TEXT, "who it is with", required=True, refers="suppliers"
            ),
            Column("tier", TEXT, "functional, operational or executive", one_of=TIERS),
            Column("planned_on", DATE, "day it was planned for", required=True),
            Column(
                "held_on", DATE, "day it was held; empty when it was not", happened=True
            ),
        ),
    ),
    Table(
        "disputes",
        "one row of a metric that a firm says was read wrongly",
        ("dispute_id",),
        (
            Column("dispute_id", TEXT, "the dispute's own number", required=True),
            Column(
                "supplier_id", TEXT, "whose metric it is", required=True, refers="suppliers"
            ),
            Column("metric_id", TEXT, "the metric, such as D1", required=True),
            Column(
                "row_id",
                TEXT,
                "the row of the metric: a schedule line, ticket, lot …",
                required=True,
            ),
            Column("raised_by", TEXT, "who says so", required=True, one_of=SIDES),
            Column("raised_on", DATE, "day it was said", required=True, happened=True),
            Column(
                "claim",
                TEXT,
                "how it should be read: met, missed, or not counted",
                required=True,
                one_of=CLAIMS,
            ),
            Column("words", TEXT, "the claim in its own words"),
            Column(
                "state",
                TEXT,
                "open, accepted (the extract is corrected) or refused",
                required=True,
                one_of=DISPUTE_STATES,
            ),
            Column("answer", TEXT, "the other firm's answer"),
        ),
    ),
)

check_tables(
    ELEMENTS.values(), {one.name: [column.name for column in one.columns] for one in TABLES}
)


def table(name: str) -> Table:
    """The canonical table of a name. Raises KeyError when there is none."""
    return {t.name: t for t in TABLES}[name]


def dictionary() -> str:
    """The data dictionary as Markdown, for `data/README.md`."""
    lines = [
        "# Data dictionary",
        "",
        (
            "Generated from `src/srmlib/rules/schema.py` by `make dictionary`; a test keeps the two in"
            " step. Empty means unknown, never zero."
        ),
        (
            "Column suffixes: `_id` text key, `_on` date, `_qty` quantity, `_amount` money, `_rate`"
            " rate."
        ),
        (
            "“Happened” marks the days and times of things that happened, not of plans or promises:"
            " the last of them is the as-of date, where none is stated."
        ),
    ]
    for t in TABLES:
        lines += [
            "",
            f"## {t.name}",
            "",
            f"One row is {t.grain}. Key: {', '.join(f'`{k}`' for k in t.key)}.",
            "",
        ]
        lines += ["| column | type | must be | meaning |", "|---|---|---|---|"]
        for c in t.columns:
            notes = [f" A key of `{c.refers}`."] if c.refers else []
            notes += [" Happened."] if c.happened else []
            notes += [f" Numbers of `{c.names}`."] if c.names else []
            meaning = f"{c.meaning}.{''.join(notes)}"
            lines.append(f"| `{c.name}` | {c.type.sql} | {c.expectation} | {meaning} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(dictionary(), end="")
