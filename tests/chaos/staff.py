"""The processes of a run, as the run sees them: starts lives, ends them by force, and knows how each of them ended."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]


@dataclass
class Life:
    """One process of a post, from its start to its end."""

    post: str
    number: int
    pid: int | None = None
    is_ready: bool = False
    ended: int | None = None
    crashed_at: str | None = None


@dataclass
class Staff:
    """`posts` are names of processes with the services that each runs; a post has one life at a time."""

    settings: Mapping[str, Any]
    posts: Mapping[str, Sequence[str]]
    crash: Callable[[str], tuple[Sequence[str], int] | None] = lambda post: None
    """Asked at each start: the crash points of this life, and the how-many-eth time."""
    lives: dict[str, Life] = field(default_factory=dict[str, Life])
    all_lives: list[Life] = field(default_factory=list[Life])

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.chaos.worker", json.dumps(dict(self.settings))]
        log = (Path(self.settings["folder"]) / "worker.log").open("wb")
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        self._events: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._events.put(line.decode().split())

    def look(self) -> None:
        """Take note of what has happened."""
        assert self._process.poll() is None, f"the worker died; see {self.settings['folder']}/worker.log"
        by_pid = {life.pid: life for life in self.all_lives if life.ended is None}
        while True:
            try:
                what, subject, *rest = self._events.get_nowait()
            except queue.Empty:
                return
            if what == "started":
                life = self.all_lives[int(subject)]
                life.pid = int(rest[0])
                by_pid[life.pid] = life
            elif what == "ready":
                by_pid[int(subject)].is_ready = True
            elif what == "crashed":
                by_pid[int(subject)].crashed_at = rest[0]
            elif what == "exit":
                by_pid[int(subject)].ended = int(rest[0])

    def start(self, post: str) -> None:
        life = Life(post, len(self.all_lives))
        self.all_lives.append(life)
        self.lives[post] = life
        order = {"name": post, "number": life.number, "services": list(self.posts[post])}
        crash = self.crash(post)
        if crash is not None:
            order |= {"points": list(crash[0]), "count": crash[1]}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def start_the_dead(self) -> None:
        self.look()
        for post in self.posts:
            if post not in self.lives or self.lives[post].ended is not None:
                self.start(post)

    def send(self, post: str, number: signal.Signals) -> bool:
        """False when there is no process to send it to."""
        self.look()
        life = self.lives.get(post)
        if life is None or life.pid is None or life.ended is not None:
            return False
        with suppress(ProcessLookupError):
            os.kill(life.pid, number)
            return True
        return False

    def kill(self, post: str) -> bool:
        life = self.lives[post]
        if not self.send(post, signal.SIGKILL):
            return False
        self._until(lambda: life.ended is not None, 10)
        return True

    def wait_ready(self, seconds: float) -> None:
        self._until(lambda: all(post in self.lives and self.lives[post].is_ready for post in self.posts), seconds)

    def stop(self, seconds: float = 30.0) -> list[str]:
        """SIGTERM for all; what did not end cleanly."""
        for post in self.posts:
            self.send(post, signal.SIGTERM)
        with suppress(TimeoutError):
            self._until(lambda: all(life.ended is not None for life in self.lives.values()), seconds)
        return [f"{life.post} ended with {life.ended} when told to stop" for life in self.lives.values() if life.ended != 0]

    def crashes(self) -> Counter[str]:
        """Self-kills by crash point."""
        return Counter(life.crashed_at for life in self.all_lives if life.crashed_at is not None)

    def died_by_themselves(self) -> list[str]:
        """Lives that ended in a way that nobody wanted."""
        found = [life for life in self.all_lives if life.ended not in (None, 0, -signal.SIGKILL)]
        return [f"a life of {life.post} ended with {life.ended}" for life in found]

    def _until(self, condition: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        self.look()
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds:.0f} s in vain for the services; see the logs in {self.settings['folder']}")
            time.sleep(0.01)
            self.look()
