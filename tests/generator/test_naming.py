"""Catalog names into Python names."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowmart.generator.naming import class_name, field_name, module_name, version_suffix


@pytest.mark.parametrize(
    ("name", "module", "cls"),
    [
        ("OrderConfirmed", "order_confirmed", "OrderConfirmed"),
        ("order-confirmed", "order_confirmed", "OrderConfirmed"),
        ("ORDER_PLACED", "order_placed", "OrderPlaced"),
        ("SMSSent", "sms_sent", "SMSSent"),
        ("AWS S3", "aws_s3", "AwsS3"),
        ("payment.{env}.events", "payment_env_events", "PaymentEnvEvents"),
        ("3DSecure", "n3_d_secure", "N3DSecure"),
        ("class", "class_", "Class"),
        ("None", "none", "None_"),
        ("注文確定", "注文確定", "注文確定"),
        ("a→b", "a_b", "AB"),
    ],
)
def test_names_are_readable(name: str, module: str, cls: str) -> None:
    assert (module_name(name), class_name(name)) == (module, cls)


@pytest.mark.parametrize("name", ["", "_", "→", "{}", "…"])
def test_a_name_without_letters_has_no_identifier(name: str) -> None:
    assert module_name(name) is None and class_name(name) is None and field_name(name) is None


@pytest.mark.parametrize(
    ("name", "field"), [("model_config", "model_config_"), ("copy", "copy_"), ("orderID", "order_id"), ("from", "from_")]
)
def test_a_field_does_not_hide_what_models_need(name: str, field: str) -> None:
    assert field_name(name) == field


@given(st.text())
def test_every_name_is_an_identifier_or_none(name: str) -> None:
    for made in (module_name(name), class_name(name), field_name(name)):
        assert made is None or (made.isidentifier() and not keyword.iskeyword(made) and not made.startswith("_"))


@pytest.mark.parametrize(
    ("version", "others", "suffix"),
    [
        ("0.0.1", {"1.0.0"}, "V0"),
        ("0.0.1", {"0.1.0", "1.0.0"}, "V0_0"),
        ("1.0.0", {"1.0.1", "2.0.0"}, "V1_0_0"),
        ("1.0.0-beta.1", {"1.0.0"}, "V1_0_0_beta"),
        ("2024-01-01", {"2024-02-01"}, "V2024_01"),
    ],
)
def test_the_suffix_is_the_shortest_prefix_that_is_unique(version: str, others: set[str], suffix: str) -> None:
    assert version_suffix(version, frozenset(others)) == suffix
