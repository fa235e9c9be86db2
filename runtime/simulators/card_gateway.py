"""A card gateway.

| call | body | answer |
|---|---|---|
| POST /charges | amount (minor units), currency, token, reference | 201 {id, status: succeeded, amount, currency, reference}; 402 {id, status: declined, reason} |
| POST /refunds | chargeId, amount, reference | 201 {id, chargeId, status: succeeded, amount}; 404 no such charge; 409 more than was charged |
| GET /charges, GET /refunds | | everything that was done, in order, with its Idempotency-Key |

Both take `Idempotency-Key`. A token that contains `declined` is declined from the start.
"""

from starlette.applications import Starlette
from starlette.requests import Request

from .behaviour import Content, Result, Simulator, text, whole


def card_gateway() -> Starlette:
    return _CardGateway().app()


class _CardGateway(Simulator):
    def __init__(self) -> None:
        super().__init__("card-gateway")
        self._charges: list[Content] = []
        self._refunds: list[Content] = []
        self.operation("POST", "/charges", self._charge)
        self.operation("POST", "/refunds", self._refund)
        self.ledger("/charges", lambda: self._charges)
        self.ledger("/refunds", lambda: self._refunds)

    async def _charge(self, request: Request, content: Content) -> Result:
        token, amount = text(content, "token"), whole(content, "amount")
        charge: Content = {
            "id": f"ch_{len(self._charges) + 1:06}",
            "status": "succeeded",
            "amount": amount,
            "currency": text(content, "currency"),
            "token": token,
            "reference": content.get("reference"),
            "idempotencyKey": request.headers.get("idempotency-key"),
        }
        declined = "declined" in token or self.declines(request, [token], amount)
        if declined:
            charge |= {"status": "declined", "reason": "card_declined"}
        self._charges.append(charge)
        return (402 if declined else 201), charge

    async def _refund(self, request: Request, content: Content) -> Result:
        charge_id, amount = text(content, "chargeId"), whole(content, "amount")
        charge = next((each for each in self._charges if each["id"] == charge_id and each["status"] == "succeeded"), None)
        if charge is None:
            return 404, {"error": "no such charge"}
        refunded = sum(each["amount"] for each in self._refunds if each["chargeId"] == charge_id)
        if refunded + amount > charge["amount"]:
            return 409, {"error": "more than was charged", "refundable": charge["amount"] - refunded}
        refund: Content = {
            "id": f"re_{len(self._refunds) + 1:06}",
            "status": "succeeded",
            "chargeId": charge_id,
            "amount": amount,
            "currency": charge["currency"],
            "reference": content.get("reference"),
            "idempotencyKey": request.headers.get("idempotency-key"),
        }
        self._refunds.append(refund)
        return 201, refund
