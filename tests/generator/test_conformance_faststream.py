"""FastStream applications: printed by a process of their own, or a clear word why not."""

import importlib.util
from pathlib import Path

import pytest

from flowmart.generator.conformance.faststream import printed
from flowmart.generator.diagnostics import FlowmartError

APP = """
from faststream import FastStream
from faststream.kafka import KafkaBroker
from pydantic import BaseModel

class OrderPlaced(BaseModel):
    orderId: str

broker = KafkaBroker("localhost:9092")
broker.publisher("orders.local.events", schema=OrderPlaced, title="OrderPlaced")
app = FastStream(broker)
"""


@pytest.mark.skipif(importlib.util.find_spec("faststream") is None, reason="FastStream is not installed")
def test_an_application_prints_its_document(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(APP)
    assert '"orders.local.events"' in printed("shop:app", tmp_path)


@pytest.mark.parametrize(("application", "word"), [("nowhere:app", "nowhere"), ("shop:missing", "missing"), ("shop", "app")])
def test_why_it_cannot(tmp_path: Path, application: str, word: str) -> None:
    (tmp_path / "shop.py").write_text("value = 1\n")
    with pytest.raises(FlowmartError, match=word):
        printed(application, tmp_path)


def test_the_application_is_not_imported_here(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("import os\nos._exit(3)\n")
    with pytest.raises(FlowmartError, match="can't print"):
        printed("shop:app", tmp_path)
