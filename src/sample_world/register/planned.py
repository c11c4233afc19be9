"""Topics and asks of both firms, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A topic; `values` are the buyer's and the supplier's, None where a firm gave none.
    `milestones` are what, due and met; `events` are day and what.
    """

    label: str
    what: str
    values: tuple[int | None, int | None]
    effort: str
    chosen_on: str | None = None
    owners: tuple[str, ...] = ()
    target: str | None = None
    target_on: str | None = None
    form: str = "topic"
    replaces: str | None = None
    finished_on: str | None = None
    is_about_cost: bool = False
    milestones: tuple[tuple[str, str, str | None], ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    # The pair that took over, and when.
    passed: tuple[str, tuple[str, ...]] | None = None


CHOSEN = "2025-10-14"
TOPICS = {
    "S-1001": (
        Subject(
            "tumbling",
            "Tumbled edges instead of filed ones",
            (6, 7),
            "small",
            "2025-01-15",
            ("tarn.quality", "harrow.engineer"),
            "no filing at Tarn",
            "2026-01-31",
            finished_on="2026-01-13",
            is_about_cost=True,
            milestones=(("Twenty brackets tried", "2025-06-30", "2025-06-20"),),
            events=(
                ("2025-06-20", "Twenty brackets tried"),
                ("2026-01-13", "Finished: in use"),
            ),
        ),
        Subject(
            "near net",
            "Near-net castings for the housing DN80",
            (8, 8),
            "large",
            CHOSEN,
            ("tarn.engineer", "harrow.engineer"),
            "8 % less machining",
            "2027-03-31",
            form="joint_team",
            is_about_cost=True,
            milestones=(
                ("Pattern drawn", "2026-04-30", "2026-04-24"),
                ("Ten castings machined", "2026-09-30", "2026-10-02"),
                ("Capability run", "2026-12-04", None),
            ),
            events=(
                ("2026-04-24", "Pattern drawn"),
                ("2026-08-19", "First castings poured"),
                ("2026-10-09", "Ten castings measured"),
            ),
        ),
        Subject(
            "scan",
            "Scan for porosity before dispatch",
            (9, 6),
            "middle",
            CHOSEN,
            ("tarn.quality", "harrow.quality"),
            "no porous housing leaves the foundry",
            "2027-01-31",
            milestones=(
                ("Scanner hired", "2026-06-30", "2026-06-22"),
                ("Limits agreed", "2026-09-15", "2026-09-11"),
                ("Hundred housings scanned", "2026-11-20", None),
            ),
            events=(
                ("2026-06-22", "Scanner hired"),
                ("2026-09-11", "Limits agreed"),
                ("2026-10-07", "Thirty housings scanned"),
            ),
        ),
        # In place of the finished one.
        Subject(
            "one plan",
            "One 13-week plan, seen by both",
            (7, 9),
            "middle",
            "2026-01-13",
            ("tarn.planner", "harrow.planner.before"),
            passed=("2026-08-17", ("tarn.planner", "harrow.planner")),
            target="forecast error under 10 %",
            target_on="2026-12-31",
            replaces="tumbling",
            milestones=(
                ("Forecast sent weekly", "2026-07-31", "2026-07-30"),
                ("Capacity view", "2026-10-30", None),
                ("Held for a quarter", "2026-12-31", None),
            ),
            events=(("2026-07-30", "Forecast sent weekly"), ("2026-09-24", "Planners met")),
        ),
        # Two without activity since the last review.
        Subject(
            "crates",
            "Crates that come back",
            (5, 7),
            "small",
            CHOSEN,
            ("tarn.change", "harrow.account"),
            form="cross_audit",
            passed=("2026-07-01", ("tarn.newcomer", "harrow.account")),
            target="no one-way pallet",
            target_on="2026-12-31",
            is_about_cost=True,
            milestones=(
                ("Crates tried on one line", "2026-08-31", None),
                ("Hundred crates in use", "2026-12-31", None),
            ),
            events=(("2026-05-12", "Pallets of a month counted"),),
        ),
        Subject(
            "k5",
            "Harrow at the concept of pump K5",
            (6, 9),
            "middle",
            CHOSEN,
            ("tarn.engineer", "harrow.engineer"),
            "named engineers at the first drawing",
            "2026-09-30",
            milestones=(
                ("Engineers named", "2026-05-29", None),
                ("First drawing seen", "2026-09-30", None),
                ("Castability looked at", "2027-01-29", None),
            ),
            events=(("2026-03-27", "Drift of the design told by telephone"),),
        ),
        Subject("machined", "Housings machined at Harrow", (7, 7), "large"),
        Subject("index", "Price follows an index of scrap", (6, 7), "small"),
        Subject("scrap", "Forecast of the price of scrap, together", (6, 6), "small"),
        Subject(
            "stock",
            "Stock at Harrow, paid when taken",
            (8, 3),
            "middle",
            is_about_cost=True,
        ),
        Subject("melt", "Melt data with each delivery", (7, None), "small"),
        Subject("night", "Night deliveries to Brno", (None, 4), "middle"),
    ),
    "S-1003": (
        Subject(
            "batch data",
            "Grinding data in place of incoming inspection",
            (8, 8),
            "middle",
            "2025-12-09",
            ("tarn.quality", "calder.engineer"),
            "no inspection of shafts at Tarn",
            "2027-06-30",
            is_about_cost=True,
            milestones=(("Data of ten batches", "2026-09-30", "2026-09-17"),),
            events=(("2026-06-09", "Format agreed"), ("2026-09-17", "Data of ten batches")),
        ),
    ),
    "S-1008": (
        Subject(
            "interface",
            "An interface that restarts by itself",
            (9, 7),
            "middle",
            "2026-01-14",
            ("tarn.desk", "hexley.change"),
            "no ticket by a stopped interface",
            "2026-12-31",
            milestones=(("Watchdog in test", "2026-09-30", "2026-09-24"),),
            events=(("2026-09-24", "Watchdog in test"),),
        ),
    ),
}


@dataclass(frozen=True)
class Asked:
    """An ask of last year; `events` are state, day, words or evidence, `metric` the number by
    which both will know.
    """

    from_side: str
    what: str
    form: str = "operational"
    events: tuple[tuple[str, str, str | None, str | None], ...] = ()
    metric: str | None = None


ASKED_ON = "2025-10-14"
_YES = ("accepted", "2025-11-12", None, None)
# Nine asks: five done, two refused with a reason, two open.
ASKS = {
    "S-1001": (
        Asked(
            "supplier",
            "Freeze orders ten days before they are due",
            events=(_YES, ("done", "2026-08-28", None, "the system refuses a change")),
            # Called done beside a number of the quarter that misses its goal.
            metric="B1",
        ),
        Asked(
            "supplier",
            "Pay on day 30",
            events=(_YES, ("started", "2026-07-14", None, None)),
            metric="B3",
        ),
        Asked("supplier", "An engineer of Harrow's at the concept of K4", "strategic"),
        Asked(
            "supplier",
            "One portal for drawings",
            events=(("refused", "2026-01-13", "No budget in 2026.", None),),
        ),
        Asked(
            "buyer",
            "Certificate number on the box label",
            events=(_YES, ("done", "2026-10-07", None, "ten boxes looked at")),
        ),
        Asked(
            "buyer",
            "A first cause within 15 working days",
            events=(_YES, ("done", "2026-07-29", None, "CA-1001-0016 answered in 11")),
        ),
        Asked(
            "buyer",
            "Harrow's own count, every quarter",
            events=(_YES, ("done", "2026-04-09", None, "file of the quarter received")),
        ),
        Asked(
            "buyer",
            "A planner known by name",
            events=(_YES, ("done", "2025-12-11", None, "planner named in the review")),
        ),
        Asked(
            "buyer",
            "What the housing DN50 costs to make, line by line",
            "strategic",
            events=(
                (
                    "refused",
                    "2026-01-13",
                    "Costs stay in the firm; the saving is shown.",
                    None,
                ),
            ),
        ),
    ),
    "S-1004": (
        Asked("supplier", "Forecast eight weeks ahead", events=(_YES,)),
        Asked(
            "buyer",
            "A label that a scanner reads",
            events=(_YES, ("done", "2026-02-10", None, "read at both docks")),
        ),
    ),
    "S-1008": (
        Asked(
            "buyer",
            "The cause in each closed ticket",
            events=(_YES, ("started", "2026-07-14", None, None)),
        ),
    ),
}
# What is asked for next year, in the review.
ASKED_NOW = {
    "S-1001": (
        Asked("supplier", "A casting engineer at the table when K5 is drawn", "strategic"),
        Asked("buyer", "A melt under test told on the day it is put aside"),
    ),
}
