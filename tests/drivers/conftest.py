"""Prints the conformance table that the tests of this folder filled."""

from __future__ import annotations

import pytest
from conformance import table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := table():
        terminalreporter.section("conformance: drivers × faults, completions seen")
        for line in lines:
            terminalreporter.write_line(line)
