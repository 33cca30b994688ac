"""Smart card readers in the conformance table."""

from __future__ import annotations

import pytest
from conformance import FaultCase, Subject, any_of, common_cases
from support.conformance_cells import cells, run_cell
from support.wire_bench import WireBench, wire_bench

from drivers.contract import Code
from drivers.simulators.faults import Fault
from drivers.simulators.smart_card_reader import (
    CARD_PULLED,
    ENDLESS,
    MUTE,
    SimulatedSmartCardReader,
    SlotPhysics,
)
from drivers.smart_card_reader.pcsc import PcscReader

Bench = WireBench[PcscReader, SimulatedSmartCardReader]


async def lay_card(bench: Bench) -> None:
    await bench.tell("put_card", uid="04A1B2C3")


SPOILT = any_of(Code.INVALID_MEDIA)
PCSC = Subject(
    "smart-card-reader pcsc",
    lambda seed: wire_bench(
        PcscReader, lambda context, wire: SimulatedSmartCardReader(context, SlotPhysics(), wire), seed
    ),
    lay_card,
    {
        "open": lambda reader, deadline: reader.open(deadline),
        "status": lambda reader, deadline: reader.refresh(deadline),
        "card present": lambda reader, deadline: reader.card_present(deadline),
        "read": lambda reader, deadline: reader.read(deadline),
        "read uid": lambda reader, deadline: reader.read_uid(deadline),
    },
    (
        *(
            FaultCase(case.name, case.allowed, differing={"read": SPOILT})
            if case.name == Fault.LIES
            else case
            for case in common_cases()
        ),
        FaultCase(CARD_PULLED, any_of(Code.SUCCESS), differing={"read": SPOILT}),
        FaultCase(MUTE, any_of(Code.SUCCESS), differing={"read": SPOILT, "read uid": SPOILT}),
        FaultCase(ENDLESS, any_of(Code.SUCCESS), differing={"read": SPOILT}),
    ),
)


@pytest.mark.parametrize(("subject", "case", "operation"), cells(PCSC))
def test_cell(subject: Subject, case: FaultCase, operation: str) -> None:
    run_cell(subject, case, operation)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    assert {case.name for case in PCSC.cases} >= {fault.value for fault in Fault}
