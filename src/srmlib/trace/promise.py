"""What a supplier means to our customers: promises broken, customers who depend on it, who orders
again, hand-overs, and regions.

A promise is kept or broken as metric P1 counts it in its agreed reading: by the day first promised,
unless both firms agreed on another day. Nothing after the as-of date is known. An amount that is
not known is counted as not known; it is never zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from srmlib.calendar import Quarter
from srmlib.metrics.definition import definition_of
from srmlib.metrics.intervals import median_interval, wilson_interval
from srmlib.snapshot import Snapshot

# Whose cause a broken promise is. The first three are agreed by both firms; the next two are
# claimed and not agreed; of the last nothing is told.
BROKEN_SIDES = ("theirs", "shared", "ours", "claimed_theirs", "not_agreed", "not_told")
# The customers who make so much of the sales, in percent, in so many quarters.
TOP_SALES, SALES_QUARTERS = 80, 4
# Who orders within so many days has come back; a group of fewer customers tells nothing.
AGAIN_WITHIN_DAYS, LEAST_CUSTOMERS = 365, 20


@dataclass(frozen=True)
class Share:
    """`k` of `n`; `value` is the percentage, `interval` its 95 % Wilson interval, both null where n
    is 0. Fewer than `least_n` are too few to judge.
    """

    k: int
    n: int
    least_n: int = 1

    @property
    def state(self) -> str:
        """`ok`, `too_few`, or `no_data` where there is nothing to count."""
        return "no_data" if not self.n else "too_few" if self.n < self.least_n else "ok"

    @property
    def value(self) -> float | None:
        return 100 * self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson_interval(self.k, self.n) if self.n else None

    def to_json(self) -> dict:
        interval = [round(end, 4) for end in self.interval] if self.n else None
        return {
            "k": self.k,
            "n": self.n,
            "value": _rounded(self.value),
            "interval": interval,
            "least_n": self.least_n,
            "state": self.state,
        }


@dataclass(frozen=True)
class Broken:
    """The promises of a quarter that depended on a supplier and were not kept.

    `sides` counts the broken promises by BROKEN_SIDES and sums to them. `customers` is null where
    the extract has no customers' orders; `orders_without_customer` are broken orders whose customer
    is not known. `revenue` is in `currency`, of the orders whose amount is known; null where orders
    are broken and no amount is known. `orders_without_amount` are the others.
    """

    state: str
    currency: str
    share: Share = Share(0, 0)
    sides: dict[str, int] | None = None
    orders: int = 0
    customers: int | None = None
    orders_without_customer: int | None = None
    revenue: Decimal | None = None
    orders_without_amount: int = 0

    def to_json(self) -> dict:
        is_known = self.state != "not_supplied"
        return {
            "state": self.state,
            "share": self.share.to_json(),
            "sides": self.sides,
            "orders": self.orders if is_known else None,
            "customers": self.customers,
            "orders_without_customer": self.orders_without_customer,
            "revenue": _text(self.revenue),
            "currency": self.currency,
            "orders_without_amount": self.orders_without_amount if is_known else None,
        }


# The amount is the promise's own, else that of the customer's order; its rate is that of the
# promised day.
BROKEN_PROMISES = """
SELECT
    p1_rows.customer_order_id,
    customer_orders.customer_id,
    p1_rows.broken_cause,
    COALESCE(p1_rows.is_cause_agreed, FALSE),
    srm_convert(COALESCE(customer_promises.order_amount, customer_orders.order_amount), fx_daily.fx_rate, fx_daily.fx_units)
FROM p1_rows
INNER JOIN customer_promises ON customer_promises.promise_id = p1_rows.promise_id AND customer_promises.supplier_id = p1_rows.supplier_id
LEFT JOIN customer_orders ON customer_orders.customer_order_id = p1_rows.customer_order_id
LEFT JOIN fx_daily
    ON fx_daily.day = p1_rows.counted_on
    AND fx_daily.currency = CASE WHEN customer_promises.order_amount IS NULL THEN customer_orders.currency ELSE customer_promises.currency END
WHERE
    p1_rows.basis = 'agreed' AND p1_rows.is_counted AND p1_rows.outcome <> 'kept' AND p1_rows.supplier_id = ?
    AND p1_rows.counted_on >= ? AND p1_rows.counted_on < ?
ORDER BY p1_rows.counted_on, p1_rows.row_id
"""


def broken(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> Broken:
    """Broken promises that depended on the supplier, and the orders, customers and revenue they
    touched.

    Formula: promises broken ÷ promises of the quarter that depended on the supplier; by cause side,
    and Σ order amount, once per order.
    Unit: promises, percent, orders, customers, reporting currency. Source: customer_promises (rows
    p1_rows), customer_orders, fx_daily.
    Counts: promises by the day first promised (as P1 counts them); broken whoever's cause it was.
    An order with several broken promises is one order, of the first amount known in the order of
    days promised. An amount in another currency counts by the rate of the promised day; without
    amount, currency or rate the order is among those whose amount is not known. `not_supplied`
    without customer promises; `no_data` and null share when none was due; zeros when all were kept.
    """
    if "customer_promises" not in snapshot.supplied_tables:
        return Broken("not_supplied", snapshot.reporting_currency)
    rows = snapshot.con.execute(
        BROKEN_PROMISES, [supplier_id, quarter.start, quarter.until]
    ).fetchall()
    sides = Counter(_side(cause, is_agreed) for _, _, cause, is_agreed, _ in rows)
    customers, amounts = {}, {}
    for order, customer, _, _, amount in rows:
        customers[order] = customer
        amounts[order] = amount if amounts.get(order) is None else amounts[order]
    known = [amount for amount in amounts.values() if amount is not None]
    has_customers = "customer_orders" in snapshot.supplied_tables
    share = Share(len(rows), _promised(snapshot, supplier_id, quarter))
    return Broken(
        state=share.state,
        currency=snapshot.reporting_currency,
        share=share,
        sides={side: sides[side] for side in BROKEN_SIDES},
        orders=len(amounts),
        customers=len(set(customers.values()) - {None}) if has_customers else None,
        orders_without_customer=list(customers.values()).count(None) if has_customers else None,
        revenue=sum(known, Decimal("0.00")) if known or not amounts else None,
        orders_without_amount=len(amounts) - len(known),
    )


def _side(cause: str | None, is_agreed: bool) -> str:
    """Open and empty both mean that nobody has said whose cause it was."""
    if cause in (None, "open"):
        return "not_told"
    return cause if is_agreed else "claimed_theirs" if cause == "theirs" else "not_agreed"


def _promised(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> int:
    counted = (
        "SELECT count(*) FROM p1_rows WHERE basis = 'agreed' AND is_counted AND supplier_id = ? AND"
        " counted_on >= ? AND counted_on < ?"
    )
    return snapshot.con.execute(counted, [supplier_id, quarter.start, quarter.until]).fetchall()[0][
        0
    ]


@dataclass(frozen=True)
class TopCustomers:
    """The customers who make most of the sales, and those of them who depend on a supplier. Amounts
    are in `currency`.

    `dependent` is how many of the top customers depend on the supplier; `dependent_sales` is all
    they bought, from whichever supplier it came. `sales` and `top_sales` are those of all customers
    and of the top ones. Orders without a known customer or amount are in none of them.
    """

    state: str
    currency: str
    dependent: Share = Share(0, 0)
    sales: Decimal | None = None
    top_sales: Decimal | None = None
    dependent_sales: Decimal | None = None
    orders_without_customer: int | None = None
    orders_without_amount: int | None = None

    @property
    def share_of_sales(self) -> float | None:
        """What the top customers who depend on the supplier bought, in percent of all sales. A
        whole count of money: chance has no part in it.
        """
        return float(100 * self.dependent_sales / self.sales) if self.state == "ok" else None

    def to_json(self) -> dict:
        return {
            "state": self.state,
            "dependent": self.dependent.to_json(),
            "sales": _text(self.sales),
            "top_sales": _text(self.top_sales),
            "dependent_sales": _text(self.dependent_sales),
            "share_of_sales": _rounded(self.share_of_sales),
            "currency": self.currency,
            "orders_without_customer": self.orders_without_customer,
            "orders_without_amount": self.orders_without_amount,
        }


SALES_BY_CUSTOMER = """
WITH dependent AS (SELECT DISTINCT customer_order_id FROM customer_promises WHERE supplier_id = ?)
SELECT
    customer_orders.customer_id,
    COUNT(*),
    COUNT(*) - COUNT(srm_convert(customer_orders.order_amount, fx_daily.fx_rate, fx_daily.fx_units)),
    COALESCE(SUM(srm_convert(customer_orders.order_amount, fx_daily.fx_rate, fx_daily.fx_units)), 0),
    COUNT(dependent.customer_order_id) > 0
FROM customer_orders
LEFT JOIN fx_daily ON fx_daily.currency = customer_orders.currency AND fx_daily.day = customer_orders.ordered_on
LEFT JOIN dependent ON dependent.customer_order_id = customer_orders.customer_order_id
WHERE customer_orders.ordered_on >= ? AND customer_orders.ordered_on < ? AND customer_orders.ordered_on <= ?
GROUP BY customer_orders.customer_id
ORDER BY 4 DESC, customer_orders.customer_id
"""


def top_customers(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> TopCustomers:
    """The fewest customers who make 80 % of sales, and how many of them depend on the supplier.

    Formula: customers of the smallest set, by falling sales, whose sales are at least 80 % of all;
    of them, those with an order whose promise depends on the supplier; Σ sales of those ÷ Σ sales.
    Unit: customers, reporting currency, percent. Source: customer_orders, customer_promises,
    fx_daily.
    Counts: orders by the day ordered in the four quarters that end with this one, for sales and for
    who depends; of customers with equal sales the one whose id comes first. Amounts in another
    currency by the rate of the day ordered. Orders without a known customer, or without a known
    amount, are counted apart and are in no sum. Null: `not_supplied` without customers' orders or
    promises, or where no order names its customer; `no_data` where nothing was sold.
    """
    if not {"customer_orders", "customer_promises"} <= snapshot.supplied_tables:
        return TopCustomers("not_supplied", snapshot.reporting_currency)
    first = quarter.back(SALES_QUARTERS)[0]
    rows = snapshot.con.execute(
        SALES_BY_CUSTOMER, [supplier_id, first.start, quarter.until, snapshot.as_of]
    ).fetchall()
    named = [(sales, depends) for customer, _, _, sales, depends in rows if customer is not None]
    counts = {
        "orders_without_customer": sum(
            orders for customer, orders, _, _, _ in rows if customer is None
        ),
        "orders_without_amount": sum(unknown for _, _, unknown, _, _ in rows),
    }
    total = sum((sales for sales, _ in named), Decimal("0.00"))
    if total <= 0:
        return TopCustomers(
            "not_supplied" if rows and not named else "no_data",
            snapshot.reporting_currency,
            **counts,
        )
    top = list(_until_reached(named, total))
    return TopCustomers(
        state="ok",
        currency=snapshot.reporting_currency,
        dependent=Share(sum(depends for _, depends in top), len(top)),
        sales=total,
        top_sales=sum((sales for sales, _ in top), Decimal("0.00")),
        dependent_sales=sum((sales for sales, depends in top if depends), Decimal("0.00")),
        **counts,
    )


def _until_reached(
    customers: list[tuple[Decimal, bool]], total: Decimal
) -> Iterator[tuple[Decimal, bool]]:
    """The first customers, until what they bought is 80 % of the total."""
    bought = Decimal(0)
    for sales, depends in customers:
        yield sales, depends
        bought += sales
        if 100 * bought >= TOP_SALES * total:
            return


@dataclass(frozen=True)
class PublishedAssumption:
    """What others measured, told where our own data cannot tell. Percent of customers, two years
    on; never added to or set against own counts.
    """

    avoid_after_bad: int = 39
    come_back_after_good: int = 24
    years_on: int = 2
    source: str = (
        "published figures, stated in the text on the customer promise (S2.2); not measured here"
    )
    is_assumption: bool = True

    def to_json(self) -> dict:
        return {
            "is_assumption": self.is_assumption,
            "avoid_after_bad": self.avoid_after_bad,
            "come_back_after_good": self.come_back_after_good,
            "years_on": self.years_on,
            "source": self.source,
        }


PUBLISHED = PublishedAssumption()


@dataclass(frozen=True)
class RepeatPurchase:
    """Customers who ordered again, after a bad first experience with a supplier and after a good
    one.

    `neither` are customers whose first experience was neither: broken by another's cause, or a
    complaint traced to another or to nobody. `not_yet` had theirs less than 365 days before the
    as-of date. `missing` are tables without which a good experience cannot be told for sure.
    `assumption` is there where a group is missing or too small, else null; it is never part of the
    counts.
    """

    state: str
    after_bad: Share = Share(0, 0, LEAST_CUSTOMERS)
    after_good: Share = Share(0, 0, LEAST_CUSTOMERS)
    neither: int = 0
    not_yet: int = 0
    missing: tuple[str, ...] = ()

    @property
    def assumption(self) -> PublishedAssumption | None:
        return None if self.state == "ok" else PUBLISHED

    def to_json(self) -> dict:
        is_known = self.state != "not_supplied"
        return {
            "state": self.state,
            "after_bad": self.after_bad.to_json(),
            "after_good": self.after_good.to_json(),
            "neither": self.neither if is_known else None,
            "not_yet": self.not_yet if is_known else None,
            "missing": list(self.missing),
            "assumption": self.assumption.to_json() if self.assumption else None,
        }


# One row per customer: the first experience of an order of the supplier, or of any supplier where
# none is named.
FIRST_EXPERIENCES = """
WITH told AS (
    SELECT customer_order_id, supplier_id, received_on AS told_on FROM complaints
    UNION ALL
    SELECT customer_order_id, supplier_id, returned_on FROM customer_returns
),
felt AS (
    SELECT
        customer_order_id,
        CASE
            WHEN outcome = 'kept' THEN 'good'
            WHEN NOT is_counted THEN 'open'
            WHEN $supplier_id IS NULL OR broken_cause = 'theirs' THEN 'bad'
            ELSE 'neither'
        END AS kind,
        -- A promise is broken from the day it was given for, whenever it was kept.
        CASE WHEN outcome = 'kept' THEN kept_on ELSE counted_on END AS felt_on,
        TRUE AS is_of_supplier
    FROM p1_rows
    WHERE basis = 'agreed' AND ($supplier_id IS NULL OR supplier_id = $supplier_id)
    UNION ALL
    SELECT
        customer_order_id,
        CASE WHEN $supplier_id IS NULL OR supplier_id = $supplier_id THEN 'bad' ELSE 'neither' END,
        told_on,
        COALESCE($supplier_id IS NULL OR supplier_id = $supplier_id, FALSE)
    FROM told
    WHERE told_on <= $as_of
),
-- One bad thing makes an order bad, from the first one on; a good one is good when the last promise is kept.
experiences AS (
    SELECT
        customer_order_id,
        CASE
            WHEN BOOL_OR(kind = 'bad') THEN 'bad'
            WHEN BOOL_OR(kind = 'neither') THEN 'neither'
            WHEN BOOL_OR(kind = 'open') THEN 'open'
            ELSE 'good'
        END AS kind,
        COALESCE(MIN(CASE WHEN kind = 'bad' THEN felt_on END), MIN(CASE WHEN kind = 'neither' THEN felt_on END), MAX(felt_on)) AS felt_on
    FROM felt
    GROUP BY customer_order_id
    HAVING BOOL_OR(is_of_supplier)
),
ranked AS (
    SELECT
        customer_orders.customer_id,
        experiences.*,
        -- On one day the bad one is what stays.
        ROW_NUMBER() OVER (
            PARTITION BY customer_orders.customer_id
            ORDER BY experiences.felt_on, CASE experiences.kind WHEN 'bad' THEN 1 WHEN 'neither' THEN 2 ELSE 3 END, experiences.customer_order_id
        ) AS place
    FROM experiences
    INNER JOIN customer_orders ON customer_orders.customer_order_id = experiences.customer_order_id
    WHERE customer_orders.customer_id IS NOT NULL AND experiences.kind <> 'open' AND experiences.felt_on < $until
)
SELECT
    kind,
    srm_add_days(felt_on, $within_days) <= $as_of AS is_observed,
    EXISTS (
        SELECT 1 FROM customer_orders AS later
        WHERE later.customer_id = ranked.customer_id AND later.customer_order_id <> ranked.customer_order_id
            AND later.ordered_on > ranked.felt_on AND later.ordered_on <= srm_add_days(ranked.felt_on, $within_days)
    ) AS is_again,
    COUNT(*)
FROM ranked
WHERE place = 1
GROUP BY ALL
"""


def repeat_purchase(snapshot: Snapshot, supplier_id: str | None, until: date) -> RepeatPurchase:
    """Who orders again after a bad first experience with the supplier, against a good one.

    Formula: customers who ordered again, from whichever supplier, in the 365 days after their first
    experience ÷ customers with such an experience.
    Unit: percent of customers. Source: customer_promises (rows p1_rows), complaints,
    customer_returns, customer_orders.
    Counts: each customer once, by the first experience before `until`, with 365 days to the as-of
    date. Bad: a promise broken with the supplier's cause, claimed or agreed, from the day promised;
    or a complaint or return traced to the supplier, from its day. Good: every promise of the order
    that depends on the supplier kept, from that day, and no complaint or return of it by the as-of
    date. Neither: counted apart. Without a supplier, all of them: bad is any broken promise,
    complaint or return, whoever's cause. Orders without a known customer are left out. A group
    under 20 is `too_few`, and the published figures stand beside it as an assumption. Null:
    `not_supplied` without customers' orders or promises; a share of no customers.
    """
    if not {"customer_orders", "customer_promises"} <= snapshot.supplied_tables:
        return RepeatPurchase("not_supplied")
    values = {
        "supplier_id": supplier_id,
        "until": until,
        "as_of": snapshot.as_of,
        "within_days": AGAIN_WITHIN_DAYS,
    }
    rows = snapshot.con.execute(FIRST_EXPERIENCES, values).fetchall()
    counts: Counter[tuple] = Counter(
        {(kind, is_again): count for kind, is_observed, is_again, count in rows if is_observed}
    )
    after = {
        kind: Share(counts[kind, True], counts[kind, True] + counts[kind, False], LEAST_CUSTOMERS)
        for kind in ("bad", "neither", "good")
    }
    states = {after["bad"].state, after["good"].state}
    return RepeatPurchase(
        state="ok" if states == {"ok"} else "no_data" if states == {"no_data"} else "too_few",
        after_bad=after["bad"],
        after_good=after["good"],
        neither=after["neither"].n,
        not_yet=sum(count for _, is_observed, _, count in rows if not is_observed),
        missing=tuple(
            table
            for table in ("complaints", "customer_returns")
            if table not in snapshot.supplied_tables
        ),
    )


# From whom to whom, and the dates a step lies between: places in the rows of RETURNS and
# COMPLAINTS.
STEPS = {
    "customer_to_us": (0, 1),
    "us_to_supplier": (1, 2),
    "supplier_to_us": (2, 3),
    "us_to_customer": (3, 4),
}
# A complaint begins on the day it reached us: when the customer wrote it is not told.
COMPLAINTS = """
SELECT CAST(NULL AS DATE), received_on, sent_on, answered_on, settled_on FROM complaints
WHERE supplier_id = ? AND received_on >= ? AND received_on < ? AND received_on <= ?
"""
RETURNS = """
SELECT returned_on, reached_us_on, sent_on, answered_on, settled_on FROM customer_returns
WHERE supplier_id = ? AND returned_on >= ? AND returned_on < ? AND returned_on <= ?
"""
# How often each date is told in the whole extract: one that never is, is not kept.
COMPLAINT_DATES = (
    "SELECT 0, COUNT(received_on), COUNT(sent_on), COUNT(answered_on), COUNT(settled_on) FROM"
    " complaints"
)
RETURN_DATES = (
    "SELECT COUNT(returned_on), COUNT(reached_us_on), COUNT(sent_on), COUNT(answered_on),"
    " COUNT(settled_on) FROM customer_returns"
)
HANDED_OVER = {
    "complaint": ("complaints", COMPLAINTS, COMPLAINT_DATES),
    "return": ("customer_returns", RETURNS, RETURN_DATES),
}


@dataclass(frozen=True)
class HandOver:
    """One step of the way of complaints or returns. `kind` is complaint or return, `step` one of
    STEPS or whole_way.

    `median_days` is of `n` finished steps, `interval` its 95 % interval, null for fewer than 6.
    `open` steps have begun and not ended; `longest_open_days` is the age of the oldest on the as-of
    date. `unusable` lack a date though a later one is known, or end before they begin. Where the
    extract never tells one of the two dates the state is no_data, and all of it is null.
    """

    kind: str
    step: str
    state: str
    n: int | None = None
    median_days: float | None = None
    interval: tuple[float, float] | None = None
    open: int | None = None
    longest_open_days: int | None = None
    unusable: int | None = None

    def to_json(self) -> dict:
        return {
            "kind": self.kind,
            "step": self.step,
            "state": self.state,
            "n": self.n,
            "median_days": self.median_days,
            "interval": list(self.interval) if self.interval else None,
            "open": self.open,
            "longest_open_days": self.longest_open_days,
            "unusable": self.unusable,
        }


@dataclass(frozen=True)
class HandOvers:
    """The steps of complaints, then of returns, each in the order they are taken and the whole way
    last. `counts`: how many of each kind.
    """

    counts: dict[str, int | None]
    steps: tuple[HandOver, ...]

    def to_json(self) -> dict:
        return {"counts": self.counts, "steps": [step.to_json() for step in self.steps]}


def hand_over_times(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> HandOvers:
    """How long complaints and returns take from the customer to us, to the supplier, back, and to
    the customer.

    Formula: median of (day the step ended − day it began); the whole way from the first date told
    to the day settled.
    Unit: days. Source: complaints, customer_returns.
    Counts: complaints by the day received, returns by the day they came back, traced to or claimed
    of the supplier. A step is open where it began, and neither its end nor any later date is known
    by the as-of date. Null (`no_data`) where the extract never tells a date of the step, or none of
    the quarter has both; `not_supplied` without the table. A complaint has no first step: it begins
    with us.
    """
    counts, steps = {}, []
    for kind, (table, of_quarter, told) in HANDED_OVER.items():
        if table not in snapshot.supplied_tables:
            counts[kind] = None
            steps += [HandOver(kind, step, "not_supplied") for step in (*STEPS, "whole_way")]
            continue
        rows = snapshot.con.execute(
            of_quarter, [supplier_id, quarter.start, quarter.until, snapshot.as_of]
        ).fetchall()
        # What happened after the as-of date is not known yet.
        days = [
            tuple(day if day and day <= snapshot.as_of else None for day in row) for row in rows
        ]
        is_told = [count > 0 for count in snapshot.con.execute(told).fetchall()[0]]
        counts[kind] = len(rows)
        begins = 1 if kind == "complaint" else 0
        for step, (begun, ended) in (STEPS | {"whole_way": (begins, 4)}).items():
            steps.append(
                _step(kind, step, days, begun, ended, snapshot.as_of)
                if is_told[begun] and is_told[ended]
                else HandOver(kind, step, "no_data")
            )
    return HandOvers(counts, tuple(steps))


def _step(kind: str, step: str, rows: list[tuple], begun: int, ended: int, as_of: date) -> HandOver:
    """The step between two places of the rows' dates."""
    taken, ages, unusable = [], [], 0
    for row in rows:
        if row[begun] and row[ended] and row[begun] <= row[ended]:
            taken.append((row[ended] - row[begun]).days)
        elif row[begun] and not any(row[ended:]):
            ages.append((as_of - row[begun]).days)
        elif any(row[ended:]):
            unusable += 1
        # What is left has not come to this step yet.
    return HandOver(
        kind=kind,
        step=step,
        state="ok" if taken else "no_data",
        n=len(taken),
        median_days=float(median(taken)) if taken else None,
        interval=median_interval(taken),
        open=len(ages),
        longest_open_days=max(ages, default=None),
        unusable=unusable,
    )


@dataclass(frozen=True)
class Region:
    """Promises kept of a region's customers; `region` is null where it is not told."""

    region: str | None
    kept: Share

    def to_json(self) -> dict:
        return {"region": self.region, "kept": self.kept.to_json()}


@dataclass(frozen=True)
class Regions:
    """Promises kept by region, in the order of their names and the one not told last, and
    `overall`, which is their sum.
    """

    state: str
    overall: Share = Share(0, 0)
    regions: tuple[Region, ...] = ()

    @property
    def compared(self) -> tuple[Region, ...]:
        """The regions with promises enough."""
        return tuple(
            one for one in self.regions if one.region is not None and one.kept.state == "ok"
        )

    @property
    def spread(self) -> float | None:
        """Percentage points between the best and the worst region of those compared; null for fewer
        than two.
        """
        values = [one.kept.value for one in self.compared]
        return max(values) - min(values) if len(values) > 1 else None

    def to_json(self) -> dict:
        return {
            "state": self.state,
            "overall": self.overall.to_json(),
            "regions": [one.to_json() for one in self.regions],
            "compared": len(self.compared),
            "spread": _rounded(self.spread),
        }


PROMISES_BY_REGION = """
SELECT customer_orders.region, COUNT(*) FILTER (p1_rows.outcome = 'kept'), COUNT(*)
FROM p1_rows
LEFT JOIN customer_orders ON customer_orders.customer_order_id = p1_rows.customer_order_id
WHERE p1_rows.basis = 'agreed' AND p1_rows.is_counted AND p1_rows.supplier_id = ? AND p1_rows.counted_on >= ? AND p1_rows.counted_on < ?
GROUP BY customer_orders.region
ORDER BY customer_orders.region NULLS LAST
"""


def by_region(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> Regions:
    """How evenly promises that depended on the supplier were kept over the regions of customers.

    Formula: promises kept ÷ promises of the quarter that depended on the supplier, by region;
    spread = highest − lowest share.
    Unit: percent, spread in percentage points. Source: customer_promises (rows p1_rows),
    customer_orders.
    Counts: promises by the day first promised (as P1 counts them), kept as the customer sees it:
    one broken by another's cause is not kept. Regions under the smallest n of P1 are `too_few` and
    not in the spread, nor is the one not told. The spread is of extremes, so chance alone makes
    one: read it with the intervals. Null: `not_supplied` without customers' orders or promises;
    `no_data` when none was due; `too_few` and no spread with fewer than two regions to compare.
    """
    if not {"customer_orders", "customer_promises"} <= snapshot.supplied_tables:
        return Regions("not_supplied")
    least_n = definition_of(snapshot.con, "P1", supplier_id).min_n
    rows = snapshot.con.execute(
        PROMISES_BY_REGION, [supplier_id, quarter.start, quarter.until]
    ).fetchall()
    regions = tuple(
        Region(region, Share(kept, promised, least_n)) for region, kept, promised in rows
    )
    overall = Share(sum(one.kept.k for one in regions), sum(one.kept.n for one in regions), least_n)
    found = Regions("ok", overall, regions)
    return (
        found
        if found.spread is not None
        else Regions("too_few" if regions else "no_data", overall, regions)
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _text(amount: Decimal | None) -> str | None:
    """Money as text with every cent, null where it is not known."""
    return None if amount is None else f"{amount:f}"


@dataclass(frozen=True)
class Meaning:
    """What a supplier meant to our customers in a quarter."""

    broken: Broken
    top_customers: TopCustomers
    repeat: RepeatPurchase
    hand_overs: HandOvers
    regions: Regions

    def to_json(self) -> dict:
        return {
            name: getattr(self, name).to_json()
            for name in ("broken", "top_customers", "repeat", "hand_overs", "regions")
        }


def meaning_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> Meaning:
    """All that this module measures, of one supplier and quarter."""
    return Meaning(
        broken(snapshot, supplier_id, quarter),
        top_customers(snapshot, supplier_id, quarter),
        repeat_purchase(snapshot, supplier_id, quarter.until),
        hand_over_times(snapshot, supplier_id, quarter),
        by_region(snapshot, supplier_id, quarter),
    )
