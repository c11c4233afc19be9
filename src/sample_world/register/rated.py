"""How the champions rated, as data: a digit a quarter from 2024Q4 to 2026Q3, 1 bright red to 5
bright green; `-` asked and not rated, `.` not asked.
"""

from __future__ import annotations

QUARTERS = ("2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")

# supplier: element: (buyer, supplier)
RATED = {
    # Two steps apart on three elements; early_new started red and stayed red for four quarters.
    "S-1001": {
        "open_info": ("33343332", "33344444"),
        "commit_kept": ("43344443", "33333333"),
        "access": ("33444444", "22333333"),
        "exec_felt": ("33333333", "23333334"),
        "issue_low": ("33444444", "33444443"),
        "measure_fair": ("33444444", "32333332"),
        "order_stable": ("22223333", "2223-33-"),
        "cost_joint": ("23333332", "33344444"),
        "future_real": ("..333333", "..333322"),
        "early_new": ("....1222", "....1111"),
        "both_earn": ("44444444", "33344444"),
        "people_cont": ("44444443", "44444443"),
    },
    # The supplier has not rated in 2026Q3.
    "S-1002": {
        "open_info": ("....3332", "....4444"),
        "commit_kept": ("....3222", "....3333"),
        "access": ("....3333", "....4444"),
        "exec_felt": ("....3333", "....3333"),
        "issue_low": ("....3333", "....3333"),
        "measure_fair": ("....4444", "....3333"),
        "order_stable": ("....3333", "....3333"),
        "cost_joint": ("....2333", "....3333"),
        "future_real": ("....2333", "....3333"),
        "early_new": ("....3333", "....2333"),
        "both_earn": ("....4444", "....3333"),
        "people_cont": ("....4444", "....4444"),
    },
    # Both have locked 2026Q3; it is opened in the review of December.
    "S-1003": {
        "open_info": ("....4445", "....4444"),
        "commit_kept": ("....4555", "....4444"),
        "access": ("....4444", "....4445"),
        "exec_felt": ("....4444", "....4444"),
        "issue_low": ("....4444", "....4444"),
        "measure_fair": ("....4444", "....3444"),
        "order_stable": ("....4444", "....3444"),
        "cost_joint": ("....3344", "....4444"),
        "future_real": ("....3444", "....3344"),
        "early_new": ("....4444", "....4444"),
        "both_earn": ("....4444", "....4444"),
        "people_cont": ("....5555", "....4444"),
    },
    # The buyer changes what is in work: red for the supplier for four quarters, and once it was not.
    "S-1004": {
        "open_info": ("44433333", "44443333"),
        "commit_kept": ("44432323", "44433333"),
        "access": ("44444444", "44444444"),
        "exec_felt": ("33333333", "33333333"),
        "issue_low": ("44433333", "44433333"),
        "measure_fair": ("44444443", "44333322"),
        "order_stable": ("44433333", "33332222"),
        "cost_joint": ("33333333", "33333333"),
        "future_real": ("33333333", "33333333"),
        "early_new": ("33333333", "33333333"),
        "both_earn": ("44444444", "44433333"),
        "people_cont": ("44444444", "44444444"),
    },
    # Once a year.
    "S-1005": {
        "open_info": ("..4...4.", "..4...4."),
        "commit_kept": ("..4...4.", "..4...4."),
        "access": ("..3...4.", "..4...4."),
        "exec_felt": ("..3...3.", "..3...3."),
        "issue_low": ("..4...4.", "..4...4."),
        "measure_fair": ("..4...4.", "..4...4."),
        "order_stable": ("..4...4.", "..3...4."),
        "cost_joint": ("..3...3.", "..3...3."),
        "future_real": ("..3...3.", "..2...3."),
        "early_new": ("..3...3.", "..3...3."),
        "both_earn": ("..4...4.", "..4...4."),
        "people_cont": ("..4...4.", "..4...4."),
    },
    # A service: nobody asks about orders.
    "S-1008": {
        "open_info": ("33333333", "44443333"),
        "commit_kept": ("43333232", "44433333"),
        "access": ("44444444", "44444444"),
        "exec_felt": ("33334444", "44444444"),
        "issue_low": ("33333233", "33343333"),
        "measure_fair": ("44444444", "33333334"),
        "cost_joint": ("33333333", "33333333"),
        "future_real": ("33344444", "33344444"),
        "early_new": ("33333333", "22333333"),
        "both_earn": ("33333333", "44444444"),
        "people_cont": ("44443344", "44444444"),
    },
}
# Who has not locked.
NOT_LOCKED = ("S-1002", "2026Q3", "supplier")
# Locked in a quarter that no meeting has opened yet.
LOCKED_LAST = "2026-10-08"
