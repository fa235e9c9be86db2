"""The HTTP interface of the e-mail and SMS providers, in the words of Notification."""

from uuid import UUID

import httpx

from flowmart.runtime import BusinessError


async def hand_over(provider: httpx.AsyncClient, *, to: str, subject: str | None, text: str, reference: UUID, key: str) -> None:
    """Raises BusinessError when the provider refuses the address for good; other failures are raised and tried again."""
    body = {"to": to, "body": text, "reference": str(reference)} | ({"subject": subject} if subject else {})
    answer = await provider.post("/messages", json=body, headers={"Idempotency-Key": key})
    if answer.status_code == 422:
        raise BusinessError("address-refused", "the provider does not deliver to this address")
    answer.raise_for_status()
