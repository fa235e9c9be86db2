"""One chaos run: `python -m tests.chaos.run [--engine ENGINE ...] [--profile PROFILE ...] [--short] [--seed N]`.

Starts the outside world, the broker and the services, orders, kills, waits until it is quiet, and reads the books.
"""

import argparse
import logging
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.chaos.books import Books
from tests.chaos.customers import SKUS, Demand, Publisher
from tests.chaos.faults import FAULTS
from tests.chaos.plan import ENGINES, FULL, SERVICES, Plan, profiles_of, short
from tests.chaos.shoppers import Shoppers
from tests.chaos.staff import Staff
from tests.chaos.surroundings import Brokers, outside, own_broker, own_databases
from tests.support.brokers import Broker, free_port

PARTS = 25


@dataclass
class Result:
    """What a run did, and what did not add up."""

    engine: str
    profile: str
    seed: int
    orders: int
    seconds: float = 0.0
    kills: int = 0
    self_kills: dict[str, int] = field(default_factory=dict[str, int])
    pauses: int = 0
    broker_kills: int = 0
    gateway_kills: int = 0
    findings: list[str] = field(default_factory=list[str])

    def line(self) -> str:
        points = f" self-kills={sum(self.self_kills.values())} at {len(self.self_kills)} points" if self.self_kills else ""
        done = " ".join(
            f"{name.replace('_', '-')}={value}"
            for name, value in asdict(self).items()
            if name.endswith(("kills", "pauses")) and isinstance(value, int) and value
        )
        verdict = "ok" if not self.findings else "FAILED: " + "; ".join(self.findings)
        return f"{self.engine} {self.profile} seed={self.seed} orders={self.orders} {done}{points} {self.seconds:.0f}s {verdict}"

    def text(self) -> str:
        """With how often processes ended themselves where, if they did."""
        points = "\n   " + " ".join(f"{point}={count}" for point, count in self.self_kills.items()) if self.self_kills else ""
        return self.line() + points


class Run:
    """One engine, one plan, one seed."""

    def __init__(
        self, engine: str, profile: str, plan: Plan, seed: int, folder: Path, fault: str | None = None, brokers: Brokers | None = None
    ) -> None:
        self.brokers = brokers
        self.plan = plan
        self.engine = engine
        self.folder = folder
        self.fault = fault
        self.chance = random.Random(seed)
        self.demand = Demand(seed, plan.orders, plan.poison)
        self.result = Result(engine, profile, seed, plan.orders)
        self.covered: Counter[str] = Counter()
        self.is_open = False

    def __call__(self) -> Result:
        began = time.monotonic()
        with ExitStack() as stack:
            broker, place = self._broker(stack)
            external = stack.enter_context(outside(self.folder))
            database = self._database(stack)
            port = free_port()
            settings = {
                "folder": str(self.folder),
                "transport": place,
                "database": database,
                "external": external,
                "port": port,
                "lease": self.plan.lease,
                "attempts": self.plan.attempts,
                "longest_pause": self.plan.longest_pause,
                "fault": self.fault,
            }
            posts = self._posts()
            books = Books(database, external, self.demand)
            with Staff(settings, posts, crash=self._crash) as staff, Publisher(place.replace("{member}", "customers")) as publish:
                staff.start_the_dead()
                self._settle_in(staff)
                shoppers = Shoppers(f"http://127.0.0.1:{port}", self.demand, self.plan.clients, self.chance.random())
                self._disturb(staff, publish, broker, books, shoppers)
                self._wait(staff, books, shoppers)
                self.result.findings += shoppers.findings()
                self.result.findings += staff.stop()
                self.result.findings += staff.died_by_themselves()
                self.result.self_kills = dict(sorted(staff.crashes().items()))
            self.result.findings += books.findings()
        self.result.seconds = time.monotonic() - began
        return self.result

    def _broker(self, stack: ExitStack) -> tuple[Broker | None, str]:
        """The broker, and the URL by which the services reach it."""
        if self.engine == "embedded":
            return None, f"sqlite:{self.folder}/bus.db"
        if self.brokers is None:
            broker, namespace = stack.enter_context(own_broker(self.engine, self.folder)), "flowmart"
        else:
            broker, namespace = self.brokers.place(self.engine)
        options = f"&member={{member}}&session={self.plan.session:g}&partitions={self.plan.partitions}" if self.engine == "kafka" else ""
        return broker, f"{broker}?namespace={namespace}{options}"

    def _database(self, stack: ExitStack) -> str:
        return stack.enter_context(own_databases(self.folder)) if self.plan.postgresql else f"sqlite:{self.folder}/{{database}}.db"

    def _posts(self) -> dict[str, Sequence[str]]:
        names = [f"{services.partition(' ')[0]}-{instance}" for instance in range(self.plan.instances) for services in SERVICES]
        posts: dict[str, Sequence[str]] = dict(zip(names, [each.split() for each in SERVICES] * self.plan.instances, strict=True))
        return posts | ({"gateway-0": ["gateway"]} if self.plan.clients else {})

    def _crash(self, post: str) -> tuple[Sequence[str], int] | None:
        """The points that are behind the others, for a life that is to end itself."""
        if self.plan.crashing and post not in self.plan.crashing:
            return None
        if not self.is_open or sum(self.covered.values()) >= self.plan.self_kills:
            return None
        rare = sorted(self.plan.points, key=lambda point: (self.covered[point], self.chance.random()))[:4]
        return rare, self.chance.randint(1, self.plan.passes)

    def _settle_in(self, staff: Staff) -> None:
        """Until every service has been there once, so that the groups exist before anything is published."""
        end = time.monotonic() + 60
        while not set(staff.posts) <= {life.post for life in staff.all_lives if life.is_ready}:
            if time.monotonic() > end:
                raise TimeoutError(f"the services did not start; see the logs in {self.folder}")
            staff.start_the_dead()
            time.sleep(0.05)

    def _disturb(self, staff: Staff, publish: Publisher, broker: Broker | None, books: Books, shoppers: Shoppers) -> None:
        """Orders come in parts while things are killed; the disturbances are spread over all parts."""
        publish(self.demand.stock())
        self._until_on_sale(staff, books)
        self.is_open = True
        if self.plan.self_kills:
            # From here on, every life ends itself.
            for post in staff.posts:
                staff.kill(post)
        shoppers.start()
        troubles = ["kill"] * self.plan.kills + ["pause"] * self.plan.pauses + ["gateway"] * self.plan.gateway_kills
        troubles += ["broker"] * self.plan.broker_kills
        self.chance.shuffle(troubles)
        parts = min(PARTS, self.plan.orders)
        for part in range(parts):
            batch = self.demand.share(part, parts, with_orders=not self.plan.clients)
            if batch:
                publish(batch)
            for trouble in troubles[part::parts]:
                self._make(trouble, staff, broker)
            self._crashes(staff, self.plan.self_kills * (part + 1) // parts)

    def _until_on_sale(self, staff: Staff, books: Books) -> None:
        """An order that came before its products would rightly be cancelled."""
        end = time.monotonic() + 60
        while books.number("inventory-db", "SELECT count(*) FROM stock_items WHERE sku LIKE 'MUG%'") < len(SKUS):
            if time.monotonic() > end:
                raise TimeoutError(f"nothing is on sale; see the logs in {self.folder}")
            staff.start_the_dead()
            time.sleep(0.1)

    def _make(self, trouble: str, staff: Staff, broker: Broker | None) -> None:
        staff.start_the_dead()
        time.sleep(self.chance.uniform(0.05, 0.5))
        if trouble == "kill":
            post = self.chance.choice([each for each in staff.posts if not each.startswith("subscription")])
            self.result.kills += staff.kill(post)
        elif trouble == "gateway":
            self.result.gateway_kills += staff.kill("gateway-0")
        elif trouble == "pause":
            stopped = self.chance.sample([each for each in staff.posts if not each.startswith("subscription")], 2)
            stopped = [post for post in stopped if staff.send(post, signal.SIGSTOP)]
            time.sleep(self.plan.pause_seconds)
            for post in stopped:
                staff.send(post, signal.SIGCONT)
            self.result.pauses += len(stopped)
        elif broker is not None:
            broker.server.kill()
            time.sleep(self.chance.uniform(0.1, 1.0))
            broker.server.start()
            self.result.broker_kills += 1
        staff.start_the_dead()

    def _crashes(self, staff: Staff, wanted: int) -> None:
        """Until so many lives have ended themselves, or there is nothing left that would bring them to a crash point."""
        end = time.monotonic() + 2.0
        while sum(self.covered.values()) < wanted and time.monotonic() < end:
            staff.look()
            self.covered = staff.crashes()
            staff.start_the_dead()
            time.sleep(0.02)

    def _wait(self, staff: Staff, books: Books, shoppers: Shoppers) -> None:
        """Until the books add up, or have not done so for a while though nothing is left to do; then a little longer, for what comes twice."""
        end = time.monotonic() + self.plan.patience
        quiet_since: float | None = None
        while True:
            self.covered = staff.crashes()
            staff.start_the_dead()
            now = time.monotonic()
            if not (shoppers.are_done() and books.is_quiet()):
                quiet_since = None
            elif not books.findings():
                break
            else:
                quiet_since = quiet_since or now
            if now > end or (quiet_since is not None and now > quiet_since + self.plan.grace):
                self.result.findings.append(f"not at rest after {now - end + self.plan.patience:.0f} s")
                break
            time.sleep(0.25)
        time.sleep(0.5)


def run_one(engine: str, profile: str, plan: Plan, seed: int, fault: str | None = None, brokers: Brokers | None = None) -> Result:
    """On a broker of its own, or on one that several runs share. The folder of a run that fails stays, for whoever wants to know why."""
    folder = Path(tempfile.mkdtemp(prefix="flowmart-chaos-"))
    try:
        result = Run(engine, profile, plan, seed, folder, fault, brokers)()
    except Exception as error:  # noqa: BLE001  (the other runs still have to be made)
        result = Result(engine, profile, seed, plan.orders, findings=[f"{type(error).__name__}: {error}"])
    if not result.findings or fault is not None:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        result.findings.append(f"see {folder}")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--profile", action="append", choices=sorted(FULL))
    parser.add_argument("--short", action="store_true", help="runs of an engine share its broker then")
    parser.add_argument("--jobs", type=int, default=1, help="so many engines at a time")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--fault", choices=sorted(FAULTS), help="plant this mistake; the run has to fail")
    options = parser.parse_args(arguments)
    # The clients of those who order complain of brokers that were killed; the services have logs of their own.
    logging.disable(logging.ERROR)

    def runs_of(engine: str) -> int:
        failed = 0
        with Brokers() as brokers:
            for profile in options.profile or profiles_of(engine):
                if profile not in profiles_of(engine):
                    continue
                seed = random.randrange(1 << 31) if options.seed is None else options.seed
                plan = short(FULL[profile]) if options.short else FULL[profile]
                result = run_one(engine, profile, plan, seed, options.fault, brokers if options.short else None)
                failed += bool(result.findings)
                print(result.text(), flush=True)
        return failed

    with ThreadPoolExecutor(options.jobs) as pool:
        return 1 if sum(pool.map(runs_of, options.engine or ENGINES)) else 0


if __name__ == "__main__":
    sys.exit(main())
