"""Messages: absent is not null, what is unknown is kept, and one message is cheap to import."""

import subprocess
import sys
from typing import Annotated
from uuid import UUID, uuid4

import pytest
from pydantic import Field, ValidationError

from flowmart.runtime import Event, Model, Omissible, OmissibleOrNull
from tests.runtime.shop import OrderPlaced, PlaceOrder, PlaceOrderReply


class Item(Model):
    sku: str
    gift_note: Annotated[Omissible[str], Field(alias="giftNote")] = None


class Parcel(Event, id="Parcel", version="2.1.0", key="parcelId", digest="abc"):
    parcel_id: Annotated[UUID, Field(alias="parcelId")]
    items: Omissible[list[Item]] = None
    weight: Omissible[Annotated[int, Field(ge=1)]] = None
    note: Annotated[Omissible[str], Field(description="a word")] = None
    either: OmissibleOrNull[str] = None
    recipient: str | None


NUMBER = uuid4()


def test_what_the_class_says_about_itself() -> None:
    meta = Parcel.meta
    assert (meta.id, meta.version, meta.kind, meta.key, meta.digest) == ("Parcel", "2.1.0", "event", "parcelId", "abc")
    assert PlaceOrder.meta.kind == "command" and PlaceOrder.reply_type() is PlaceOrderReply


def test_absent_stays_absent_and_null_stays_null() -> None:
    text = b'{"parcelId":"%s","items":[{"sku":"a"}],"recipient":null}' % str(NUMBER).encode()
    parcel = Parcel.from_json(text)
    assert parcel.weight is None and parcel.recipient is None
    assert parcel.to_json() == text
    assert parcel.model_dump(by_alias=True) == {"parcelId": NUMBER, "items": [{"sku": "a"}], "recipient": None}
    assert Parcel(parcel_id=NUMBER, items=[Item(sku="a")], weight=None, recipient=None) == parcel


@pytest.mark.parametrize("part", ['"weight":null', '"note":null', '"items":[{"sku":"a","giftNote":null}]', '"weight":0', '"weight":"x"'])
def test_null_is_refused_where_only_absence_is_allowed(part: str) -> None:
    with pytest.raises(ValidationError):
        Parcel.from_json(f'{{"parcelId":"{NUMBER}","recipient":"x",{part}}}')


def test_a_property_that_may_be_absent_or_null_reads_both() -> None:
    assert Parcel.from_json(f'{{"parcelId":"{NUMBER}","recipient":"x","either":null}}').either is None


def test_the_json_schema_says_what_the_catalog_said() -> None:
    properties = Parcel.model_json_schema()["properties"]
    assert properties["weight"]["type"] == "integer" and properties["weight"]["minimum"] == 1
    assert properties["recipient"]["anyOf"] == [{"type": "string"}, {"type": "null"}]


def test_unknown_properties_are_kept_and_messages_do_not_change() -> None:
    placed = OrderPlaced.from_json('{"orderId":"o1","amount":3,"later":true}')
    assert b'"later":true' in placed.to_json()
    with pytest.raises(ValidationError):
        placed.amount = 4


def test_importing_a_message_loads_no_database_and_no_web_server() -> None:
    script = (
        "import sys\n"
        "from flowmart.runtime import Call, Command, Effect, Event, Omissible, Publication, Read, Route, Service, ServiceBinding, Tx\n"
        "print([name for name in ('sqlalchemy', 'httpx', 'starlette', 'uvicorn', 'yaml', 'asyncio') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_every_public_name_can_be_imported() -> None:
    import flowmart.runtime

    for name in flowmart.runtime.__all__:
        assert getattr(flowmart.runtime, name) is not None
    with pytest.raises(AttributeError):
        flowmart.runtime.nothing  # noqa: B018
