"""The tables that a run of the tests ends with, also when several processes have run them."""

from __future__ import annotations

from typing import Any

import conformance
import pytest

COMPLETIONS = "completions seen"
COUNTED = "matter, pages, typed, chosen"
"""What the first visit to a matter took, as a test records it."""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes hands over what it saw."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[COMPLETIONS] = [
            [str(subject), str(fault), sorted(seen)] for (subject, fault), seen in conformance.RESULTS.items()
        ]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for subject, fault, seen in getattr(node, "workeroutput", {}).get(COMPLETIONS, ()):
        conformance.RESULTS.setdefault((subject, fault), set()).update(seen)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := conformance.table():
        terminalreporter.section("conformance: drivers × faults, completions seen")
        for line in lines:
            terminalreporter.write_line(line)
    counted = [
        (str(value[0]), *(int(number) for number in value[1:]))
        for report in terminalreporter.stats.get("passed", ())
        for name, value in getattr(report, "user_properties", ())
        if name == COUNTED
    ]
    if counted:
        terminalreporter.section("matters: pages from the menu to the end, fields typed and chosen")
        for line in _matters(counted):
            terminalreporter.write_line(line)


def _matters(counted: list[tuple[str, int, int, int]]) -> list[str]:
    """A line for each matter, and what they took together."""
    lines = [f"{'matter':8}{'pages':>6}{'typed':>6}{'chosen':>7}"]
    lines += [f"{matter:8}{pages:6}{typed:6}{chosen:7}" for matter, pages, typed, chosen in sorted(counted)]
    pages, typed, chosen = (sum(row[column] for row in counted) for column in (1, 2, 3))
    return [*lines, f"{len(counted):<8}{pages:6}{typed:6}{chosen:7}"]
