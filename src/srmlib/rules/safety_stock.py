"""The stock that covers a supplier's uneven lead times, and one's own uneven demand."""

from __future__ import annotations

import math
from statistics import NormalDist


def service_factor(service_level: float) -> float:
    """How many standard deviations cover this share of replenishment cycles (between 0 and 1, ends
    excluded): z of the normal distribution.

    >>> round(service_factor(0.95), 3)
    1.645
    """
    return NormalDist().inv_cdf(service_level)


def safety_stock(
    z: float,
    mean_demand: float,
    sd_demand: float,
    mean_lead_time: float,
    sd_lead_time: float,
) -> float:
    """The stock to hold above what is used on average until the next delivery.

    Formula: z × √(mean lead time × sd of demand² + mean demand² × sd of lead time²), for demand and
    lead time independent of each other.
    Unit: that of demand. Demand is per period and lead times are in the same periods (units a day,
    days).
    Source: z from a service level (service_factor); demand from orders, lead times from
    schedule_lines and receipts. What a supplier's spread adds is this less the same with a spread
    of 0.

    Chopra and Meindl, Supply Chain Management, example on lead time uncertainty: 2,500 a day ± 500,
    lead time 7 days ± 7, 90 % of cycles.

    >>> round(safety_stock(service_factor(0.90), 2500, 500, 7, 7))
    22491
    """
    return z * math.sqrt(mean_lead_time * sd_demand**2 + mean_demand**2 * sd_lead_time**2)
