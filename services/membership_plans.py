"""What the two services of the Subscription domain agree on: plans, prices and periods."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

PlanName: TypeAlias = Literal["monthly", "yearly"]

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Plan:
    """`price` is that of one period, in minor units."""

    price: int
    months: int


PLANS: Mapping[PlanName, Plan] = {"monthly": Plan(price=990, months=1), "yearly": Plan(price=9900, months=12)}


def period_start(started_at: datetime, plan: PlanName, number: int) -> datetime:
    """When period `number` begins, which is when the one before ends; the first is 1.

    Counted from the start of the membership, so that one begun on the 31st comes back to the 31st after a short month.
    """
    months = started_at.month - 1 + (number - 1) * PLANS[plan].months
    year, month = started_at.year + months // 12, months % 12 + 1
    return started_at.replace(year=year, month=month, day=min(started_at.day, monthrange(year, month)[1]))
