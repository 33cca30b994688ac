"""The conformance table: every driver × every fault of the alphabet × every operation.

A driver joins with a :class:`Subject`. For each fault the table says which completions are right; the rest is
the same for all: the operation returns within its deadline, never raises, and after the fault ends the device
works again by itself under its supervisor. ``RESULTS`` is printed as a table at the end of the tests.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from drivers.clock import LoopClock
from drivers.contract import Code, Completion, Device
from drivers.simulators.faults import Fault
from drivers.supervisor import Supervisor

RESULTS: dict[tuple[str, str], set[str]] = {}
SLACK_SECONDS = 0.25  # a light that is put out after the deadline


class Bench(Protocol):
    @property
    def device(self) -> Device: ...

    async def fault(self, name: str, **args: object) -> None: ...

    async def clear(self, name: str) -> None: ...


@dataclass(frozen=True)
class FaultCase:
    """A fault with the number it is set with, and the right completions; per operation where they differ."""

    name: str
    allowed: frozenset[Code]
    argument: float | None = None
    differing: Mapping[str, frozenset[Code]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.name if self.argument is None else f"{self.name} {self.argument:g}"


Operation = Callable[[Any, float], Awaitable[Completion[Any]]]


@dataclass(frozen=True)
class Subject:
    """``bench(seed)`` opens driver and simulator; ``prepare`` lays the media in place before each
    operation.
    """

    name: str
    bench: Callable[[int], AbstractAsyncContextManager[Any]]
    prepare: Callable[[Any], Awaitable[None]]
    operations: Mapping[str, Operation]
    cases: tuple[FaultCase, ...]
    deadline: float = 6.0
    # How often the device acted so far (a lock opened, a card dispensed): at most once per operation.
    acts: Callable[[Any], int] = lambda bench: 0


def any_of(*codes: Code) -> frozenset[Code]:
    return frozenset(codes)


def common_cases(**differing: tuple[Code, ...]) -> tuple[FaultCase, ...]:
    """The alphabet with the right answers of a device that is only read. ``differing``: by fault name,
    instead.
    """
    lost = any_of(Code.TIME_OUT)
    damaged = any_of(Code.TIME_OUT, Code.HARDWARE_ERROR)
    fine = any_of(Code.SUCCESS)
    table: dict[str, tuple[frozenset[Code], float | None]] = {
        Fault.SILENT: (lost, None),
        Fault.DROP: (lost, None),
        Fault.GARBLE: (damaged, None),
        Fault.HALF: (damaged, None),
        Fault.NOISE_BEFORE: (fine, None),
        Fault.UNPLUGGED: (any_of(Code.DEVICE_NOT_READY), None),
        Fault.ACTS_AT_POWER_UP: (fine, None),
        Fault.WRONG_IDENTITY: (fine, None),  # it is the supervisor that compares serial numbers
        Fault.LIES: (fine, None),
    }
    cases = [
        FaultCase(name, any_of(*differing[name]) if name in differing else allowed, argument)
        for name, (allowed, argument) in table.items()
    ]
    return (*cases, FaultCase(Fault.LATE, fine, 0.05), FaultCase(Fault.LATE, lost, 60.0))


async def check(subject: Subject, case: FaultCase, operation: str, seed: int) -> None:
    """One cell of the table, in simulated time."""
    clock = LoopClock()
    async with subject.bench(seed) as bench:
        assert (await bench.device.open(10)).succeeded
        await subject.prepare(bench)
        if case.name == Fault.ACTS_AT_POWER_UP:
            await bench.fault(case.name)
            await bench.fault(Fault.UNPLUGGED)
            await bench.clear(Fault.UNPLUGGED)
            await bench.device.open(10)
        else:
            args = {} if case.argument is None else {"argument": case.argument}
            await bench.fault(case.name, **args)
        begun, acts = clock.now(), subject.acts(bench)
        completion = await subject.operations[operation](bench.device, subject.deadline)
        taken = clock.now() - begun
        RESULTS.setdefault((subject.name, case.title), set()).add(completion.code.value)
        allowed = case.differing.get(operation, case.allowed)
        assert completion.code in allowed, f"{completion.code.value}: {completion.detail}"
        assert taken <= subject.deadline + SLACK_SECONDS
        assert completion.succeeded or completion.detail, "a failure says what happened"
        assert subject.acts(bench) - acts <= 1, "it acted twice"
        await bench.clear(case.name)
        await recovers(subject, bench, operation)


async def recovers(subject: Subject, bench: Bench, operation: str) -> None:
    supervisor = Supervisor(subject.name, bench.device, LoopClock(), chance=random.Random(0))
    running = asyncio.create_task(supervisor.run())
    try:
        await asyncio.sleep(130)  # the longest fault (late by 60 s), answered twice
        await subject.prepare(bench)
        completion = await subject.operations[operation](bench.device, subject.deadline)
        assert completion.succeeded, f"it did not recover: {completion.code.value}: {completion.detail}"
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def table() -> list[str]:
    """Rows of drivers, columns of faults, the completions that were seen."""
    subjects = sorted({subject for subject, _ in RESULTS})
    faults = sorted({fault for _, fault in RESULTS})
    lines = []
    for subject in subjects:
        lines.append(subject)
        lines += [
            f"    {fault:<18} {', '.join(sorted(RESULTS[subject, fault]))}"
            for fault in faults
            if (subject, fault) in RESULTS
        ]
    return lines
