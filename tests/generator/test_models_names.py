"""Names inside generated modules."""

import pytest

from flowmart.generator.emitters.models.library import Place
from flowmart.generator.emitters.models.names import ClassNames, field_names, member_collisions, member_names, singular
from flowmart.generator.emitters.models.shapes import Collision


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


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        (("properties", "address"), ("definitions", "Customer", "properties", "address"), "OrderCustomerAddress"),
        (("$defs", "address"), ("properties", "address"), "OrderAddressProperty"),
        (("properties", "address"), ("$defs", "address"), "OrderAddressDefinition"),
        (("properties", "address"), ("properties", "addresses", "items"), "OrderAddressesAddress"),
        (("properties", "address", "oneOf", "0"), ("properties", "address", "oneOf", "1"), "OrderAddressWithCity"),
    ],
)
def test_a_taken_name_is_told_apart_by_its_place(first: tuple[str, ...], second: tuple[str, ...], name: str) -> None:
    names = ClassNames("Order")
    places = (Place("a.json", first), Place("a.json", second))
    assert names.nested("Order", "address", places[0]) == "OrderAddress"
    assert names.nested("Order", "address", places[1], ["city"]) == name
    assert names.collisions == [Collision("class", "OrderAddress", "OrderAddress", name, places)]


def test_a_taken_name_of_another_file_has_the_name_of_that_file() -> None:
    names = ClassNames("Order")
    names.nested("Order", "address", Place("order.json", ("properties", "address")))
    assert names.nested("Order", "address", Place("shared/party.json", ("$defs", "address"))) == "OrderPartyAddress"


def test_names_never_run_out_and_are_never_numbered() -> None:
    names = ClassNames("Order")
    found = [names.nested("Order", "a-b") for _ in range(4)]
    assert len(set(found)) == 4
    assert all(name.startswith("OrderAB") and name.isalpha() for name in found)


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


def test_values_that_come_to_one_member() -> None:
    assert member_collisions(["a-b", "B", "A_B", "c"]) == [("a-b", "A_B")]


def test_fields_of_properties() -> None:
    fields, collisions = field_names(["orderId", "order_id", "list", "", "$", "class"])
    assert [*fields.values()] == ["order_id", "order_id_", "list_", "empty_name", "dollar_sign_", "class_"]
    assert collisions == [("orderId", "order_id")]
