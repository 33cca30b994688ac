"""Newland and Honeywell scanners in the conformance table."""

from __future__ import annotations

from typing import Any

import pytest
from conformance import FaultCase, Subject, any_of, common_cases
from support.conformance_cells import cells, run_cell
from support.wire_bench import WireBench, wire_bench

from drivers.code_scanner.honeywell import HoneywellScanner, HoneywellSettings, Replies
from drivers.code_scanner.newland import NewlandScanner
from drivers.contract import Code
from drivers.simulators.faults import Fault
from drivers.simulators.text_scanner import SimulatedHoneywell, SimulatedNewland, TextScannerPhysics

OPERATIONS = {
    "open": lambda scanner, deadline: scanner.open(deadline),
    "status": lambda scanner, deadline: scanner.refresh(deadline),
    "scan": lambda scanner, deadline: scanner.scan(deadline),
}


async def show_code(bench: WireBench[Any, Any]) -> None:
    await bench.tell("show_code", text="https://s.invalid/scan?token=0123456789")


# Noise right before a code's bare text cannot be told from it: the back end refuses such a code.
NOISE = FaultCase(
    Fault.NOISE_BEFORE,
    any_of(Code.SUCCESS),
    differing={"scan": any_of(Code.SUCCESS, Code.INVALID_DATA)},
)
NEWLAND = Subject(
    "code-scanner newland",
    lambda seed: wire_bench(
        NewlandScanner, lambda context, wire: SimulatedNewland(context, TextScannerPhysics(), wire), seed
    ),
    show_code,
    OPERATIONS,
    tuple(
        NOISE if case.name == Fault.NOISE_BEFORE else case
        for case in common_cases(lies=(Code.HARDWARE_ERROR,))
    ),
)
HONEYWELL = Subject(
    "code-scanner honeywell",
    lambda seed: wire_bench(
        lambda wire, clock: HoneywellScanner(wire, clock, HoneywellSettings(replies=Replies.REPEATED)),
        lambda context, wire: SimulatedHoneywell(context, TextScannerPhysics(), wire),
        seed,
    ),
    show_code,
    OPERATIONS,
    tuple(
        NOISE if case.name == Fault.NOISE_BEFORE else case
        for case in common_cases(
            lies=(Code.HARDWARE_ERROR,),
            # Capital and small letters differ in one bit, and the protocol has no check sum.
            garble=(Code.SUCCESS, Code.HARDWARE_ERROR, Code.TIME_OUT),
        )
    ),
)
# As delivered nothing is built on the form of an answer, so a damaged one shows as well as a good one that an
# engine is there, and only the text of a code counts.
UNREAD = any_of(Code.SUCCESS)
BARE = Subject(
    "code-scanner honeywell, answers unread",
    lambda seed: wire_bench(
        HoneywellScanner, lambda context, wire: SimulatedHoneywell(context, TextScannerPhysics(), wire), seed
    ),
    show_code,
    OPERATIONS,
    tuple(
        FaultCase(
            case.name,
            any_of(Code.SUCCESS),
            differing={"scan": any_of(Code.SUCCESS, Code.INVALID_DATA, Code.TIME_OUT)},
        )
        if case.name in (Fault.GARBLE, Fault.HALF, Fault.NOISE_BEFORE, Fault.LIES)
        else case
        for case in common_cases()
    ),
)
SUBJECTS = (NEWLAND, HONEYWELL, BARE)


@pytest.mark.parametrize(("subject", "case", "operation"), cells(*SUBJECTS))
def test_cell(subject: Subject, case: FaultCase, operation: str) -> None:
    run_cell(subject, case, operation)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    for subject in SUBJECTS:
        assert {case.name for case in subject.cases} >= {fault.value for fault in Fault}
