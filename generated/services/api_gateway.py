# Made by flowmart from services/ApiGateway/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of ApiGateway's handlers."""

from abc import ABC
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.api_gateway import BINDING
from ..messages.add_inventory import AddInventory
from ..messages.amend_order import AmendOrder
from ..messages.cancel_order import CancelOrder
from ..messages.cancel_shipment import CancelShipment
from ..messages.cancel_subscription import CancelSubscription
from ..messages.create_return_label import CreateReturnLabel
from ..messages.create_shipment import CreateShipment
from ..messages.delete_inventory import DeleteInventory
from ..messages.place_order import PlaceOrder
from ..messages.renew_subscription import RenewSubscription
from ..messages.retry_subscription_payment import RetrySubscriptionPayment
from ..messages.subscribe_user import SubscribeUser
from ..messages.update_inventory import UpdateInventory
from ..messages.update_shipment_status import UpdateShipmentStatus

ApiGatewayTx: TypeAlias = Tx[
    Never,
    AddInventory
    | AmendOrder
    | CancelOrder
    | CancelShipment
    | CancelSubscription
    | CreateReturnLabel
    | CreateShipment
    | DeleteInventory
    | PlaceOrder
    | RenewSubscription
    | RetrySubscriptionPayment
    | SubscribeUser
    | UpdateInventory
    | UpdateShipmentStatus,
]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class ApiGateway(Service, ABC):
    """The one door for the web application, the mobile apps and third parties: routes, authenticates, and shapes
    answers.
    """

    binding: ClassVar[ServiceBinding] = BINDING
