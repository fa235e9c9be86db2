"""NATS JetStream: a stream for each topic, and on it a durable pull consumer for each group.

Publishing keeps a window of acknowledgements in flight. Answers are plain NATS messages. Needs the
server's `max_payload` to be as large as the largest message; the features say what it is.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import APIError, NotFoundError

from ..failures import RuntimeFailure
from ..provisioning.resources import Resource, Wanted
from .address import Address
from .consumers import Consumers, one_at_a_time
from .holding import Holding
from .jetstream_group import Puller, configuration, headers, make_consumer, take_over
from .jetstream_topics import Topics, plain, safe_name
from .protocol import Answer, Consumer, Features, OnBatch, Outgoing, Sole

_IN_FLIGHT = 500
_PUBLISH_SECONDS = 10.0
_OPEN_SECONDS = 5.0
_LOOK_SECONDS = 0.25
_HEADER_ROOM = 1024


class NatsTransport:
    """`nats://user:password@host:port?namespace=flowmart&lease=30` (`tls:` with TLS); the lease is in seconds.

    A user without a password is a token.
    """

    def __init__(self, url: str) -> None:
        self._address = Address.of(url, {"namespace", "lease", "replicas", "ca"})
        self._namespace = safe_name(self._address.text("namespace", "flowmart"))
        self._lease = self._address.number("lease", 30.0)
        self._topics = Topics(self._namespace, int(self._address.number("replicas", 1)))
        self.reply_address = uuid4().hex
        # Members of a group share its consumers without regard to keys: order holds with one member.
        self.features = Features(
            persistent=True,
            cross_process=True,
            competing=True,
            ordered_by_key=False,
            late_groups=True,
            frees_stalled=True,
            largest_message=1 << 20,
        )
        self._client: Any = None
        self._manager: Any = None
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._refusal: APIError | None = None
        self._consumptions: set[Holding[Any]] = set()

    async def connect(self) -> None:
        await self._reach(make=False)

    async def open(self) -> None:
        await self._reach(make=True)

    async def _reach(self, *, make: bool) -> None:
        try:
            self._client = Client()
            await self._connect()
            self._manager = self._client.jetstream(timeout=_PUBLISH_SECONDS)
            if make:
                await self._manager.account_info()
                await self._client.subscribe(self._answer_subject(self.reply_address), cb=self._answered)
        except (NatsError, OSError, TimeoutError) as error:
            await self._client.close()
            raise RuntimeFailure(
                f"cannot reach NATS JetStream at {self._address.shown}: {str(error) or 'no answer'}",
                "check the environment's `transport`, and `jetstream` there",
            ) from error
        self.features = replace(self.features, largest_message=self._client.max_payload - _HEADER_ROOM)

    async def _connect(self) -> None:
        """The client would go on trying for ever; at the start the first error is the caller's."""
        failed: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

        async def note(error: Exception) -> None:
            # Later on the client reconnects by itself; whoever publishes or fetches meanwhile gets the error.
            if not failed.done():
                failed.set_result(error)
            if isinstance(error, APIError):
                # What the server refuses, the client raises here, and lets whoever has published wait for ever.
                self._refusal = error

        connecting = asyncio.ensure_future(
            self._client.connect(**self._login(), max_reconnect_attempts=-1, reconnect_time_wait=0.5, error_cb=note)
        )
        await asyncio.wait({connecting, failed}, timeout=_OPEN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not connecting.done():
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            raise failed.result() if failed.done() else TimeoutError
        await connecting

    def _login(self) -> dict[str, Any]:
        """The client takes user and password from a URL as they stand there, quoted; and it would send them without TLS
        to a server that has none, whatever the URL says."""
        parts = urlsplit(self._address.url)
        secure = parts.scheme == "tls"
        user, password = self._address.user, self._address.password

        def word(text: str | None) -> Callable[[], str]:
            def told() -> str:
                if secure and not self._client._server_info.get("tls_required"):
                    raise NatsError("the server has no TLS")
                return text or ""

            return told

        login: dict[str, Any] = {"servers": parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()}
        if secure:
            login["tls"] = self._address.trust()
        if password is not None:
            login |= {"user": word(user), "password": word(password)}
        elif user is not None:
            login["token"] = word(user)
        return login

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        for group, topics in groups.items():
            for topic in sorted(set(topics)):
                await self._make_consumer(group, topic)

    async def survey(self, wanted: Wanted) -> list[Resource]:
        resources = [await self._topics.survey(self._manager, topic) for topic in sorted(wanted.topics)]
        for group, topics in wanted.groups.items():
            resources += [await self._survey_consumer(group, topic) for topic in sorted(set(topics))]
        return resources

    async def _survey_consumer(self, group: str, topic: str) -> Resource:
        settings = {"filter": self._topics.subject(topic), "acknowledge": "explicit", "ack_wait": f"{self._lease:g} s"}
        name = f"{safe_name(group)} of the stream {self._topics.stream(topic)}"
        try:
            found: Any = (await self._manager.consumer_info(self._topics.stream(topic), safe_name(group))).config
        except NotFoundError:
            return Resource.compared("consumer", name, settings, None)
        present = {"filter": str(found.filter_subject), "acknowledge": plain(found.ack_policy), "ack_wait": f"{found.ack_wait:g} s"}
        return Resource.compared("consumer", name, settings, present)

    async def make(self, wanted: Wanted) -> None:
        for topic in wanted.topics:
            await self._topics.make(self._manager, topic)
        await self.provision(wanted.groups)

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        try:
            await self._publish(batch)
        except BaseException:
            self._topics.forget()
            raise

    async def _publish(self, batch: Sequence[Outgoing]) -> None:
        for topic in {message.topic for message in batch}:
            await self._topics.make(self._manager, topic)
        for start in range(0, len(batch), _IN_FLIGHT):
            waiting: list[asyncio.Future[Any]] = []
            connection, refusal = self._client.stats["reconnects"], self._refusal
            for topic, key, body in batch[start : start + _IN_FLIGHT]:
                waiting.append(await self._manager.publish_async(self._topics.subject(topic), body, headers=headers(key)))
            await self._accepted(waiting, connection, refusal)

    async def _accepted(self, waiting: Sequence[asyncio.Future[Any]], connection: int, refusal: APIError | None) -> None:
        """With the connection, answers are lost: whoever publishes then tries again, and need not wait for the end of the time."""
        accepted = asyncio.gather(*waiting)
        try:
            async with asyncio.timeout(_PUBLISH_SECONDS):
                while not accepted.done():
                    await asyncio.wait({accepted}, timeout=_LOOK_SECONDS)
                    if self._refusal is not None and self._refusal is not refusal and not accepted.done():
                        raise self._refusal
                    if self._client.stats["reconnects"] != connection and not accepted.done():
                        raise ConnectionError("the connection was lost before the server had answered")
        except BaseException:
            accepted.cancel()
            await asyncio.gather(accepted, return_exceptions=True)
            raise
        await accepted

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        await self.provision({group: topics})
        streams = {topic: self._topics.stream(topic) for topic in sorted(set(topics))}
        name = safe_name(group)

        async def again() -> None:
            self._topics.forget()
            await self.provision({group: topics})

        if sole is not None:
            await take_over(self._manager, streams.values(), name, self._lease)
        # A pull waits on one topic at a time: a loop for each, and one batch of the group at a time.
        in_turn = one_at_a_time(on_batch)
        members = Consumers()
        for topic, stream in streams.items():
            pull = await self._manager.pull_subscribe_bind(durable=name, stream=stream)
            source = Puller(
                self._client,
                self._manager,
                pull,
                stream,
                name,
                topic,
                again,
                limit=limit,
                lease=self._lease,
                sole=sole is not None,
            )
            holding = Holding(source, in_turn, limit=limit, keep_seconds=self._lease / 3, ended=self._consumptions.discard, sole=sole)
            self._consumptions.add(holding)
            members.append(holding)
        return members

    async def answer(self, batch: Sequence[Answer]) -> None:
        for address, body in batch:
            await self._client.publish(self._answer_subject(address), body)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        await asyncio.gather(*(consumption.stop() for consumption in list(self._consumptions)))
        if self._client is not None:
            with suppress(OSError):  # of a connection that is lost already
                await self._client.close()

    async def _make_consumer(self, group: str, topic: str) -> None:
        await self._topics.make(self._manager, topic)
        wanted = configuration(safe_name(group), self._topics.subject(topic), self._lease)
        await make_consumer(self._manager, self._topics.stream(topic), wanted)

    def _answer_subject(self, address: str) -> str:
        return f"{self._namespace}.a.{address}"

    async def _answered(self, message: Any) -> None:
        if self._receive is not None:
            self._receive([message.data])
