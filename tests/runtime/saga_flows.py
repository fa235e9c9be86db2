"""FlowMart's checkout and subscription renewal as sagas, by hand as the emitters write services. The other side is the test's."""

from datetime import timedelta
from typing import ClassVar, TypeAlias

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from flowmart.runtime import Command, Event, Message, Publication, Saga, SagaState, Service, ServiceBinding, Subscription, Tx
from flowmart.runtime.bindings import Kind


class CheckoutStarted(Event, id="CheckoutStarted", version="1.0.0", key="order", digest="0"):
    order: str
    amount: int


class StockReserved(Event, id="StockReserved", version="1.0.0", key="order", digest="0"):
    order: str


class StockRefused(Event, id="StockRefused", version="1.0.0", key="order", digest="0"):
    order: str


class CardCharged(Event, id="CardCharged", version="1.0.0", key="order", digest="0"):
    order: str


class ShipmentBooked(Event, id="ShipmentBooked", version="1.0.0", key="order", digest="0"):
    order: str


class ShipmentRefused(Event, id="ShipmentRefused", version="1.0.0", key="order", digest="0"):
    order: str


class CheckoutConfirmed(Event, id="CheckoutConfirmed", version="1.0.0", key="order", digest="0"):
    order: str


class CheckoutFailed(Event, id="CheckoutFailed", version="1.0.0", key="order", digest="0"):
    order: str
    reason: str


class ReserveStock(Command, id="ReserveStock", version="1.0.0", key="order", digest="0"):
    order: str


class ReleaseStock(Command, id="ReleaseStock", version="1.0.0", key="order", digest="0"):
    order: str


class ChargeCard(Command, id="ChargeCard", version="1.0.0", key="order", digest="0"):
    order: str
    amount: int


class RefundCard(Command, id="RefundCard", version="1.0.0", key="order", digest="0"):
    order: str
    amount: int


class BookShipment(Command, id="BookShipment", version="1.0.0", key="order", digest="0"):
    order: str


class ExpireCheckout(Command, id="ExpireCheckout", version="1.0.0", key="order", digest="0"):
    order: str


class RenewalDue(Event, id="RenewalDue", version="1.0.0", key="subscription", digest="0"):
    subscription: str
    amount: int


class RenewalPaid(Event, id="RenewalPaid", version="1.0.0", key="subscription", digest="0"):
    subscription: str


class RenewalDeclined(Event, id="RenewalDeclined", version="1.0.0", key="subscription", digest="0"):
    subscription: str


class SubscriptionRenewed(Event, id="SubscriptionRenewed", version="1.0.0", key="subscription", digest="0"):
    subscription: str


class SubscriptionLapsed(Event, id="SubscriptionLapsed", version="1.0.0", key="subscription", digest="0"):
    subscription: str


class TakeRenewal(Command, id="TakeRenewal", version="1.0.0", key="subscription", digest="0"):
    subscription: str
    attempt: int


class RetryRenewal(Command, id="RetryRenewal", version="1.0.0", key="subscription", digest="0"):
    subscription: str


class ExtendAccess(Command, id="ExtendAccess", version="1.0.0", key="subscription", digest="0"):
    subscription: str


class RevokeAccess(Command, id="RevokeAccess", version="1.0.0", key="subscription", digest="0"):
    subscription: str


def _channel(message: type[Message]) -> str:
    return f"flows.{message.meta.id}"


def _received(handler: str, message: type[Message]) -> Subscription:
    meta = message.meta
    kind: Kind = "command" if issubclass(message, Command) else "event"
    return Subscription(
        message=meta.id,
        version=meta.version,
        message_class=meta.id,
        kind=kind,
        handler=handler,
        mode="state",
        channel=_channel(message),
        key=meta.key,
    )


def _sent(message: type[Message]) -> Publication:
    meta = message.meta
    kind: Kind = "command" if issubclass(message, Command) else "event"
    return Publication(message=meta.id, version=meta.version, message_class=meta.id, kind=kind, channel=_channel(message), key=meta.key)


_CHECKOUT_SENT: tuple[type[Message], ...] = (
    CheckoutConfirmed,
    CheckoutFailed,
    ReserveStock,
    ReleaseStock,
    ChargeCard,
    RefundCard,
    BookShipment,
    ExpireCheckout,
)
_RENEWAL_SENT: tuple[type[Message], ...] = (SubscriptionRenewed, SubscriptionLapsed, TakeRenewal, RetryRenewal, ExtendAccess, RevokeAccess)

CHECKOUT = ServiceBinding(
    service="CheckoutService",
    version="1.0.0",
    module="checkout_service",
    group="checkout-service",
    database="checkout-db",
    subscriptions=(
        _received("on_checkout_started", CheckoutStarted),
        _received("on_stock_reserved", StockReserved),
        _received("on_stock_refused", StockRefused),
        _received("on_card_charged", CardCharged),
        _received("on_shipment_booked", ShipmentBooked),
        _received("on_shipment_refused", ShipmentRefused),
        _received("expire_checkout", ExpireCheckout),
    ),
    publications=tuple(map(_sent, _CHECKOUT_SENT)),
)
RENEWAL = ServiceBinding(
    service="RenewalService",
    version="1.0.0",
    module="renewal_service",
    group="renewal-service",
    database="renewal-db",
    subscriptions=(
        _received("on_renewal_due", RenewalDue),
        _received("on_renewal_paid", RenewalPaid),
        _received("on_renewal_declined", RenewalDeclined),
        _received("retry_renewal", RetryRenewal),
    ),
    publications=tuple(map(_sent, _RENEWAL_SENT)),
)
_ANSWERS: tuple[type[Message], ...] = (CheckoutStarted, StockReserved, StockRefused, CardCharged, ShipmentBooked, ShipmentRefused)
_RENEWALS: tuple[type[Message], ...] = (RenewalDue, RenewalPaid, RenewalDeclined)
CLASSES: dict[str, type[Message]] = {each.__name__: each for each in (*_ANSWERS, *_CHECKOUT_SENT, *_RENEWALS, *_RENEWAL_SENT)}

CheckoutTx: TypeAlias = Tx[
    CheckoutConfirmed | CheckoutFailed, ReserveStock | ReleaseStock | ChargeCard | RefundCard | BookShipment | ExpireCheckout
]
RenewalTx: TypeAlias = Tx[SubscriptionRenewed | SubscriptionLapsed, TakeRenewal | RetryRenewal | ExtendAccess | RevokeAccess]


class CheckoutTables(DeclarativeBase):
    metadata = MetaData()


class CheckoutState(SagaState, CheckoutTables):
    __tablename__ = "checkouts"

    amount: Mapped[int] = mapped_column()


def _release(state: CheckoutState, tx: CheckoutTx) -> None:
    tx.send(ReleaseStock(order=state.key))


def _refund(state: CheckoutState, tx: CheckoutTx) -> None:
    tx.send(RefundCard(order=state.key, amount=state.amount))


CHECKOUTS: Saga[CheckoutState, CheckoutTx] = Saga(CheckoutState, {"reserve": _release, "charge": _refund})


class Checkout(Service):
    binding: ClassVar[ServiceBinding] = CHECKOUT
    tables = CheckoutTables.metadata
    patience = timedelta(minutes=15)

    def on_checkout_started(self, event: CheckoutStarted, tx: CheckoutTx) -> None:
        run = CHECKOUTS.begin(tx, CheckoutState(key=event.order, amount=event.amount))
        if run is not None:
            tx.send(ReserveStock(order=event.order))
            run.wait("reserving", within=self.patience, deadline=ExpireCheckout(order=event.order))

    def on_stock_reserved(self, event: StockReserved, tx: CheckoutTx) -> None:
        run = CHECKOUTS.running(tx, event.order, "reserving")
        if run is None:
            # The checkout was given up meanwhile: what came too late is taken back at once.
            tx.send(ReleaseStock(order=event.order))
            return
        run.did("reserve")
        tx.send(ChargeCard(order=event.order, amount=run.row.amount))
        run.wait("charging", within=self.patience, deadline=ExpireCheckout(order=event.order))

    def on_stock_refused(self, event: StockRefused, tx: CheckoutTx) -> None:
        self._fail(event.order, "sold out", tx)

    def on_card_charged(self, event: CardCharged, tx: CheckoutTx) -> None:
        run = CHECKOUTS.running(tx, event.order, "charging")
        if run is not None:
            run.did("charge")
            tx.send(BookShipment(order=event.order))
            run.wait("shipping")

    def on_shipment_booked(self, event: ShipmentBooked, tx: CheckoutTx) -> None:
        run = CHECKOUTS.running(tx, event.order, "shipping")
        if run is not None:
            run.complete()
            tx.emit(CheckoutConfirmed(order=event.order))

    def on_shipment_refused(self, event: ShipmentRefused, tx: CheckoutTx) -> None:
        self._fail(event.order, "cannot be shipped", tx)

    def expire_checkout(self, command: ExpireCheckout, tx: CheckoutTx) -> None:
        run = CHECKOUTS.expired(tx, command.order, command, "reserving", "charging")
        if run is not None:
            self._fail(command.order, "took too long", tx)

    def _fail(self, order: str, reason: str, tx: CheckoutTx) -> None:
        run = CHECKOUTS.running(tx, order)
        if run is not None:
            run.compensate()
            tx.emit(CheckoutFailed(order=order, reason=reason))


class RenewalTables(DeclarativeBase):
    metadata = MetaData()


class RenewalState(SagaState, RenewalTables):
    __tablename__ = "renewals"

    attempt: Mapped[int] = mapped_column(default=1)


def _revoke(state: RenewalState, tx: RenewalTx) -> None:
    tx.send(RevokeAccess(subscription=state.key))


RENEWALS: Saga[RenewalState, RenewalTx] = Saga(RenewalState, {"grace": _revoke})


class Renewal(Service):
    """Three attempts to be paid, some days apart, while the customer keeps access; then it is taken away."""

    binding: ClassVar[ServiceBinding] = RENEWAL
    tables = RenewalTables.metadata
    pause = timedelta(days=3)

    def on_renewal_due(self, event: RenewalDue, tx: RenewalTx) -> None:
        run = RENEWALS.begin(tx, RenewalState(key=event.subscription, attempt=1))
        if run is not None:
            tx.send(ExtendAccess(subscription=event.subscription))
            run.did("grace")
            tx.send(TakeRenewal(subscription=event.subscription, attempt=1))
            run.wait("charging")

    def on_renewal_paid(self, event: RenewalPaid, tx: RenewalTx) -> None:
        run = RENEWALS.running(tx, event.subscription, "charging", "pausing")
        if run is not None:
            run.complete()
            tx.emit(SubscriptionRenewed(subscription=event.subscription))

    def on_renewal_declined(self, event: RenewalDeclined, tx: RenewalTx) -> None:
        run = RENEWALS.running(tx, event.subscription, "charging")
        if run is None:
            return
        if run.row.attempt >= 3:
            run.compensate()
            tx.emit(SubscriptionLapsed(subscription=event.subscription))
        else:
            run.wait("pausing", within=self.pause, deadline=RetryRenewal(subscription=event.subscription))

    def retry_renewal(self, command: RetryRenewal, tx: RenewalTx) -> None:
        run = RENEWALS.expired(tx, command.subscription, command, "pausing")
        if run is not None:
            run.row.attempt += 1
            tx.send(TakeRenewal(subscription=command.subscription, attempt=run.row.attempt))
            run.wait("charging")
