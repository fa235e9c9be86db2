"""The metrics of one process in Prometheus' text format, made from the tallies and the databases when somebody asks."""

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from .measured import Measured
from .tally import BOUNDS, Latency

CONTENT_TYPE = CONTENT_TYPE_LATEST

_COUNTERS = {
    "handled": "Messages whose handler ended and whose effect is committed.",
    "answered": "Queries answered.",
    "refused": "Messages that their handler refused with a BusinessError.",
    "retried": "Failed attempts that are tried again.",
    "dead": "Messages that became dead letters after their last attempt.",
}


def exposition(services: Mapping[str, Measured]) -> bytes:
    """Every metric of every service of the process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once([*_counts(services), _latencies(services), *_gauges(services)]))
    return generate_latest(registry)


class _Once(Collector):
    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _counts(services: Mapping[str, Measured]) -> Iterable[Metric]:
    for outcome, text in _COUNTERS.items():
        family = CounterMetricFamily(f"flowmart_messages_{outcome}", text, labels=["service", "message", "handler"])
        for service, measured in services.items():
            for (message, handler, counted), number in sorted(measured.tally.outcomes.items()):
                if counted == outcome:
                    family.add_metric([service, message, handler], number)
        yield family


def _latencies(services: Mapping[str, Measured]) -> Metric:
    family = HistogramMetricFamily(
        "flowmart_message_latency_seconds",
        "Time from sending a message to the end of its handling.",
        labels=["service", "message", "handler"],
    )
    for service, measured in services.items():
        for (message, handler), latency in sorted(measured.tally.latencies.items()):
            family.add_metric([service, message, handler], _cumulative(latency), latency.total)
    return family


def _cumulative(latency: Latency) -> list[tuple[str, float]]:
    pairs: list[tuple[str, float]] = []
    total = 0
    for bound, number in zip([*(str(bound) for bound in BOUNDS), "+Inf"], latency.buckets, strict=True):
        total += number
        pairs.append((bound, total))
    return pairs


def _gauges(services: Mapping[str, Measured]) -> Iterable[Metric]:
    ready = GaugeMetricFamily("flowmart_service_ready", "1 when the service works, else 0.", labels=["service"])
    in_flight = GaugeMetricFamily("flowmart_effects_in_flight", "Effect handlers that run now.", labels=["service"])
    lag = GaugeMetricFamily(
        "flowmart_lag_seconds", "Age of the message that was handled last, by channel address.", labels=["service", "address"]
    )
    age = GaugeMetricFamily(
        "flowmart_outbox_age_seconds", "Age of the oldest message that the broker has not confirmed.", labels=["service"]
    )
    stocks = {
        "outbox": GaugeMetricFamily("flowmart_outbox_messages", "Committed messages that the broker has not confirmed.", labels=["service"]),
        "waiting": GaugeMetricFamily("flowmart_waiting_messages", "Received messages that wait: for a retry, a slot or their turn.", labels=["service"]),
        "dead_letters": GaugeMetricFamily("flowmart_dead_letters", "Messages that somebody has to look at.", labels=["service"]),
    }  # fmt: skip
    for service, measured in services.items():
        ready.add_metric([service], float(measured.ready))
        in_flight.add_metric([service], measured.in_flight)
        for address, seconds in sorted(measured.tally.latest.items()):
            lag.add_metric([service, address], seconds)
        if measured.stock is not None:
            for name, family in stocks.items():
                family.add_metric([service], getattr(measured.stock, name))
            age.add_metric([service], measured.outbox_age)
    return [ready, in_flight, lag, age, *stocks.values()]
