"""Doors and signals × every fault × every operation; no door is ever unlatched twice."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from board_bench import io_bench, lcus_bench, nut_bench, relay_bench
from conformance import FaultCase, Operation, Subject, any_of, check, common_cases

from drivers.clock import run_simulated
from drivers.contract import Code, Lamp, LampState
from drivers.simulators.faults import Fault

SEEDS = range(2)
FINE, UNKNOWN = any_of(Code.SUCCESS), any_of(Code.OUTCOME_UNKNOWN)
SILENT_FAULTS = (Fault.SILENT, Fault.DROP, Fault.GARBLE, Fault.HALF, Fault.WRONG_IDENTITY, "late 60")


async def nothing(bench: Any) -> None:
    """Nothing has to be laid in place."""


async def latched(bench: Any) -> None:
    """The last pulse is over."""
    await bench.device._clock.sleep(2)


async def tamper_loop(bench: Any) -> None:
    await bench.tell("set_input", input=0, on=1)


def cases(operation: str = "", **differing: tuple[Code, ...]) -> tuple[FaultCase, ...]:
    """``operation``: the act whose outcome is unknown when the device says nothing."""
    return tuple(
        FaultCase(
            case.name,
            case.allowed,
            case.argument,
            {operation: UNKNOWN} if operation and {case.name, case.title} & set(SILENT_FAULTS) else {},
        )
        for case in common_cases(**differing)
    )


DOOR: dict[str, Operation] = {
    "open": lambda door, deadline: door.open(deadline),
    "status": lambda door, deadline: door.refresh(deadline),
    "contacts": lambda door, deadline: door.contacts(deadline),
    "pulse": lambda door, deadline: door.pulse(deadline),
}
LIES = (Code.SUCCESS, Code.HARDWARE_ERROR, Code.OUTCOME_UNKNOWN)
WIRED = {"inputs": "door=0", "pulse_seconds": 1.0}
ABSENT = {"wrong_identity": (Code.TIME_OUT,), "lies": LIES}

SUBJECTS = (
    Subject(
        "door modbus-relay",
        lambda seed: relay_bench(WIRED, seed=seed),
        latched,
        DOOR,
        (*cases("pulse", **ABSENT), FaultCase("echo", FINE), FaultCase("stuck", FINE)),
        acts=lambda bench: bench.simulator.switched_on,
    ),
    Subject(
        "door modbus-relay switched",
        lambda seed: relay_bench({**WIRED, "pulse": "switched"}, seed=seed),
        latched,
        DOOR,
        (*cases("pulse", **ABSENT), FaultCase("echo", FINE)),
        deadline=8.0,
        acts=lambda bench: bench.simulator.switched_on,
    ),
    Subject(
        "door lcus with feedback",
        lambda seed: lcus_bench({"hardware_timer": "fitted", "feedback": "query"}, {"feedback": 1}, seed),
        latched,
        {name: operation for name, operation in DOOR.items() if name != "contacts"},
        (
            *cases("pulse", **ABSENT),
            FaultCase("stuck", FINE, differing={"pulse": any_of(Code.HARDWARE_ERROR)}),
        ),
        acts=lambda bench: bench.simulator.triggers,
    ),
    Subject(
        "signals modbus-io",
        lambda seed: io_bench({"lamps": "help=0", "sensors": "tamper=!0"}, seed=seed),
        tamper_loop,
        {
            "open": lambda board, deadline: board.open(deadline),
            "status": lambda board, deadline: board.refresh(deadline),
            "sensors": lambda board, deadline: board.sensors(deadline),
            "lamp": lambda board, deadline: board.set_lamp(Lamp.HELP, LampState.ON, deadline),
        },
        (*cases(wrong_identity=(Code.TIME_OUT,)), FaultCase("echo", FINE)),
    ),
    Subject(
        "signals nut",
        lambda seed: nut_bench(seed=seed),
        nothing,
        {
            "open": lambda supply, deadline: supply.open(deadline),
            "status": lambda supply, deadline: supply.refresh(deadline),
            "power": lambda supply, deadline: supply.power(deadline),
        },
        (
            # Text without a checksum, over TCP, which has one: a changed letter can only be made here.
            *cases(
                garble=(Code.SUCCESS, Code.TIME_OUT, Code.HARDWARE_ERROR),
                noise_before=(Code.SUCCESS, Code.HARDWARE_ERROR, Code.TIME_OUT),
            ),
            FaultCase("stale", any_of(Code.HARDWARE_ERROR)),
            FaultCase("old_battery", FINE),
        ),
    ),
)
CELLS = [
    pytest.param(one, case, operation, id=f"{one.name}-{case.title}-{operation}".replace(" ", "_"))
    for one in SUBJECTS
    for case in one.cases
    for operation in one.operations
]


@pytest.mark.parametrize(("one", "case", "operation"), CELLS)
def test_cell(one: Subject, case: FaultCase, operation: str) -> None:
    logging.getLogger("drivers.supervisor").setLevel(logging.CRITICAL)  # losses are meant here
    try:
        for seed in SEEDS:
            run_simulated(check(one, case, operation, seed))
    finally:
        logging.getLogger("drivers.supervisor").setLevel(logging.NOTSET)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    for one in SUBJECTS:
        assert {case.name for case in one.cases} >= {fault.value for fault in Fault}
