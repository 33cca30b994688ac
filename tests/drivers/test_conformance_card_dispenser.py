"""Card dispensers in the conformance table."""

from __future__ import annotations

import pytest
from conformance import FaultCase, Subject, any_of, common_cases
from support.conformance_cells import cells, run_cell
from support.wire_bench import WireBench, wire_bench

from drivers.card_dispenser.crt591 import Crt591Dispenser
from drivers.contract import Code
from drivers.simulators.card_dispenser import (
    CARD_PULLED,
    JAM,
    NOT_INITIALISED,
    SENSOR_FAILED,
    DispenserPhysics,
    SimulatedCardDispenser,
)
from drivers.simulators.faults import Fault

Bench = WireBench[Crt591Dispenser, SimulatedCardDispenser]
PROMPT = DispenserPhysics(feed_seconds=0.8, move_seconds=0.6, init_seconds=1.0)


async def clear_the_path(bench: Bench) -> None:
    bench.simulator.empty()


CRT591 = Subject(
    "card-dispenser crt591",
    lambda seed: wire_bench(
        Crt591Dispenser,
        lambda context, wire: SimulatedCardDispenser(context, PROMPT, wire),
        seed,
    ),
    clear_the_path,
    {
        "open": lambda device, deadline: device.open(deadline),
        "status": lambda device, deadline: device.refresh(deadline),
        "card place": lambda device, deadline: device.card_place(deadline),
        "dispense": lambda device, deadline: device.dispense(deadline),
    },
    (
        *(
            case
            if case.name not in (Fault.LIES, Fault.ACTS_AT_POWER_UP)
            else FaultCase(
                case.name,
                case.allowed,
                differing={
                    "dispense": any_of(
                        Code.OUTCOME_UNKNOWN if case.name == Fault.LIES else Code.SEQUENCE_ERROR
                    )
                },
            )
            for case in common_cases()
        ),
        FaultCase(JAM, any_of(Code.SUCCESS), differing={"dispense": any_of(Code.MEDIA_JAMMED)}),
        FaultCase(SENSOR_FAILED, any_of(Code.SUCCESS), differing={"dispense": any_of(Code.HARDWARE_ERROR)}),
        FaultCase(CARD_PULLED, any_of(Code.SUCCESS), differing={"dispense": any_of(Code.OUTCOME_UNKNOWN)}),
        FaultCase(NOT_INITIALISED, any_of(Code.DEVICE_NOT_READY), differing={"open": any_of(Code.SUCCESS)}),
    ),
)


@pytest.mark.parametrize(("subject", "case", "operation"), cells(CRT591))
def test_cell(subject: Subject, case: FaultCase, operation: str) -> None:
    run_cell(subject, case, operation)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    assert {case.name for case in CRT591.cases} >= {fault.value for fault in Fault}
