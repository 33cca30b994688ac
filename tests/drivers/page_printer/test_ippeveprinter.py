"""Our client against a printer that we did not write: Debian's ippeveprinter.

It registers by DNS-SD and so needs D-Bus and Avahi; where neither runs, the test starts and ends its own.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.page_printer_bench import pdf

from drivers.clock import LoopClock
from drivers.contract import Code, JobState
from drivers.page_printer.ipp import IppPagePrinter, IppSettings

NEEDED = ("ippeveprinter", "dbus-daemon", "avahi-daemon")
ABSENT = [name for name in NEEDED if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None]
BUS = Path("/run/dbus/system_bus_socket")
AVAHI = Path("/run/avahi-daemon/socket")

pytestmark = [
    pytest.mark.skipif(bool(ABSENT), reason=f"not installed: {', '.join(ABSENT)}"),
]


def _binary(name: str) -> str:
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    assert found is not None
    return found


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        try:
            one.connect(str(path))
        except OSError:
            return False
    return True


def _until(holds: object, what: str, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"{what} did not come up (status {process.poll()})")
        time.sleep(0.02)


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def dns_sd() -> Iterator[None]:
    """D-Bus and Avahi, the machine's own or ours for the time of the test."""
    with ExitStack() as stack:
        if not _listens(BUS):
            if os.geteuid() != 0:
                pytest.skip("no D-Bus runs here, and only root can start the system's")
            BUS.parent.mkdir(parents=True, exist_ok=True)
            (BUS.parent / "pid").unlink(missing_ok=True)
            BUS.unlink(missing_ok=True)
            bus = subprocess.Popen(
                [_binary("dbus-daemon"), "--system", "--nofork", "--nopidfile"], stderr=subprocess.DEVNULL
            )
            stack.callback(_ended, bus)
            _until(lambda: _listens(BUS), "dbus-daemon", bus)
        if not _listens(AVAHI):
            if os.geteuid() != 0:
                pytest.skip("no Avahi runs here, and only root can start it")
            AVAHI.parent.mkdir(parents=True, exist_ok=True)
            (AVAHI.parent / "pid").unlink(missing_ok=True)
            avahi = subprocess.Popen(
                [_binary("avahi-daemon"), "--no-drop-root", "--no-rlimits", "--no-chroot"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(_ended, avahi)
            _until(lambda: _listens(AVAHI), "avahi-daemon", avahi)
        yield


@pytest.fixture
def uri(dns_sd: None, tmp_path: Path) -> Iterator[str]:
    """The address of a running ippeveprinter that says what a printer says: three impressions a job."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = tmp_path / "print"
    command.write_text(
        '#!/bin/sh\necho "ATTR: job-impressions=3" >&2\necho "ATTR: job-impressions-completed=3" >&2\n'
    )
    command.chmod(0o755)
    log = (tmp_path / "log").open("wb")
    printer = subprocess.Popen(
        [
            _binary("ippeveprinter"), "-vv", "-p", str(port), "-d", str(tmp_path), "-k", "-c", str(command),
            "-f", "application/pdf", "-n", "localhost", "-r", "off", "Kiosk test printer",
        ],
        stdout=log,
        stderr=log,
    )  # fmt: skip

    def answers() -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    try:
        _until(answers, "ippeveprinter", printer)
        yield f"ipp://localhost:{port}/ipp/print"
    finally:
        _ended(printer)
        log.close()


def test_a_job_is_created_sent_followed_found_again_and_kept(uri: str, tmp_path: Path) -> None:
    document = pdf(3)

    async def story() -> None:
        printer = IppPagePrinter(IppSettings(uri), LoopClock())
        opened = await printer.open(10.0)
        assert opened.succeeded, opened.detail
        assert printer.identity.serial.startswith("urn:uuid:")
        assert printer.identity.model
        status = (await printer.refresh(10.0)).result
        assert status is not None and status.state.usable
        assert not any(reason.endswith(("-report", "-warning", "-error")) for reason in status.reasons)

        assert (await printer.find_job("print-1", 10.0)).code is Code.NO_MEDIA
        sent = await printer.submit(document, "print-1", 20.0)
        assert sent.result is not None, sent.detail
        job = sent.result
        while not job.state.final:
            asked = await printer.job(job.job_id, 10.0)
            assert asked.result is not None, asked.detail
            job = asked.result
        assert job.state is JobState.COMPLETED
        assert "job-completed-successfully" in job.reasons

        found = await printer.find_job("print-1", 10.0)
        assert found.result is not None, found.detail
        assert (found.result.job_id, found.result.state) == (job.job_id, JobState.COMPLETED)
        assert (await printer.cancel(job.job_id, 10.0)).code is Code.SEQUENCE_ERROR
        assert (await printer.job(9999, 10.0)).code is Code.NO_MEDIA
        await printer.close()

    asyncio.run(story())
    kept = list(tmp_path.rglob("*.pdf"))
    assert [file.read_bytes() for file in kept] == [document]
