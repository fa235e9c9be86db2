"""The card gateway's HTTP interface, in the words of Payment.

A refusal of the card is an answer. Anything else that is no success is raised, and the runtime tries again with the same key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

import httpx

FailureReason: TypeAlias = Literal["declined", "insufficient_funds", "expired_card", "fraud_suspected"]

# The gateway may have more reasons than the catalog; those that the catalog does not know are plain declines.
_REASONS: Mapping[str, FailureReason] = {
    "insufficient_funds": "insufficient_funds",
    "expired_card": "expired_card",
    "fraud_suspected": "fraud_suspected",
}


@dataclass(frozen=True, slots=True)
class Captured:
    """`reference` is the gateway's own number of the charge."""

    reference: str


@dataclass(frozen=True, slots=True)
class Declined:
    reason: FailureReason


async def charge(gateway: httpx.AsyncClient, *, amount: int, currency: str, token: str, reference: UUID, key: str) -> Captured | Declined:
    """Collect an amount in minor units."""
    body = {"amount": amount, "currency": currency, "token": token, "reference": str(reference)}
    answer = await gateway.post("/charges", json=body, headers={"Idempotency-Key": key})
    if answer.status_code == 402:
        return Declined(_REASONS.get(str(answer.json().get("reason")), "declined"))
    answer.raise_for_status()
    return Captured(str(answer.json()["id"]))


async def refund(gateway: httpx.AsyncClient, *, charge: str, amount: int, reference: UUID, key: str) -> None:
    """Give back an amount in minor units of the charge with this number."""
    body = {"chargeId": charge, "amount": amount, "reference": str(reference)}
    answer = await gateway.post("/refunds", json=body, headers={"Idempotency-Key": key})
    answer.raise_for_status()
