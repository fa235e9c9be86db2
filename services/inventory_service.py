"""Inventory: what can be sold, at which price, and the stock behind it.

A piece is available, then reserved for an order, then allocated to a parcel, then shipped. A message that comes late or twice moves nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import final
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from typing_extensions import override

from flowmart.runtime import BusinessError, Read
from generated.messages import (
    AddInventory,
    AddInventoryReply,
    DeleteInventory,
    DeleteInventoryReply,
    GetInventoryList,
    GetInventoryListReply,
    GetInventoryStatus,
    GetInventoryStatusReply,
    InventoryAdjusted,
    OrderAmended,
    OrderCancelled,
    OrderConfirmed,
    OutOfStock,
    ReserveStock,
    ReturnReceived,
    ShipmentDispatched,
    UpdateInventory,
    UpdateInventoryReply,
)
from generated.messages.get_inventory_list_reply import GetInventoryListReplyMoney, GetInventoryListReplyProduct
from generated.messages.get_inventory_status_reply import GetInventoryStatusReplyMoney
from generated.messages.inventory_adjusted import InventoryAdjustedMoney, InventoryAdjustedReason, InventoryAdjustedStockLine
from generated.messages.out_of_stock import OutOfStockMissingLine
from generated.services.inventory_service import InventoryService, InventoryServiceTx
from services.inventory_tables import Base, CancelledOrder, Reservation, StockItem

CURRENCY = "EUR"  # the shop sells in one currency, so that an order has one total


@final
class Inventory(InventoryService):
    tables = Base.metadata

    # --- what the warehouse does

    @override
    def add_inventory(self, command: AddInventory, tx: InventoryServiceTx) -> AddInventoryReply:
        item = tx.db.get(StockItem, command.sku, with_for_update=True)
        if item is not None and item.on_sale:
            raise BusinessError("product-exists", f"{command.sku} is on sale already; change its stock instead")
        if item is None:
            item = StockItem(sku=command.sku, available=0, reserved=0, allocated=0)
            tx.db.add(item)
        item.name, item.on_sale = command.name, True
        item.unit_price, item.currency = command.unit_price.amount, _shop_currency(command.unit_price.currency)
        item.available = command.quantity
        item.reorder_point = command.reorder_point
        tx.emit(_adjusted(InventoryAdjustedReason.ADDED, [(item, command.quantity)], tx))
        return AddInventoryReply(sku=item.sku, available=item.available)

    @override
    def update_inventory(self, command: UpdateInventory, tx: InventoryServiceTx) -> UpdateInventoryReply:
        item = _on_sale(tx.db, command.sku)
        change = command.quantity_change or 0
        if item.available + change < 0:
            raise BusinessError("stock-too-low", f"only {item.available} of {item.sku} are available")
        before = {item.sku: item.available}
        item.available += change
        item.name = command.name or item.name
        if command.reorder_point is not None:
            item.reorder_point = command.reorder_point
        if command.unit_price is not None:
            item.unit_price, item.currency = command.unit_price.amount, _shop_currency(command.unit_price.currency)
        tx.emit(_adjusted(InventoryAdjustedReason.UPDATED, [(item, abs(change))], tx, before=before))
        return UpdateInventoryReply(sku=item.sku, available=item.available)

    @override
    def delete_inventory(self, command: DeleteInventory, tx: InventoryServiceTx) -> DeleteInventoryReply:
        item = _on_sale(tx.db, command.sku)
        if item.reserved or item.allocated:
            raise BusinessError("stock-held", f"{item.reserved + item.allocated} pieces of {item.sku} are held for orders")
        gone, item.available, item.on_sale = item.available, 0, False
        tx.emit(_adjusted(InventoryAdjustedReason.DELETED, [(item, gone)], tx))
        return DeleteInventoryReply(sku=item.sku, available=0)

    # --- what orders do to the stock

    @override
    def reserve_stock(self, command: ReserveStock, tx: InventoryServiceTx) -> None:
        if tx.db.get(CancelledOrder, command.order_id) or _reservations(tx.db, command.order_id):
            return
        items = _items(tx.db, (line.sku for line in command.lines))
        missing = [
            OutOfStockMissingLine(sku=line.sku, requested=line.quantity, available=_available(items, line.sku))
            for line in command.lines
            if line.quantity > _available(items, line.sku)
        ]
        if missing:
            tx.emit(OutOfStock(order_id=command.order_id, missing=missing, detected_at=tx.now))
            return
        before = {sku: item.available for sku, item in items.items()}
        for line in command.lines:
            items[line.sku].available -= line.quantity
            items[line.sku].reserved += line.quantity
            tx.db.add(Reservation(order_id=command.order_id, sku=line.sku, quantity=line.quantity))
        moved = [(items[line.sku], line.quantity) for line in command.lines]
        tx.emit(_adjusted(InventoryAdjustedReason.RESERVED, moved, tx, order_id=command.order_id, before=before))

    @override
    def on_order_confirmed(self, event: OrderConfirmed, tx: InventoryServiceTx) -> None:
        moved: list[tuple[StockItem, int]] = []
        for item, held in _held(tx.db, event.order_id, "reserved"):
            item.reserved -= held.quantity
            item.allocated += held.quantity
            held.state = "allocated"
            moved.append((item, held.quantity))
        _report(InventoryAdjustedReason.ALLOCATED, moved, tx, event.order_id)

    @override
    def on_order_cancelled(self, event: OrderCancelled, tx: InventoryServiceTx) -> None:
        tx.db.merge(CancelledOrder(order_id=event.order_id))
        moved: list[tuple[StockItem, int]] = []
        for item, held in _held(tx.db, event.order_id, "reserved", "allocated"):
            _take(item, held, held.quantity)
            item.available += held.quantity
            held.state = "released"
            moved.append((item, held.quantity))
        _report(InventoryAdjustedReason.RELEASED, moved, tx, event.order_id)

    @override
    def on_order_amended(self, event: OrderAmended, tx: InventoryServiceTx) -> None:
        less = {line.sku: line.quantity for line in event.removed_lines}
        moved: list[tuple[StockItem, int]] = []
        for item, held in _held(tx.db, event.order_id, "reserved", "allocated"):
            quantity = min(less.get(item.sku, 0), held.quantity)
            if quantity:
                _take(item, held, quantity)
                item.available += quantity
                held.quantity -= quantity
                held.state = held.state if held.quantity else "released"
                moved.append((item, quantity))
        _report(InventoryAdjustedReason.RELEASED, moved, tx, event.order_id)

    @override
    def on_shipment_dispatched(self, event: ShipmentDispatched, tx: InventoryServiceTx) -> None:
        moved: list[tuple[StockItem, int]] = []
        # Shipping may have been faster than OrderConfirmed: what is still reserved has left all the same.
        for item, held in _held(tx.db, event.order_id, "reserved", "allocated"):
            _take(item, held, held.quantity)
            held.state = "shipped"
            moved.append((item, held.quantity))
        _report(InventoryAdjustedReason.SHIPPED, moved, tx, event.order_id)

    @override
    def on_return_received(self, event: ReturnReceived, tx: InventoryServiceTx) -> None:
        items = _items(tx.db, (line.sku for line in event.lines))
        back = {line.sku: line.quantity for line in event.lines}
        for sku, item in items.items():
            item.available += back[sku]
        for held in _reservations(tx.db, event.order_id):
            held.state = "restocked" if held.sku in back else held.state
        _report(InventoryAdjustedReason.RESTOCKED, [(item, back[sku]) for sku, item in items.items()], tx, event.order_id)

    # --- what customers browse

    @override
    def get_inventory_status(self, query: GetInventoryStatus, read: Read) -> GetInventoryStatusReply:
        item = _on_sale(read.db, query.sku)
        return GetInventoryStatusReply(
            sku=item.sku,
            name=item.name,
            unit_price=GetInventoryStatusReplyMoney(amount=item.unit_price, currency=item.currency),
            available=item.available,
            reserved=item.reserved,
            allocated=item.allocated,
            reorder_point=item.reorder_point,
            updated_at=item.updated_at,
        )

    @override
    def get_inventory_list(self, query: GetInventoryList, read: Read) -> GetInventoryListReply:
        found = select(StockItem).where(StockItem.on_sale)
        if query.search:
            found = found.where(
                or_(StockItem.name.icontains(query.search, autoescape=True), StockItem.sku.icontains(query.search, autoescape=True))
            )
        if query.only_available:
            found = found.where(StockItem.available > 0)
        total = read.db.scalar(select(func.count()).select_from(found.subquery())) or 0
        page = read.db.scalars(found.order_by(StockItem.sku).offset(query.offset).limit(query.limit))
        return GetInventoryListReply(total=total, products=[_product(item) for item in page])


def _shop_currency(currency: str) -> str:
    if currency != CURRENCY:
        raise BusinessError("currency-not-sold", f"prices are in {CURRENCY}, not {currency}", status=400)
    return currency


def _on_sale(db: Session, sku: str) -> StockItem:
    item = db.get(StockItem, sku)
    if item is None or not item.on_sale:
        raise BusinessError("product-not-found", f"there is no product {sku}", status=404)
    return item


def _items(db: Session, skus: Iterable[str]) -> dict[str, StockItem]:
    """The products, locked, always in the same order: two orders neither get the same piece nor wait for each other for ever."""
    rows = db.scalars(select(StockItem).where(StockItem.sku.in_(list(skus))).order_by(StockItem.sku).with_for_update())
    return {item.sku: item for item in rows}


def _available(items: Mapping[str, StockItem], sku: str) -> int:
    return items[sku].available if sku in items and items[sku].on_sale else 0


def _reservations(db: Session, order_id: UUID) -> Sequence[Reservation]:
    return db.scalars(select(Reservation).where(Reservation.order_id == order_id).order_by(Reservation.sku)).all()


def _held(db: Session, order_id: UUID, *states: str) -> list[tuple[StockItem, Reservation]]:
    held = [reservation for reservation in _reservations(db, order_id) if reservation.state in states]
    items = _items(db, (reservation.sku for reservation in held))
    return [(items[reservation.sku], reservation) for reservation in held]


def _take(item: StockItem, held: Reservation, quantity: int) -> None:
    """Out of the number in which the pieces are counted now."""
    if held.state == "reserved":
        item.reserved -= quantity
    else:
        item.allocated -= quantity


def _report(reason: InventoryAdjustedReason, moved: Sequence[tuple[StockItem, int]], tx: InventoryServiceTx, order_id: UUID) -> None:
    if moved:
        tx.emit(_adjusted(reason, moved, tx, order_id=order_id))


def _adjusted(
    reason: InventoryAdjustedReason,
    moved: Sequence[tuple[StockItem, int]],
    tx: InventoryServiceTx,
    *,
    order_id: UUID | None = None,
    before: Mapping[str, int] | None = None,
) -> InventoryAdjusted:
    """`before` holds the available pieces before the adjustment, where these may have become fewer."""
    fallen = [item.sku for item, _ in moved if before and item.available <= item.reorder_point < before[item.sku]]
    return InventoryAdjusted(
        adjustment_id=uuid4(),
        reference=str(order_id) if order_id else moved[0][0].sku,
        order_id=order_id,
        reason=reason,
        lines=[_stock_line(item, quantity) for item, quantity in moved],
        below_reorder_point=fallen or None,
        adjusted_at=tx.now,
    )


def _stock_line(item: StockItem, quantity: int) -> InventoryAdjustedStockLine:
    return InventoryAdjustedStockLine(
        sku=item.sku,
        quantity=quantity,
        available=item.available,
        reserved=item.reserved,
        allocated=item.allocated,
        unit_price=InventoryAdjustedMoney(amount=item.unit_price, currency=item.currency),
    )


def _product(item: StockItem) -> GetInventoryListReplyProduct:
    return GetInventoryListReplyProduct(
        sku=item.sku,
        name=item.name,
        unit_price=GetInventoryListReplyMoney(amount=item.unit_price, currency=item.currency),
        available=item.available,
    )
