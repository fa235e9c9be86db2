"""Notification: tells customers, and our own warehouse, what happened, by e-mail and by SMS.

Every message to a provider is an effect with a stable key, so that a repeated attempt does not bother anybody twice.
"""

from dataclasses import dataclass
from typing import TypeAlias, final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from typing_extensions import override

from flowmart.runtime import BusinessError, Call, Effect, Read, upcast
from generated.messages import (
    DeliveryFailed,
    GetNotificationDetails,
    GetNotificationDetailsReply,
    GetUserNotifications,
    GetUserNotificationsReply,
    InventoryAdjusted,
    InvoiceGenerated,
    NotificationSent,
    OrderAmended,
    OrderCancelled,
    OrderConfirmed,
    OrderConfirmedV0,
    OrderPlaced,
    OutOfStock,
    PaymentFailed,
    PaymentProcessed,
    PaymentRefunded,
    ReturnInitiated,
    ReturnReceived,
    ShipmentCreated,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentInTransit,
    UserSubscriptionCancelled,
    UserSubscriptionStarted,
)
from generated.messages.get_notification_details_reply import GetNotificationDetailsReplyChannel
from generated.messages.get_user_notifications_reply import GetUserNotificationsReplyTold, GetUserNotificationsReplyToldChannel
from generated.messages.notification_sent import NotificationSentChannel
from generated.messages.order_confirmed import OrderConfirmedAddress, OrderConfirmedMoney, OrderConfirmedPricedLine
from generated.services.notification_service import NotificationService, NotificationServiceTx
from services.message_providers import hand_over
from services.notification_tables import Base, Channel, Contact, Sent
from services.notification_templates import TEMPLATES, in_words, masked, priced

Told: TypeAlias = Effect[NotificationServiceTx, None]

WAREHOUSE = Contact(name="Warehouse", email="warehouse@flowmart.example", phone=None)


class ContactUnknown(Exception):
    """An event has overtaken the one from which we learn how to reach the customer; it is tried again until that is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom and what a notification is about."""

    customer_id: UUID | None = None
    order_id: UUID | None = None
    subscription_id: UUID | None = None


@upcast(OrderConfirmedV0)
def with_prices(old: OrderConfirmedV0) -> OrderConfirmed:
    """Version 0.9.0 had prices in EUR and none per line, and said neither where the order goes nor how it was paid.

    Notifications need the customer and the total. What nobody knows any more is filled in so that it can't be taken for a fact.
    """
    nothing = OrderConfirmedMoney(amount=0, currency="EUR")
    unknown = OrderConfirmedAddress(recipient="unknown", street="unknown", postal_code="unknown", city="unknown", country="ZZ")
    return OrderConfirmed(
        order_id=old.order_id,
        customer_id=old.customer_id,
        lines=[OrderConfirmedPricedLine(sku=item.sku, quantity=item.quantity, unit_price=nothing) for item in old.items],
        total=OrderConfirmedMoney(amount=int(old.total_amount.replace(".", "")), currency="EUR"),
        shipping_address=unknown,
        payment_id=UUID(int=0),
        confirmed_at=old.confirmed_at,
    )


@final
class Notification(NotificationService):
    tables = Base.metadata

    # --- orders

    @override
    def on_order_placed(self, event: OrderPlaced, tx: NotificationServiceTx) -> None:
        contact = event.contact
        tx.db.merge(Contact(customer_id=event.customer_id, name=contact.name, email=contact.email, phone=contact.phone))

    @override
    async def on_order_confirmed(self, event: OrderConfirmed, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "order-confirmed", order=event.order_id, total=priced(event.total))

    @override
    async def on_order_cancelled(self, event: OrderCancelled, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "order-cancelled", order=event.order_id, why=in_words(event.reason))

    @override
    async def on_order_amended(self, event: OrderAmended, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "order-amended", order=event.order_id, total=priced(event.total), refund=priced(event.refund))

    # --- payments

    @override
    async def on_payment_processed(self, event: PaymentProcessed, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id, subscription_id=event.subscription_id)
        facts = {"purpose": f"your {event.purpose}", "amount": priced(event.amount), "reference": event.gateway_reference}
        return await self._tell(call, about, "payment-received", **facts)

    @override
    async def on_payment_failed(self, event: PaymentFailed, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id, subscription_id=event.subscription_id)
        facts = {"purpose": f"your {event.purpose}", "amount": priced(event.amount), "why": in_words(event.reason)}
        return await self._tell(call, about, "payment-failed", **facts)

    @override
    async def on_payment_refunded(self, event: PaymentRefunded, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "payment-refunded", amount=priced(event.amount))

    # --- parcels

    @override
    async def on_shipment_created(self, event: ShipmentCreated, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "parcel-booked", tracking=event.tracking_number)

    @override
    async def on_shipment_dispatched(self, event: ShipmentDispatched, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "parcel-dispatched", tracking=event.tracking_number)

    @override
    async def on_shipment_in_transit(self, event: ShipmentInTransit, call: Call) -> Told:
        told_before = select(Sent).where(Sent.order_id == event.order_id, Sent.template == "parcel-in-transit")
        if await call.read(lambda db: db.scalars(told_before).first()):  # the carrier reports every hub; once is enough
            return None
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        place = event.location or "a sorting centre"
        return await self._tell(call, about, "parcel-in-transit", tracking=event.tracking_number, place=place)

    @override
    async def on_shipment_delivered(self, event: ShipmentDelivered, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "parcel-delivered", tracking=event.tracking_number)

    @override
    async def on_delivery_failed(self, event: DeliveryFailed, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        why = event.detail or "the carrier gave no reason"
        return await self._tell(call, about, "parcel-not-delivered", tracking=event.tracking_number, why=why)

    @override
    async def on_return_initiated(self, event: ReturnInitiated, call: Call) -> Told:
        about = About(customer_id=event.customer_id, order_id=event.order_id)
        return await self._tell(call, about, "return-label", label=event.label_url)

    @override
    async def on_return_received(self, event: ReturnReceived, call: Call) -> Told:
        return await self._tell(call, About(customer_id=event.customer_id, order_id=event.order_id), "return-received")

    # --- memberships

    @override
    async def on_user_subscription_started(self, event: UserSubscriptionStarted, call: Call) -> Told:
        about = About(customer_id=event.customer_id, subscription_id=event.subscription_id)
        contact = Contact(customer_id=event.customer_id, name=event.contact.name, email=event.contact.email, phone=event.contact.phone)
        welcome = await self._send(call, contact, about, "membership-started", plan=event.plan)

        def learn_and_welcome(tx: NotificationServiceTx) -> None:
            tx.db.merge(contact)
            _record(welcome, tx)

        return learn_and_welcome

    @override
    async def on_user_subscription_cancelled(self, event: UserSubscriptionCancelled, call: Call) -> Told:
        about = About(customer_id=event.customer_id, subscription_id=event.subscription_id)
        return await self._tell(call, about, "membership-cancelled", why=in_words(event.reason))

    @override
    async def on_invoice_generated(self, event: InvoiceGenerated, call: Call) -> Told:
        about = About(customer_id=event.customer_id, subscription_id=event.subscription_id)
        return await self._tell(call, about, "invoice", amount=priced(event.amount), period=event.period)

    # --- the warehouse

    @override
    async def on_inventory_adjusted(self, event: InventoryAdjusted, call: Call) -> Told:
        if not event.below_reorder_point:
            return None
        return await self._tell(call, About(), "reorder", products=", ".join(event.below_reorder_point))

    @override
    async def on_out_of_stock(self, event: OutOfStock, call: Call) -> Told:
        products = ", ".join(f"{line.sku} ({line.requested} wanted, {line.available} there)" for line in event.missing)
        return await self._tell(call, About(order_id=event.order_id), "stock-missing", order=event.order_id, products=products)

    # --- questions

    @override
    def get_user_notifications(self, query: GetUserNotifications, read: Read) -> GetUserNotificationsReply:
        found = select(Sent).where(Sent.customer_id == query.customer_id).order_by(Sent.sent_at.desc()).limit(query.limit)
        if query.order_id is not None:
            found = found.where(Sent.order_id == query.order_id)
        return GetUserNotificationsReply(customer_id=query.customer_id, notifications=[_entry(sent) for sent in read.db.scalars(found)])

    @override
    def get_notification_details(self, query: GetNotificationDetails, read: Read) -> GetNotificationDetailsReply:
        sent = read.db.get(Sent, query.notification_id)
        if sent is None:
            raise BusinessError("notification-not-found", f"there is no notification {query.notification_id}", status=404)
        return GetNotificationDetailsReply(
            notification_id=sent.id,
            customer_id=sent.customer_id,
            order_id=sent.order_id,
            subscription_id=sent.subscription_id,
            channel=GetNotificationDetailsReplyChannel(sent.channel),
            template=sent.template,
            recipient=masked(sent.recipient),
            subject=sent.subject,
            text=sent.text,
            sent_at=sent.sent_at,
        )

    # --- how

    async def _tell(self, call: Call, about: About, template: str, **facts: object) -> Told:
        contact = WAREHOUSE
        if about.customer_id is not None:
            known = await call.read(lambda db: db.get(Contact, about.customer_id))
            if known is None:
                raise ContactUnknown(f"customer {about.customer_id} for {template}")
            contact = known
        sent = await self._send(call, contact, about, template, **facts)
        return lambda tx: _record(sent, tx)

    async def _send(self, call: Call, contact: Contact, about: About, template: str, **facts: object) -> Sent:
        """The record of the message, still without a time, once a provider has accepted it."""
        chosen = TEMPLATES[template]
        channel: Channel = "sms" if chosen.prefers_sms and contact.phone else "email"
        sent = Sent(
            id=uuid5(NAMESPACE_URL, call.key),
            customer_id=about.customer_id,
            order_id=about.order_id,
            subscription_id=about.subscription_id,
            channel=channel,
            template=template,
            recipient=contact.phone if channel == "sms" else contact.email,
            subject=None if channel == "sms" else chosen.subject,
            text=chosen.text.format(name=contact.name, **facts),
        )
        provider = self.external("sms-provider" if channel == "sms" else "email-provider")
        await hand_over(provider, to=sent.recipient, subject=sent.subject, text=sent.text, reference=sent.id, key=call.key)
        return sent


def _record(sent: Sent, tx: NotificationServiceTx) -> None:
    sent.sent_at = tx.now
    tx.db.add(sent)
    tx.emit(
        NotificationSent(
            notification_id=sent.id,
            customer_id=sent.customer_id,
            order_id=sent.order_id,
            subscription_id=sent.subscription_id,
            channel=NotificationSentChannel(sent.channel),
            template=sent.template,
            sent_at=sent.sent_at,
        )
    )


def _entry(sent: Sent) -> GetUserNotificationsReplyTold:
    return GetUserNotificationsReplyTold(
        notification_id=sent.id,
        channel=GetUserNotificationsReplyToldChannel(sent.channel),
        template=sent.template,
        sent_at=sent.sent_at,
    )
