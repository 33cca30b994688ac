"""A driver's way to one Modbus unit on a shared line: read bits, write one coil."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from drivers.bus_device import BusDevice, Refused
from drivers.clock import Clock
from drivers.contract import Code, Completion, DeviceKind
from drivers.modbus import (
    BROADCAST_FREE,
    Answer,
    Bits,
    Failed,
    Function,
    Problem,
    Request,
    Written,
    encode_request,
    parse_answer,
    problem_text,
)
from drivers.settings import SettingError
from drivers.transports.base import Transport

T = TypeVar("T")


class UnitRefused(Refused):
    """``never_there``: the unit lacks the function, the address or the value; it did not fail."""

    def __init__(self, problem: int) -> None:
        super().__init__(f"the board refused: {problem_text(problem)}; nothing moved.")
        self.never_there = problem in (
            Problem.ILLEGAL_FUNCTION,
            Problem.ILLEGAL_ADDRESS,
            Problem.ILLEGAL_VALUE,
        )


class ModbusUnit(BusDevice):
    """Errors: ``SettingError`` for an address that no unit has."""

    def __init__(
        self,
        kind: DeviceKind,
        driver: str,
        transport: Transport,
        clock: Clock,
        unit: int,
        reply_seconds: float,
    ) -> None:
        super().__init__(kind, driver, transport, clock)
        if unit not in BROADCAST_FREE:
            raise SettingError("The setting 'unit' must be 1 to 247.")
        self._unit = unit
        self._reply_seconds = reply_seconds

    async def read_bits(self, function: Function, count: int) -> int:
        """Bit 0 is address 0. Errors: ``UnitRefused``, ``NoAnswer``, ``Garbled``, ``TransportLost``."""

        def wanted(answer: Answer) -> int | None:
            match answer:
                case Failed(unit, failed, problem) if (unit, failed) == (self._unit, function):
                    raise UnitRefused(problem)
                case Bits(unit, told, size, bits) if (unit, told) == (self._unit, function) and size == (
                    count + 7
                ) // 8:
                    return bits & (1 << count) - 1
                case _:
                    return None

        frame = encode_request(Request(self._unit, function, 0, count))
        return await self.ask(frame, parse_answer, wanted, self._reply_seconds)

    async def write_coil(self, address: int, value: int, tries: int) -> None:
        """``tries`` 1 for an act; more where twice is the same as once. Errors: as ``read_bits``."""

        def wanted(answer: Answer) -> bool | None:
            match answer:
                case Failed(unit, Function.WRITE_COIL, problem) if unit == self._unit:
                    raise UnitRefused(problem)
                case Written(unit, told, written) if (unit, told, written) == (self._unit, address, value):
                    return True
                case _:
                    return None

        frame = encode_request(Request(self._unit, Function.WRITE_COIL, address, value))
        await self.ask(
            frame, parse_answer, wanted, self._reply_seconds, tries=tries, answer_may_be_equal=True
        )

    async def refusing(self, name: str, body: Callable[[], Awaitable[Completion[T]]]) -> Completion[T]:
        """A refusal as a completion."""
        try:
            return await body()
        except Refused as refusal:
            self.heard()
            return Completion(Code.HARDWARE_ERROR, detail=f"{name}: {refusal}")
