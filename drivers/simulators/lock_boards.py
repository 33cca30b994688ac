"""The boards' side of the lock protocols: commands understood, answers made. Pure bytes.

Each knows what it was told and what to say; the doors are the simulator's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar

from drivers.framing import FrameFinder, Look, ends_with_sum, ends_with_xor
from drivers.locker import board_8a, kerong, wkly
from drivers.modbus import (
    COIL_OFF,
    COIL_ON,
    Bits,
    Failed,
    Function,
    Problem,
    Request,
    Written,
    encode_answer,
    parse_request,
)


class Deed(Enum):
    PULSE = auto()
    ASK = auto()
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class Told:
    """A command to board number ``board`` (an address); ``lock`` 0: all. ``raw`` is for the answer."""

    deed: Deed
    board: int
    lock: int
    raw: Any = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The locks of one board, the first at index 0: contacts closed, items there."""

    contacts: Sequence[bool]
    items: Sequence[bool]

    def contact_bits(self) -> int:
        return sum(closed << index for index, closed in enumerate(self.contacts))

    def item_bits(self) -> int:
        return sum(there << index for index, there in enumerate(self.items))


class LockBoard(ABC):
    baud: ClassVar[int]
    first_board: ClassVar[int]
    locks: ClassVar[int]
    reports: ClassVar[bool] = False

    def __init__(self) -> None:
        self._finder: FrameFinder[Told | None] = FrameFinder(self.parse)

    def feed(self, data: bytes) -> list[Told]:
        """What the boards on this line were told; others' answers and noise are passed over."""
        return [told for told in self._finder.feed(data) if told is not None]

    def reset(self) -> None:
        self._finder.reset()

    @abstractmethod
    def parse(self, data: bytes) -> tuple[Told | None, int] | Look: ...

    @abstractmethod
    def answer(self, told: Told, seen: Seen) -> bytes | None:
        """None: this command is not answered."""

    def report(self, board: int, lock: int, contact_closed: bool) -> bytes | None:
        """A frame sent unasked when a door moved; None: this board has none."""
        return None


class Board8aBoard(LockBoard):
    """``long_status``: 3 status bytes whatever the number of locks."""

    baud, first_board, locks = 9600, 1, 24

    def __init__(self, long_status: bool = False) -> None:
        super().__init__()
        self._long = long_status

    def parse(self, data: bytes) -> tuple[Told | None, int] | Look:
        if data[0] not in (board_8a.Head.OPEN, board_8a.Head.QUERY):
            return Look.NO
        if len(data) < 5:
            return Look.MORE
        if not ends_with_xor(data[:5]):
            return Look.NO
        match data[0], data[3]:
            case board_8a.Head.OPEN, 0x11 if data[2]:
                return Told(Deed.PULSE, data[1], data[2]), 5
            case board_8a.Head.QUERY, 0x33:
                return Told(Deed.ASK, data[1], data[2]), 5
            case _:
                return None, 5

    def answer(self, told: Told, seen: Seen) -> bytes | None:
        if told.deed is Deed.ASK and told.lock == 0:
            groups = 3 if self._long else (len(seen.contacts) + 7) // 8
            return board_8a.encode_all(told.board, groups, seen.contact_bits())
        if told.lock > len(seen.contacts):
            return None
        head = board_8a.Head.OPEN if told.deed is Deed.PULSE else board_8a.Head.QUERY
        return board_8a.encode(head, told.board, told.lock, _state_8a(seen.contacts[told.lock - 1]))

    def report(self, board: int, lock: int, contact_closed: bool) -> bytes | None:
        return board_8a.encode(board_8a.Head.REPORT, board, lock, _state_8a(contact_closed))


def _state_8a(closed: bool) -> int:
    return board_8a.CONTACT_CLOSED if closed else board_8a.CONTACT_OPEN


class Cu16Board(LockBoard):
    baud, first_board, locks = 19200, 0, 16

    def parse(self, data: bytes) -> tuple[Told | None, int] | Look:
        if data[0] != kerong.STX:
            return Look.NO
        if len(data) < 5:
            return Look.MORE
        if data[3] != kerong.ETX or not ends_with_sum(data[:5]):
            return Look.NO
        board, lock = data[1] >> 4, (data[1] & 0x0F) + 1
        match data[2]:
            case kerong.CU16_STATUS:
                return Told(Deed.ASK, board, 0), 5
            case kerong.CU16_UNLOCK:
                return Told(Deed.PULSE, board, lock), 5
            case _:
                return None, 5

    def answer(self, told: Told, seen: Seen) -> bytes | None:
        if told.deed is Deed.PULSE:
            return None
        state = kerong.BoardState(told.board, seen.contact_bits(), seen.item_bits())
        return kerong.encode_cu16_state(state)


class Cu48Board(LockBoard):
    """``sensors``: whether the answer has bytes for them."""

    baud, first_board, locks = 19200, 0, 48

    def __init__(self, sensors: bool = True) -> None:
        super().__init__()
        self._sensors = sensors

    def parse(self, data: bytes) -> tuple[Told | None, int] | Look:
        if data[0] != kerong.STX:
            return Look.NO
        if len(data) < 6:
            return Look.MORE
        if data[4] != kerong.ETX or not ends_with_sum(data[:6]):
            return Look.NO
        match data[3]:
            case kerong.CU48_STATUS:
                return Told(Deed.ASK, data[1], 0), 6
            case kerong.CU48_UNLOCK:
                return Told(Deed.PULSE, data[1], data[2] + 1), 6
            case _:
                return None, 6

    def answer(self, told: Told, seen: Seen) -> bytes | None:
        if told.deed is Deed.PULSE:
            return None
        items = seen.item_bits() if self._sensors else None
        return kerong.encode_cu48_state(kerong.BoardState(told.board, seen.contact_bits(), items))


class WklyBoard(LockBoard):
    """``mute``: some of these boards do not answer an opening."""

    baud, first_board, locks = 9600, 0, 24

    def __init__(self, mute: bool = False) -> None:
        super().__init__()
        self._mute = mute

    def parse(self, data: bytes) -> tuple[Told | None, int] | Look:
        found = wkly.parse(data)
        if isinstance(found, Look):
            return found
        frame, size = found
        match frame:
            case wkly.Frame(board, wkly.OPEN, data) if len(data) == 1:
                return Told(Deed.PULSE, board, data[0], wkly.OPEN), size
            case wkly.Frame(board, wkly.QUERY, data) if len(data) == 1:
                return Told(Deed.ASK, board, data[0], wkly.QUERY), size
            case _:
                return None, size

    def answer(self, told: Told, seen: Seen) -> bytes | None:
        if told.deed is Deed.PULSE and self._mute:
            return None
        if not 1 <= told.lock <= len(seen.contacts):
            return wkly.encode(wkly.Frame(told.board, told.raw, bytes((wkly.FAILED, told.lock))))
        state = int(seen.contacts[told.lock - 1])
        return wkly.encode(wkly.Frame(told.board, told.raw, bytes((wkly.OK, told.lock, state))))

    def report(self, board: int, lock: int, contact_closed: bool) -> bytes | None:
        return wkly.encode(wkly.Frame(board, wkly.REPORT, bytes((wkly.OK, lock, int(contact_closed)))))


class ModbusLockBoard(LockBoard):
    """Locks are coils from 0, contacts inputs from 0, items inputs from ``first_item_input``. ``timed``: the
    outputs from 0200 take a pulse's length in 100 ms.
    """

    baud, first_board, locks = 9600, 1, 16

    def __init__(self, first_item_input: int = 64, timed: bool = True) -> None:
        super().__init__()
        self._first_item = first_item_input
        self._timed = timed

    def parse(self, data: bytes) -> tuple[Told | None, int] | Look:
        found = parse_request(data)
        if isinstance(found, Look):
            return found
        request, size = found
        match request:
            case Request(unit, Function.WRITE_COIL, address, value) if value == COIL_ON and address < 0x200:
                return Told(Deed.PULSE, unit, address + 1, request), size
            case Request(unit, Function.WRITE_COIL, address, value) if (
                self._timed and 0x200 <= address < 0x300 and value not in (COIL_OFF, COIL_ON)
            ):
                return Told(Deed.PULSE, unit, address - 0x200 + 1, request), size
            case Request(unit, Function.READ_INPUTS, _, _):
                return Told(Deed.ASK, unit, 0, request), size
            case Request(unit, _, _, _):
                return Told(Deed.REFUSE, unit, 0, request), size

    def answer(self, told: Told, seen: Seen) -> bytes | None:
        request: Request = told.raw
        count = len(seen.contacts)
        match told.deed:
            case Deed.PULSE if told.lock <= count:
                return encode_answer(Written(request.unit, request.address, request.value))
            case Deed.ASK if 0 < request.value <= count and request.address in (0, self._first_item):
                bits = seen.contact_bits() if request.address == 0 else seen.item_bits()
                size = (request.value + 7) // 8
                kept = bits & (1 << request.value) - 1
                return encode_answer(Bits(request.unit, request.function, size, kept))
            case _:
                return encode_answer(Failed(request.unit, request.function, Problem.ILLEGAL_ADDRESS))
