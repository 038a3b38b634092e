"""A build on a dask cluster gives what one on this machine gives, whatever happens to the machines that read."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from distributed import Client

from kg.build import cluster
from kg.build.build_settings import Settings
from kg.build.cluster import connected
from kg.build.installation import difference, installed
from kg.build.pipeline import add, build
from kg.build.report import Report
from kg.build.workers import Allowance, batched
from kg.documents import Source
from kg.documents.source import FileContent, FileKind
from kg.errors import ClusterError
from kg.store.folder import StoreFolder

ROOT = Path(__file__).parents[3]
DASK = Path(sys.executable).with_name("dask")
IMPATIENT = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "PYTHONPATH": str(ROOT)}
"""A batch that ended one worker is taken apart at once, which takes four otherwise."""


@dataclass
class Machines:
    """A scheduler and its workers, each a process."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(json.loads((self.folder / "scheduler.json").read_text())["address"])

    def start(self, role: str, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{role}-{len(self.running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [DASK, role, *words, "--no-dashboard", *self.options],
                env=os.environ | IMPATIENT | dict(self.environment) | environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def scheduler(self) -> subprocess.Popen[bytes]:
        file = self.folder / "scheduler.json"
        started = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        wait_until(file.exists)
        return started

    def worker(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        return self.start("worker", self.address, "--nthreads", "1", *words, **environment)

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)


def wait_until(true: Callable[[], object], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def machines(folder: Path, *options: str, **environment: str) -> Iterator[Machines]:
    made = Machines(folder, environment, options)
    try:
        made.scheduler()
        yield made
    finally:
        made.stop()


@contextmanager
def asked(address: str) -> Iterator[Client]:
    with Client(address, set_as_default=False) as client:
        yield client


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler with two workers."""
    with machines(tmp_path_factory.mktemp("cluster")) as made:
        made.worker()
        made.worker()
        with asked(made.address) as client:
            client.wait_for_workers(2, timeout=60)
        yield made


def made(store: Path, settings: Settings, *paths: Path) -> Report:
    report = Report()
    build(store, [str(path) for path in paths], settings, report, lambda _: None)
    return report


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """A store built on this machine."""
    store = tmp_path_factory.mktemp("here")
    made(store, Settings(jobs=0), examples)
    return store


# --- what is read ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("send", [False, True], ids=["by path", "sent along"])
def test_the_release_is_the_one_that_this_machine_makes_alone(
    two: Machines, here: Path, examples: Path, tmp_path: Path, send: bool
) -> None:
    report = made(tmp_path, Settings(cluster=two.address, send=send), examples)
    assert report.rejections == []
    assert StoreFolder(tmp_path).current_id() == StoreFolder(here).current_id()


def test_members_of_archives_are_read_and_letters_added(
    two: Machines, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = sorted(examples.iterdir())[:6]
    with zipfile.ZipFile(tmp_path / "others.zip", "w") as archive:
        for each in others:
            archive.write(each, each.name)
    monkeypatch.chdir(tmp_path)  # a relative path is not the workers' affair
    for store, settings in ("there", Settings(cluster=two.address)), ("here", Settings(jobs=0)):
        assert made(Path(store), settings, Path("others.zip")).letters == len(others)
        add(Path(store), [str(first)], settings, Report(), lambda _: None)
    assert StoreFolder(Path("there")).current_id() == StoreFolder(Path("here")).current_id()


# --- what ends a worker ---------------------------------------------------------------------------------------------


def sources(*words: str) -> Iterator[Source]:
    return (Source(word, word, FileKind.TEXT, word.encode()) for word in words)


def reader() -> Callable[[Sequence[Source]], list[str]]:
    """Gives the words back; some of them end the process that reads them, or the cluster's worker that it is of."""

    def work(batch: Sequence[Source]) -> list[str]:
        words = [bytes(source.content).decode() for source in batch]
        if "crash" in words:
            os.kill(os.getpid(), signal.SIGKILL)
        if "hang" in words:
            time.sleep(300)
        if "disaster" in words:
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(300)
        if "slow" in words:
            time.sleep(0.5)
        return words

    return work


def read(address: str, words: Sequence[str], size: int = 3) -> tuple[list[str], list[str]]:
    """What was read, in order, and what was given up."""
    got: list[str] = []
    lost: list[str] = []
    with connected(Settings(cluster=address)) as workers:
        for batch, result in workers.ordered(reader, batched(sources(*words), size), Allowance(4.0, 3.0)):
            if result is None:
                lost += [source.name for source in batch]
            else:
                got += result
    return got, lost


@pytest.mark.parametrize("bad", ["crash", "hang", "disaster"])
def test_a_letter_that_ends_what_reads_it_is_named_and_all_others_are_read(two: Machines, bad: str) -> None:
    words = [str(number) for number in range(12)]
    got, lost = read(two.address, [*words[:7], bad, *words[7:]])
    assert (got, lost) == (words, [bad])


def test_a_worker_that_is_gone_costs_nothing_but_time(two: Machines) -> None:
    words = [word for number in range(12) for word in (str(number), "slow")]
    with connected(Settings(cluster=two.address)) as workers:
        results = workers.ordered(reader, batched(sources(*words), 2), Allowance())
        got = list(next(results)[1] or [])
        with asked(two.address) as client:
            first, *_ = client.run(os.getpid).values()
        os.kill(first, signal.SIGKILL)
        for _, result in results:
            got += result or []
    assert got == words


def under_way(dask_scheduler: Any) -> int:
    """How many batches the scheduler has: runs there."""
    return len(dask_scheduler.tasks)


def test_ctrl_c_ends_the_build_and_leaves_nothing_under_way(two: Machines, tmp_path: Path) -> None:
    letters = tmp_path / "letters.jsonl"
    letters.write_text("".join(json.dumps({"text": f"{number} is no letter"}) + "\n" for number in range(100_000)))
    command = [sys.executable, "-m", "kg", "build", "--store", str(tmp_path / "store"), "--cluster", two.address]
    with asked(two.address) as client:
        run = subprocess.Popen([*command, str(letters)], stderr=subprocess.PIPE, text=True)
        wait_until(lambda: client.run_on_scheduler(under_way))
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=60)
        assert (run.returncode, told) == (128 + signal.SIGINT, "imr build: stopped by SIGINT\n")
        wait_until(lambda: not client.run_on_scheduler(under_way))
    assert list((tmp_path / "store" / "drafts").iterdir()) == []


# --- what is told in one line ---------------------------------------------------------------------------------------


def test_a_file_that_the_workers_do_not_see_is_named_with_what_to_do(two: Machines, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("words")
    with (tmp_path / "letter.txt").open() as file:
        os.dup2(file.fileno(), 200)
    path = "/proc/self/fd/200"  # another folder in each process
    with connected(Settings(cluster=two.address)) as workers:
        source = workers.handed(Source("letter.txt", "letter.txt", FileKind.TEXT, FileContent(path)))
        assert isinstance(source, Source)
        with pytest.raises(ClusterError, match=rf"{path} can't be seen on .*; put the letters where .* or give --send"):
            list(workers.ordered(reader, [[source]], Allowance()))
    os.close(200)


def test_what_is_installed_elsewhere_must_be_the_same() -> None:
    mine = installed()
    assert difference(mine, installed()) == ""
    for name in mine:
        assert difference(mine, mine | {name: "other"}).startswith(f"{name} ")
    assert difference(mine, {}) != ""


def test_a_worker_with_another_vocabulary_is_told_before_anything_is_read(tmp_path: Path) -> None:
    for part in ("kg", "ontology", "queries", "docs"):
        shutil.copytree(ROOT / part, tmp_path / "other" / part, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "other" / "ontology" / "schemes" / "drugs.tsv").open("a") as table:
        table.write("\n")
    with machines(tmp_path) as started:
        started.worker("--no-nanny", PYTHONPATH=str(tmp_path / "other"))
        with pytest.raises(ClusterError) as told:
            read(started.address, ["1"])
    assert "would read differently: vocabularies are" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_scheduler_that_goes_ends_the_build_and_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    with machines(tmp_path) as started:
        with pytest.raises(ClusterError, match="the scheduler has no worker; start some: dask worker tcp://"):
            read(started.address, ["1"])
        monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 20)
        started.worker("--no-nanny")
        with connected(Settings(cluster=started.address)) as workers:
            results = workers.ordered(reader, batched(sources(*["slow"] * 20), 1), Allowance())
            next(results)
            started.running[0].kill()
            with pytest.raises(ClusterError, match="the scheduler is gone; nothing was published"):
                list(results)


def test_where_no_scheduler_is_one_line_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        none = ("nonsense", "ftp://127.0.0.1:1", "tls://127.0.0.1:1", "tcp://127.0.0.1:1")
        for address in (*none, f"tcp://127.0.0.1:{port}"):
            with pytest.raises(ClusterError, match=f"^{address}: no scheduler answers there[^\n]*$"):
                read(address, ["1"])


# --- keys -----------------------------------------------------------------------------------------------------------


def key_and_certificate(folder: Path) -> dict[str, str]:
    """A key with its certificate, which everyone holds and trusts, as dask's configuration names them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cluster")])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    whole = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem)
    (folder / "all.pem").write_bytes(whole)
    named = ("CA_FILE", "SCHEDULER__CERT", "WORKER__CERT", "CLIENT__CERT")
    settings = {f"DASK_DISTRIBUTED__COMM__TLS__{each}": str(folder / "all.pem") for each in named}
    return settings | {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}


def test_with_keys_only_those_who_have_one_take_part(tmp_path: Path, examples: Path) -> None:
    keys = key_and_certificate(tmp_path)
    with machines(tmp_path, "--protocol", "tls", **keys) as made:
        made.worker("--no-nanny")
        letter = min(examples.iterdir())
        command = [sys.executable, "-m", "kg", "build", "--quiet", "--cluster", made.address, str(letter)]
        store = {"IMR_STORE": str(tmp_path / "store")}
        assert made.address.startswith("tls://")
        assert subprocess.run(command, env=os.environ | store | keys, check=False).returncode == 0
        stranger = subprocess.run(command, env=os.environ | store, stderr=subprocess.PIPE, text=True, check=False)
        assert stranger.returncode == 2
        assert "no scheduler answers there (TLS expects" in stranger.stderr
        assert stranger.stderr.count("\n") == 1
