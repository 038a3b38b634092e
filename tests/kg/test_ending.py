"""Told to stop at any moment, a run ends at once, says so in one line, and leaves nothing behind.

`IMR_KILLS` is how many times the slow test stops each verb by each signal (20 by default).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

KILLS = int(os.environ.get("IMR_KILLS", "20"))
PATIENCE = 2.0  # seconds that an end may take, as the operator's guide says
SLACK = 3.0  # seconds more, for a machine that is busy with other tests
SIGNALS = (signal.SIGINT, signal.SIGTERM)
VERBS = ("parse", "build", "add")


@dataclass(frozen=True)
class Stopped:
    """How a run ended: its status as a shell tells it, its lines on stderr, seconds until all processes were gone."""

    status: int
    lines: list[str]
    seconds: float


def processes(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if entry.name.isdigit() and int(fields[3]) == session and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def wait_for_heed(run: subprocess.Popen[str]) -> None:
    """Wait until the program heeds signals: before its first instruction they meet the interpreter."""
    caught = 1 << (signal.SIGTERM - 1)
    while run.poll() is None:
        status = Path(f"/proc/{run.pid}/status").read_text()
        if int(status.partition("SigCgt:")[2].split()[0], 16) & caught:
            return
        time.sleep(0.005)


def stop(command: list[str], after: float, number: signal.Signals, everyone: bool) -> Stopped:
    """Run `imr` in a session of its own and stop it. With `everyone`, its workers are told too, as by Ctrl-C."""
    run = subprocess.Popen(
        [sys.executable, "-m", "kg", *command],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(after)
    wait_for_heed(run)
    if run.poll() is None:  # it may have ended meanwhile
        (os.killpg if everyone else os.kill)(run.pid, number)
    began = time.monotonic()
    _, said = run.communicate(timeout=60)
    while processes(run.pid) and time.monotonic() < began + 60:
        time.sleep(0.02)
    status = run.returncode if run.returncode >= 0 else 128 - run.returncode
    return Stopped(status, said.splitlines(), time.monotonic() - began)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    folder = tmp_path_factory.mktemp("ending")
    build(folder, sorted(examples.glob("p-*.txt")))
    return folder


def build(store: Path, letters: list[Path]) -> None:
    command = ["build", "--quiet", "--jobs", "1", "--store", str(store), *map(str, letters)]
    subprocess.run([sys.executable, "-m", "kg", *command], check=True)


def command(verb: str, store: Path, examples: Path) -> list[str]:
    target = [] if verb == "parse" else ["--store", str(store)]
    return [verb, "--jobs", "2", *target, str(examples)]


def check(end: Stopped, number: signal.Signals, store: Path) -> None:
    if end.status in (0, 1):  # it was done before the signal came
        return
    assert end.status == 128 + number, end
    reported = any("decisions read" in line for line in end.lines)  # it had done its work when the signal came
    assert reported or len(end.lines) <= 1, end
    assert "Traceback" not in "".join(end.lines), end
    assert end.seconds < PATIENCE + SLACK, end
    assert list((store / "drafts").iterdir()) == []


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("verb", VERBS)
def test_a_run_that_is_stopped_says_so_and_leaves_nothing(verb, number, store, examples):
    for after in (0.3, 1.2):
        end = stop(command(verb, store, examples), after, number, everyone=number is signal.SIGINT)
        check(end, number, store)


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("verb", VERBS)
def test_a_run_can_be_stopped_at_any_moment(verb, number, store, examples):
    moments = random.Random(f"{verb} {number}")
    for _ in range(KILLS):
        end = stop(command(verb, store, examples), moments.uniform(0.05, 4), number, moments.random() < 0.5)
        check(end, number, store)


def test_workers_end_with_a_parent_that_is_killed(store, examples):
    for after in (0.8, 1.5):
        end = stop(command("build", store, examples), after, signal.SIGKILL, everyone=False)
        assert end.seconds < PATIENCE + SLACK, end
    build(store, sorted(examples.glob("p-*.txt")))
    assert list((store / "drafts").iterdir()) == []


STUBBORN = """
import sys, time
from kg.ending import heed, throw_away
from pathlib import Path
heed("imr test")
throw_away(Path(sys.argv[1]))
while True:
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        pass
"""


def test_a_program_that_does_not_heed_is_ended_all_the_same_and_its_draft_removed(tmp_path):
    (tmp_path / "draft" / "graph").mkdir(parents=True)
    run = subprocess.Popen(
        [sys.executable, "-c", STUBBORN, str(tmp_path / "draft")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    assert run.stdout.readline() == "ready\n"
    run.terminate()
    _, said = run.communicate(timeout=10)
    assert (run.returncode, said) == (143, "imr test: stopped by SIGTERM\n")
    assert not (tmp_path / "draft").exists()


UNREMOVED = """
import sys
from pathlib import Path
import kg.cli
from kg.__main__ import main
from kg.ending import Ended, throw_away
def run():
    throw_away(Path(sys.argv[1]))
    raise Ended(15)
kg.cli.main = run
sys.exit(main())
"""


def test_a_draft_whose_owner_was_ended_before_it_could_remove_it_does_not_stay(tmp_path):
    (tmp_path / "draft" / "graph").mkdir(parents=True)
    run = subprocess.run(
        [sys.executable, "-c", UNREMOVED, str(tmp_path / "draft")], stderr=subprocess.PIPE, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (143, f"imr {tmp_path}/draft: stopped by SIGTERM\n")
    assert not (tmp_path / "draft").exists()
