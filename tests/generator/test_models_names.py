"""Names inside generated modules."""

import pytest

from flowmart.generator.emitters.models.names import ClassNames, field_names, member_names, singular


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("items", "item"),
        ("addresses", "address"),
        ("categories", "category"),
        ("statuses", "status"),
        ("boxes", "box"),
        ("stock", "stockItem"),
        ("address", "addressItem"),
        ("series", "seriesItem"),
    ],
)
def test_singular(many: str, one: str) -> None:
    assert singular(many) == one


def test_a_nested_name_says_its_place_once() -> None:
    names = ClassNames("Order")
    assert names.nested("Order", "shipping address") == "OrderShippingAddress"
    assert names.nested("OrderShippingAddress", "zip") == "OrderShippingAddressZip"
    assert names.nested("Order", "OrderLine") == "OrderLine"


def test_a_taken_name_gets_a_word_and_no_number() -> None:
    names = ClassNames("Order")
    assert [names.nested("Order", "a-b") for _ in range(3)] == ["OrderAB", "OrderABValue", "OrderABValuePart"]


def test_enum_members() -> None:
    values = ["out-for-delivery", "A", "a", "", "+", "1st", "größe", "CreditCard", "True"]
    assert [name for name, _ in member_names(values)] == [
        "OUT_FOR_DELIVERY",
        "A",
        "A_",
        "EMPTY",
        "PLUS_SIGN",
        "N1_ST",
        "GRÖSSE",
        "CREDIT_CARD",
        "TRUE",
    ]


def test_fields_of_properties() -> None:
    fields, collisions = field_names(["orderId", "order_id", "list", "", "$", "class"])
    assert [*fields.values()] == ["order_id", "order_id_", "list_", "empty_name", "dollar_sign_", "class_"]
    assert collisions == [("orderId", "order_id")]
