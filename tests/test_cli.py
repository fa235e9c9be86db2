"""What only a process of its own can show: signals, ports, and folders that can't be written."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOWMART = [sys.executable, "-m", "flowmart.cli"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project, generated."""
    folder = tmp_path_factory.mktemp("shop") / "hello"
    subprocess.run([*FLOWMART, "init", str(folder)], check=True, capture_output=True)
    subprocess.run([*FLOWMART, "generate"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_port_in_use_is_one_message(shop: Path, taken_port: int) -> None:
    ended = subprocess.run(
        check=False, args=[*FLOWMART, "run", "--port", str(taken_port)], cwd=shop, capture_output=True, text=True, timeout=20
    )
    assert ended.returncode == 2
    assert f"{taken_port}" in ended.stderr and "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) <= 2


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_running_system_ends_when_told_to(shop: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [*FLOWMART, "run", "--port", "0"], cwd=shop, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        for line in running.stdout:
            if line.startswith("ready"):
                break
        running.send_signal(how)
        said = running.stderr.read()
        assert running.wait(timeout=15) == 0
    assert "Traceback" not in said


def test_ctrl_c_during_generate_leaves_no_half_written_file(tmp_path: Path) -> None:
    """The interrupt comes while the catalog is read: nothing is written, and the exit code is that of an interrupt."""
    pipe = tmp_path / "catalog" / "events" / "Slow" / "index.mdx"
    pipe.parent.mkdir(parents=True)
    script = (
        "import os, signal, sys\n"
        "from flowmart.generator.source import read\n"
        "read.build = lambda *_: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.argv = ['flowmart', 'generate']\n"
        "from flowmart.cli import main\n"
        "main()\n"
    )
    pipe.write_text("---\nid: Slow\nname: Slow\nversion: '1.0.0'\n---\n")
    ended = subprocess.run(check=False, args=[sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 130
    assert ended.stderr.strip() == "flowmart: stopped"
    assert not (tmp_path / "generated").exists()


def test_an_output_folder_that_cannot_be_written_is_one_message(shop: Path) -> None:
    """/proc refuses every new file, to root as well."""
    if not Path("/proc/self").exists():
        pytest.skip("there is no /proc here, and nothing else refuses writing to every user")
    ended = subprocess.run(
        check=False, args=[*FLOWMART, "generate", "--output", "/proc/flowmart"], cwd=shop, capture_output=True, text=True, timeout=20
    )
    assert ended.returncode == 2
    assert "cannot write" in ended.stderr and "Traceback" not in ended.stderr


def test_a_closed_pipe_is_no_error(shop: Path) -> None:
    """`flowmart list | head`: the reader leaves first."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            check=False, args=[*FLOWMART, "list"], cwd=shop, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=20
        )
    finally:
        os.close(writer)
    assert "Traceback" not in ended.stderr and "BrokenPipe" not in ended.stderr
