"""What a chaos run does, as a value; the profiles by name, at full size and at the size that CI has time for."""

from dataclasses import dataclass, replace

from flowmart.runtime.engine.crash_points import POINTS

ENGINES = ("embedded", "kafka", "rabbitmq", "nats", "redis")
SERVICES = ("orders", "inventory", "payment", "shipping", "notification", "subscription billing")
"""One process each; the last one runs two services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`kills` are random SIGKILLs of a service, `self_kills` end at crash points, one of `points`, in the posts `crashing` or in all, `pauses` are SIGSTOPs of `pause_seconds`,
    `broker_kills` are kill -9 of the broker, `gateway_kills` of the gateway under `clients` concurrent clients.
    `clients` = 0: orders are published to the broker directly."""

    orders: int = 3000
    poison: int = 20
    kills: int = 0
    self_kills: int = 0
    points: tuple[str, ...] = POINTS
    crashing: tuple[str, ...] = ()
    passes: int = 6
    """A life that is to end itself does so at the latest when it comes to one of its points for this time."""
    pauses: int = 0
    pause_seconds: float = 14.0
    broker_kills: int = 0
    gateway_kills: int = 0
    clients: int = 0
    instances: int = 1
    postgresql: bool = False
    lease: float = 10.0
    """Of a service's instance; a member of a Kafka group is given up after `session` seconds."""
    session: float = 6.0
    partitions: int = 6
    attempts: int = 14
    longest_pause: float = 4.0
    patience: float = 600.0
    """Seconds after which a run that does not come to an end is a finding."""
    grace: float = 90.0
    """Seconds for what a dead member held to be given to others, when nothing else is left to do."""


FULL = {
    "kills": Plan(kills=100),
    "crash-points": Plan(self_kills=60),
    "broker": Plan(broker_kills=5, kills=20),
    "pauses": Plan(pauses=6, instances=2),
    "instances": Plan(instances=2, kills=100),
    "postgresql": Plan(postgresql=True, kills=100),
    "gateway": Plan(clients=50, gateway_kills=30),
}


def short(plan: Plan) -> Plan:
    """Enough to notice a broken promise; what only shows in thousands of orders is left to `make chaos`."""
    return replace(
        plan,
        orders=60,
        poison=3,
        kills=min(plan.kills, 6),
        self_kills=min(plan.self_kills, 14),
        pauses=min(plan.pauses, 1),
        pause_seconds=5.0,
        lease=3.0,
        session=3.0,
        partitions=2,
        broker_kills=min(plan.broker_kills, 1),
        gateway_kills=min(plan.gateway_kills, 3),
        clients=min(plan.clients, 20),
        attempts=8,
        longest_pause=1.0,
        patience=150.0 if plan.broker_kills else 60.0,
        grace=40.0,
    )


def profiles_of(engine: str) -> tuple[str, ...]:
    """The embedded engine has no broker process; only it has several instances to itself, the others' brokers share groups out."""
    every = ("kills", "crash-points", "pauses", "gateway")
    if engine == "embedded":
        return (*every, "instances")
    return (*every, "broker", "postgresql") if engine in ("kafka", "nats") else (*every, "broker")
