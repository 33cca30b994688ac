"""Scanners that type and keypads in the conformance table. Neither can be asked anything."""

from __future__ import annotations

from typing import Any

import pytest
from conformance import FaultCase, Subject, any_of, common_cases
from support.conformance_cells import cells, run_cell
from support.wire_bench import WireBench, wire_bench

from drivers.code_scanner.hid import HidScanner
from drivers.contract import Code
from drivers.keypad.evdev import EvdevKeypad
from drivers.simulators.faults import Fault
from drivers.simulators.input_device import DROPPED, SimulatedHidScanner, SimulatedKeypad


async def show_code(bench: WireBench[Any, Any]) -> None:
    await bench.tell("show_code", text="token=0123")


async def press(bench: WireBench[Any, Any]) -> None:
    bench.device.forget()
    await bench.tell("keep_pressing", key="7")
    bench.device.forget()


def cases(operation: str, spoilt: frozenset[Code]) -> tuple[FaultCase, ...]:
    """Opening and status are the kernel's word, which no fault but the pulled plug reaches."""
    there = any_of(Code.SUCCESS)
    found = [
        case
        if case.name == Fault.UNPLUGGED
        else FaultCase(
            case.name,
            there,
            case.argument,
            {operation: spoilt if case.name in (Fault.GARBLE, Fault.HALF, DROPPED) else case.allowed},
        )
        for case in (*common_cases(), FaultCase(DROPPED, there))
    ]
    return tuple(found)


COMMON = {
    "open": lambda device, deadline: device.open(deadline),
    "status": lambda device, deadline: device.refresh(deadline),
}
HID = Subject(
    "code-scanner hid",
    lambda seed: wire_bench(HidScanner, SimulatedHidScanner, seed),
    show_code,
    {**COMMON, "scan": lambda device, deadline: device.scan(deadline)},
    # A changed key is another letter: there is no check sum, and the back end refuses the code.
    cases("scan", any_of(Code.SUCCESS, Code.INVALID_DATA, Code.TIME_OUT)),
)
KEYPAD = Subject(
    "keypad evdev",
    lambda seed: wire_bench(EvdevKeypad, SimulatedKeypad, seed),
    press,
    {**COMMON, "next key": lambda device, deadline: device.next_key(deadline)},
    cases("next key", any_of(Code.SUCCESS, Code.TIME_OUT)),
)


@pytest.mark.parametrize(("subject", "case", "operation"), cells(HID, KEYPAD))
def test_cell(subject: Subject, case: FaultCase, operation: str) -> None:
    run_cell(subject, case, operation)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    for subject in (HID, KEYPAD):
        assert {case.name for case in subject.cases} >= {fault.value for fault in Fault}
