"""What holds for every test: a fixed surrounding, no network but loopback, no unexpected log record."""

from __future__ import annotations

import ipaddress
import logging
import os
import random
import re
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports Qt or asks for the time. The zone is one that nobody here lives in, so a result
# that depends on the machine's zone shows.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["TZ"] = "America/St_Johns"
time.tzset()
for _name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(_name, None)

settings.register_profile(
    # The same examples on every machine and run; no deadline, as the machine may be busy.
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

pytest_plugins = ("support.tables",)
ROOT = Path(__file__).resolve().parent.parent


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return host in ("", "localhost", "ip6-localhost", socket.gethostname())


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            raise AssertionError(f"a test reached for the network: {event} {address!r}")
    elif event == "socket.getaddrinfo" and isinstance(args[0], str) and not _is_loopback(args[0]):
        raise AssertionError(f"a test asked for the address of {args[0]!r}")


sys.addaudithook(_refuse_network)


class ExpectedLogs(logging.Handler):
    """Collects the records at WARNING and above; ``expect`` names those that belong to the test."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._patterns: list[re.Pattern[str]] = []
        self._allowed: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def expect(self, *patterns: str) -> None:
        """Each regular expression must match the message of at least one record of this test."""
        self._patterns += map(re.compile, patterns)

    def allow(self, *patterns: str) -> None:
        """A record that matches one of them may appear: whether it does depends on the machine's speed."""
        self._allowed += map(re.compile, patterns)

    def complaints(self) -> list[str]:
        """What was logged and not expected, and what was expected and not logged."""
        messages = [record.getMessage() for record in self.records]
        unexpected = [
            f"unexpected {record.levelname} of {record.name}: {message}"
            + (f"\n{logging.Formatter().formatException(record.exc_info)}" if record.exc_info else "")
            for record, message in zip(self.records, messages, strict=True)
            if not any(pattern.search(message) for pattern in self._patterns + self._allowed)
        ]
        absent = [
            f"no record matches {pattern.pattern!r}"
            for pattern in self._patterns
            if not any(pattern.search(message) for message in messages)
        ]
        return unexpected + absent


@pytest.fixture(autouse=True)
def expected_logs(request: pytest.FixtureRequest) -> Iterator[ExpectedLogs]:
    """Fails the test on a record at WARNING or above that is not expected, and on logging left changed: what
    stays behind would write into the streams of a test that has ended.

    Say what is expected with ``expected_logs.expect("regular expression", ...)`` or
    ``@pytest.mark.expected_logs("regular expression", ...)``.
    """
    handler = ExpectedLogs()
    for marker in request.node.iter_markers("expected_logs"):
        handler.expect(*marker.args)
    everything = logging.getLogger()
    before = (everything.level, set(everything.handlers))
    everything.addHandler(handler)
    yield handler
    everything.removeHandler(handler)
    complaints = handler.complaints()
    if (everything.level, set(everything.handlers)) != before:
        for left in set(everything.handlers) - before[1]:
            everything.removeHandler(left)
        everything.setLevel(before[0])
        complaints.append("the test left the logging of this process changed")
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The same random numbers in every run."""
    random.seed(20240701)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(20240701)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests are divided among processes by name: of two with the same one, one would be left out."""
    twice = sorted(name for name, count in Counter(item.nodeid for item in items).items() if count > 1)
    if twice:
        raise pytest.UsageError(f"tests that share a name: {', '.join(twice)}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-write", action="store_true", help="keep the pictures that are drawn now as the golden ones"
    )


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests marked ``anyio`` run on asyncio, as the kiosk does."""
    return "asyncio"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT
