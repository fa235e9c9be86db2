"""Requests over the transport: a message with a reply address, and the answer that comes back in time.

Answers may be lost, requests may not: a request that gets no answer is published again under the same
id, and whoever has handled it before answers the same. An answer that comes too late is dropped.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from pydantic_core import from_json, to_json

from ..envelope import Envelope
from ..failures import RequestTimeout
from ..messages import Reply
from ..transport.protocol import Outgoing, Transport
from .answers import opened

R = TypeVar("R", bound=Reply)

_AGAIN_SECONDS = 2.0


class Requests:
    """All requests of one process that wait for an answer."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._waiting: dict[str, list[asyncio.Future[tuple[str, bytes]]]] = {}
        transport.on_answers(self._receive)

    async def ask(self, topic: str, key: str | None, envelope: Envelope, data: bytes, reply_type: type[R], *, deadline: float) -> R:
        """Raises RequestFailed when the other side refuses, RequestTimeout when it does not answer within `deadline` seconds."""
        expires = time.time() + deadline
        request = replace(envelope, reply_to=self._transport.reply_address, expires=expires)
        answer: asyncio.Future[tuple[str, bytes]] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(envelope.id, []).append(answer)
        try:
            while True:
                await self._transport.publish([Outgoing(topic, key, request.wire(data))])
                left = expires - time.time()
                done, _ = await asyncio.wait([answer], timeout=min(_AGAIN_SECONDS, max(left, 0)))
                if done:
                    return opened(*answer.result(), reply_type)
                if left <= _AGAIN_SECONDS:
                    raise RequestTimeout(f"no answer to {envelope.type} within {deadline:g} s")
        finally:
            self._forget(envelope.id, answer)

    def _forget(self, request_id: str, answer: asyncio.Future[tuple[str, bytes]]) -> None:
        waiting = self._waiting.get(request_id, [])
        if answer in waiting:
            waiting.remove(answer)
        if not waiting:
            self._waiting.pop(request_id, None)

    def _receive(self, bodies: Sequence[bytes]) -> None:
        for body in bodies:
            attributes = from_json(body)
            for answer in self._waiting.get(attributes.get("causationid"), []):
                if not answer.done():
                    answer.set_result((attributes["type"], to_json(attributes["data"])))
