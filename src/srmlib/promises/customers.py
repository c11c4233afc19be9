"""Who the customers are: the largest, whether they buy again, and where they live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, NamedTuple

from srmlib.promises.broken import Share
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.snapshot.definitions import definition_of

# The customers who make so much of the sales, in percent, in so many quarters.
TOP_SALES = 80
SALES_QUARTERS = 4


# Who orders within so many days has come back; a group of fewer customers tells nothing.
AGAIN_WITHIN_DAYS = 365
LEAST_CUSTOMERS = 20


@dataclass(frozen=True)
class TopCustomers:
    """The customers who make most of the sales, and those of them who depend on a supplier. Amounts
    are in `currency`.

    `dependent` is how many of the top customers depend on the supplier; `dependent_sales` is the
    worth of their orders that do, and `share_of_sales` that in percent of all sales: a whole count
    of money, in which chance has no part. Orders depend on several suppliers: these amounts are not
    to be added over suppliers. `sales` and `top_sales` are those of all
    customers and of the top ones. Orders without a known customer or amount are in none of them.
    """

    JSON: ClassVar = (
        "state",
        "dependent",
        "sales",
        "top_sales",
        "dependent_sales",
        "share_of_sales",
        "currency",
        "orders_without_customer",
        "orders_without_amount",
    )

    state: str
    currency: str
    dependent: Share = Share(0, 0)
    sales: Decimal | None = None
    top_sales: Decimal | None = None
    dependent_sales: Decimal | None = None
    share_of_sales: float | None = None
    orders_without_customer: int | None = None
    orders_without_amount: int | None = None


def top_customers(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> TopCustomers:
    """The fewest customers who make 80 % of sales, and how many of them depend on the supplier.

    Formula: customers of the smallest set, by falling sales, whose sales are at least 80 % of all,
    and those with as much as the last of them; of them, those with an order whose promise depends
    on the supplier; Σ of these orders ÷ Σ sales.
    Unit: customers, reporting currency, percent. Source: customer_orders, customer_promises,
    fx_daily.
    Counts: orders by the day ordered in the four quarters that end with this one, for sales and for
    who depends. Amounts in another currency by the rate of the day ordered. Orders without a known customer, or without a known
    amount, are counted apart and are in no sum. Null: `not_supplied` without customers' orders or
    promises, or where no order names its customer; `no_data` where nothing was sold.
    """
    if not {"customer_orders", "customer_promises"} <= snapshot.supplied_tables:
        return TopCustomers("not_supplied", snapshot.reporting_currency)
    first = quarter.back(SALES_QUARTERS)[0]
    rows = snapshot.records(
        statement("promises/sales_by_customer"),
        [supplier_id, first.start, quarter.until, snapshot.as_of],
    )
    named = [
        Customer(row["sales"], row["is_dependent"], row["dependent_sales"])
        for row in rows
        if row["customer_id"] is not None
    ]
    counts = {
        "orders_without_customer": sum(
            row["orders"] for row in rows if row["customer_id"] is None
        ),
        "orders_without_amount": sum(row["orders_without_amount"] for row in rows),
    }
    total = sum((one.sales for one in named), Decimal("0.00"))
    if total <= 0:
        return TopCustomers(
            "not_supplied" if rows and not named else "no_data",
            snapshot.reporting_currency,
            **counts,
        )
    top = list(_until_reached(named, total))
    dependent_sales = sum((one.dependent_sales for one in top), Decimal("0.00"))
    return TopCustomers(
        state="ok",
        currency=snapshot.reporting_currency,
        dependent=Share(sum(one.is_dependent for one in top), len(top)),
        sales=total,
        top_sales=sum((one.sales for one in top), Decimal("0.00")),
        dependent_sales=dependent_sales,
        share_of_sales=float(100 * dependent_sales / total),
        **counts,
    )


class Customer(NamedTuple):
    """What one bought, whether any of it depends on the supplier, and what of it does."""

    sales: Decimal
    is_dependent: bool
    dependent_sales: Decimal


def _until_reached(customers: list[Customer], total: Decimal) -> Iterator[Customer]:
    """The first customers, until what they bought is 80 % of the total; who bought as much as the
    last of them is as large.
    """
    bought = Decimal(0)
    last = None
    for one in customers:
        if last is not None and one.sales < last:
            return
        yield one
        bought += one.sales
        if 100 * bought >= TOP_SALES * total:
            last = one.sales


@dataclass(frozen=True)
class PublishedAssumption:
    """What others measured, said where the extract cannot tell. Percent of the customers who were
    asked, two years or more after the experience; never added to or set against own counts.
    """

    is_assumption: bool = True
    avoid_after_bad: int = 39
    come_back_after_good: int = 24
    years_on: int = 2
    source: str = (
        "Customer Service and Business Results, Dimensional Research for Zendesk, April 2013; 1,046"
        " people asked"
    )


PUBLISHED = PublishedAssumption()


@dataclass(frozen=True)
class RepeatPurchase:
    """Customers who ordered again, after a bad first experience with a supplier and after a good
    one.

    `neither` are customers whose first experience was neither: broken by another's cause, or a
    complaint traced to another or to nobody. `cause_open` are those whose first promise was broken,
    nobody knows by whose cause. `not_yet` had theirs less than 365 days before the
    as-of date; all three are null where nothing is supplied. `missing` are tables without which a good experience cannot be told for sure.
    `assumption` is there where a group is missing or too small, else null; it is never part of the
    counts.
    """

    JSON: ClassVar = (
        "state",
        "after_bad",
        "after_good",
        "neither",
        "cause_open",
        "not_yet",
        "missing",
        "assumption",
    )

    state: str
    after_bad: Share = Share(0, 0, LEAST_CUSTOMERS)
    after_good: Share = Share(0, 0, LEAST_CUSTOMERS)
    neither: int | None = None
    cause_open: int | None = None
    not_yet: int | None = None
    missing: tuple[str, ...] = ()

    @property
    def assumption(self) -> PublishedAssumption | None:
        return None if self.state == "ok" else PUBLISHED


def repeat_purchase(
    snapshot: Snapshot, supplier_id: str | None, until: date
) -> RepeatPurchase:
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
    rows = snapshot.records(statement("promises/first_experiences"), values)
    counts: Counter[tuple[str, bool]] = Counter(
        {
            (row["kind"], row["is_again"]): row["customers"]
            for row in rows
            if row["is_observed"]
        }
    )
    after = {
        kind: Share(
            counts[kind, True], counts[kind, True] + counts[kind, False], LEAST_CUSTOMERS
        )
        for kind in ("bad", "unknown", "neither", "good")
    }
    state = after["bad"].state
    if after["good"].state != state:
        state = "too_few"
    return RepeatPurchase(
        state=state,
        after_bad=after["bad"],
        after_good=after["good"],
        neither=after["neither"].n,
        cause_open=after["unknown"].n,
        not_yet=sum(row["customers"] for row in rows if not row["is_observed"]),
        missing=tuple(
            table
            for table in ("complaints", "customer_returns")
            if table not in snapshot.supplied_tables
        ),
    )


@dataclass(frozen=True)
class Region:
    """Promises kept of a region's customers; `region` is null where it is not told."""

    region: str | None
    kept: Share


@dataclass(frozen=True)
class Regions:
    """Promises kept by region, in the order of their names and the one not told last, and
    `overall`, which is their sum.
    """

    JSON: ClassVar = ("state", "overall", "regions", "compared", "spread")

    state: str
    overall: Share = Share(0, 0)
    regions: tuple[Region, ...] = ()

    @property
    def comparable(self) -> tuple[Region, ...]:
        """The regions with promises enough."""
        return tuple(
            one for one in self.regions if one.region is not None and one.kept.state == "ok"
        )

    @property
    def compared(self) -> int:
        return len(self.comparable)

    @property
    def spread(self) -> float | None:
        """Percentage points between the best and the worst region of those compared; null for fewer
        than two.
        """
        values = [one.kept.value for one in self.comparable if one.kept.value is not None]
        return max(values) - min(values) if len(values) > 1 else None


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
    rows = snapshot.records(
        statement("promises/by_region"), [supplier_id, quarter.start, quarter.until]
    )
    regions = tuple(
        Region(row["region"], Share(row["kept"], row["promised"], least_n)) for row in rows
    )
    overall = Share(
        sum(one.kept.k for one in regions), sum(one.kept.n for one in regions), least_n
    )
    found = Regions("ok", overall, regions)
    if found.spread is not None:
        return found
    return Regions("too_few" if regions else "no_data", overall, regions)
