"""Every driver × every fault × every operation: the right completion, in time, and back by itself."""

from __future__ import annotations

import logging

import pytest
from conformance import FaultCase, Subject, any_of, check, common_cases
from device_bench import ReaderBench, ScannerBench, reader_bench, scanner_bench

from drivers.clock import run_simulated
from drivers.contract import Code
from drivers.simulators.faults import Fault
from drivers.simulators.id_card_reader import CARD_PULLED, SAM_FAULT

SEEDS = range(3)


async def lay_card(bench: ReaderBench) -> None:
    bench.simulator.put_card("zhang")
    if bench.reader.status.state.usable:
        await bench.reader.find(3)


async def show_code(bench: ScannerBench) -> None:
    await bench.tell("show_code", {"text": "https://s.invalid/scan?token=0123456789"})


SAM = Subject(
    "id-card-reader sam",
    lambda seed: reader_bench(seed=seed),
    lay_card,
    {
        "open": lambda reader, deadline: reader.open(deadline),
        "status": lambda reader, deadline: reader.refresh(deadline),
        "find": lambda reader, deadline: reader.find(deadline),
        "read": lambda reader, deadline: reader.read(deadline),
        "card present": lambda reader, deadline: reader.card_present(deadline),
    },
    (
        *common_cases(),
        FaultCase(
            CARD_PULLED,
            any_of(Code.SUCCESS),
            differing={"read": any_of(Code.INVALID_MEDIA)},
        ),
        FaultCase(SAM_FAULT, any_of(Code.HARDWARE_ERROR), 0x60),
        FaultCase(SAM_FAULT, any_of(Code.HARDWARE_ERROR), 0x66),
    ),
)

GM65 = Subject(
    "code-scanner gm65",
    lambda seed: scanner_bench(seed=seed),
    show_code,
    {
        "open": lambda scanner, deadline: scanner.open(deadline),
        "status": lambda scanner, deadline: scanner.refresh(deadline),
        "scan": lambda scanner, deadline: scanner.scan(deadline),
    },
    (
        # Noise right before a code's bare text cannot be told from it: the back end refuses such a code.
        *(
            FaultCase(
                Fault.NOISE_BEFORE, case.allowed, None, {"scan": any_of(Code.SUCCESS, Code.INVALID_DATA)}
            )
            if case.name == Fault.NOISE_BEFORE
            else case
            for case in common_cases(lies=(Code.HARDWARE_ERROR, Code.SUCCESS))
        ),
    ),
)

CELLS = [
    pytest.param(subject, case, operation, id=f"{subject.name}-{case.title}-{operation}".replace(" ", "_"))
    for subject in (SAM, GM65)
    for case in subject.cases
    for operation in subject.operations
]


@pytest.mark.parametrize(("subject", "case", "operation"), CELLS)
def test_cell(subject: Subject, case: FaultCase, operation: str) -> None:
    logging.getLogger("drivers.supervisor").setLevel(logging.CRITICAL)  # losses are meant here
    try:
        for seed in SEEDS:
            run_simulated(check(subject, case, operation, seed))
    finally:
        logging.getLogger("drivers.supervisor").setLevel(logging.NOTSET)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    for subject in (SAM, GM65):
        assert {case.name for case in subject.cases} >= {fault.value for fault in Fault}
