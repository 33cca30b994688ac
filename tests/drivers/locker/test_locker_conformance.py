"""Every lock board × every fault × every operation; no lock is ever pulsed twice."""

from __future__ import annotations

import logging

import pytest
from conformance import FaultCase, Subject, any_of, check, common_cases
from locker_bench import KINDS, LockerBench, locker_bench

from drivers.clock import run_simulated
from drivers.contract import Code
from drivers.simulators.faults import Fault
from drivers.simulators.locker import ECHO, LOST_PULSE, STUCK

OPEN = "open compartment"
SEEDS = range(2)


async def doors_closed(bench: LockerBench) -> None:
    await bench.tell("close_doors")


def cases() -> tuple[FaultCase, ...]:
    unknown, fine = any_of(Code.OUTCOME_UNKNOWN), any_of(Code.SUCCESS)
    openings = {
        Fault.SILENT: unknown,
        Fault.DROP: unknown,
        Fault.GARBLE: unknown,
        Fault.HALF: unknown,
        Fault.WRONG_IDENTITY: unknown,
    }
    return (
        *(
            FaultCase(
                case.name,
                case.allowed,
                case.argument,
                {OPEN: openings[Fault(case.name)]}
                if case.name in openings
                else {OPEN: unknown}
                if case.title == "late 60"
                else {},
            )
            for case in common_cases(
                wrong_identity=(Code.TIME_OUT,), lies=(Code.SUCCESS, Code.HARDWARE_ERROR)
            )
        ),
        FaultCase(STUCK, fine, differing={OPEN: any_of(Code.HARDWARE_ERROR)}),
        FaultCase(LOST_PULSE, fine, differing={OPEN: any_of(Code.HARDWARE_ERROR)}),
        FaultCase(ECHO, fine, differing={OPEN: any_of(Code.SUCCESS)}),
    )


def subject(name: str) -> Subject:
    settings = {"locks": 8, **KINDS[name].items}
    operations = {
        "open": lambda locker, deadline: locker.open(deadline),
        "status": lambda locker, deadline: locker.refresh(deadline),
        "doors": lambda locker, deadline: locker.doors(deadline),
        OPEN: lambda locker, deadline: locker.open_compartment(3, deadline),
    }
    if KINDS[name].items:
        operations["items"] = lambda locker, deadline: locker.items(deadline)
    return Subject(
        f"locker {name}",
        lambda seed: locker_bench(name, settings, seed=seed),
        doors_closed,
        operations,
        cases(),
        acts=lambda bench: bench.simulator.pulses,
    )


SUBJECTS = [subject(name) for name in KINDS]
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
