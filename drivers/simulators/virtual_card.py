"""A 社会保障卡 that answers APDUs, of any generation, as T=0 or T=1; the people on it are invented.

Besides the social security application the chip has a bank's: a card that was asked for it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from drivers.smart_card_reader.social_card import DDF_NAME, EF05, EF06

BANK_AID = bytes.fromhex("A000000333010101")


class Generation(StrEnum):
    FIRST = "1.0"
    SECOND = "2.0"
    THIRD = "3.0"


class Speech(StrEnum):
    """How the chip hands out data: T=0 needs GET RESPONSE, T=1 does not."""

    T0 = "t0"
    T1 = "t1"


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """Region 999999 is assigned to no place: nobody can have this number."""

    number: str = "99999919900101002X"
    name: str = "章试纸"
    sex: str = "2"
    nation: str = "01"
    birthplace: str = "999999"
    birth: str = "19900101"


@dataclass(slots=True)
class VirtualCard:
    """``locked``: EF06 wants a PIN or a key, whatever the generation; ``application``: False is another
    card. A card of generation 1.0 has a shorter record for the name than its readers expect.
    """

    generation: Generation = Generation.SECOND
    speech: Speech = Speech.T0
    holder: Holder = field(default_factory=Holder)
    locked: bool = False
    application: bool = True
    uid: bytes = b""
    endless: bool = False  # answers 61xx for ever
    asked_bank: int = 0
    _selected: bool = False
    _file: int = 0
    _waiting: bytes = b""

    @property
    def atr(self) -> bytes:
        if self.speech is Speech.T1:
            # TS, T0 (TD1, 4 historical bytes), TD1: T=1, historical bytes, TCK
            body = bytes.fromhex("848101") + b"SSCD"
            check = 0
            for one in body:
                check ^= one
            return b"\x3b" + body[:2] + body[2:] + bytes((check,))
        return bytes.fromhex("3B690000") + b"SSCARDSIM"

    def reset(self) -> None:
        self._selected, self._file, self._waiting = False, 0, b""

    def apdu(self, command: bytes) -> bytes:
        """The response with its status word."""
        if len(command) < 4:
            return b"\x67\x00"
        cla, ins = command[0], command[1]
        waiting, self._waiting = self._waiting, b""
        if cla == 0xFF and ins == 0xCA:
            return self.uid + b"\x90\x00" if self.uid else b"\x6a\x81"
        if cla != 0x00:
            return b"\x6e\x00"
        match ins:
            case 0xA4:
                return self._select(command)
            case 0xB2:
                return self._read(command)
            case 0xC0:
                if not waiting:
                    return b"\x69\x85"
                if self.endless:
                    self._waiting = waiting
                    return b"\x61\x01"
                if len(command) < 5 or command[4] != len(waiting):
                    self._waiting = waiting
                    return bytes((0x6C, len(waiting)))
                return waiting + b"\x90\x00"
            case _:
                return b"\x6d\x00"

    def _select(self, command: bytes) -> bytes:
        data = command[5 : 5 + command[4]] if len(command) > 5 else b""
        if command[2] == 0x04:
            if data.startswith(BANK_AID[:5]):
                self.asked_bank += 1
            if not self.application or data != DDF_NAME.encode("gbk"):
                return b"\x6a\x82"
            self._selected, self._file = True, 0
            return self._hand_out(bytes((0x6F, len(data) + 2, 0x84, len(data))) + data)
        wanted = self._p1_of_files()
        if command[2] != wanted:
            return b"\x6a\x86"
        if not self._selected:
            return b"\x69\x86"
        identifier = int.from_bytes(data, "big")
        if identifier not in (EF05, EF06):
            return b"\x6a\x82"
        self._file = identifier
        return b"\x90\x00"

    def _p1_of_files(self) -> int:
        return 0x00 if self.generation is Generation.FIRST else 0x02

    def _read(self, command: bytes) -> bytes:
        if not self._file:
            return b"\x69\x86"
        if self._file == EF06 and (self.locked or self.generation is Generation.THIRD):
            return b"\x69\x82"
        value = self.records().get(self._file, {}).get(command[2])
        if value is None:
            return b"\x6a\x83"
        record = bytes((command[2], len(value))) + value
        if self.speech is Speech.T0 and len(command) == 5 and command[4] != len(record):
            return bytes((0x6C, len(record)))
        return record + b"\x90\x00"

    def _hand_out(self, data: bytes) -> bytes:
        if self.speech is Speech.T1:
            return data + b"\x90\x00"
        self._waiting = data
        return bytes((0x61, len(data)))

    def records(self) -> Mapping[int, Mapping[int, bytes]]:
        version = {Generation.FIRST: b"1.00", Generation.SECOND: b"2.00", Generation.THIRD: b"3.00"}
        holder = self.holder
        name = holder.name.encode("gb18030")
        first = name[:30] if len(name) <= 30 else _whole_characters(name, 30)
        records: dict[int, dict[int, bytes]] = {
            EF05: {
                0x01: bytes.fromhex("999999") + bytes(range(13)),
                0x02: b"\x01",
                0x03: version[self.generation],
                0x04: bytes.fromhex("A00000000000000000009999"),
                0x05: bytes.fromhex("20240101"),
                0x06: bytes.fromhex("20340101"),
                0x07: b"ZA0000001",
            },
            EF06: {
                0x08: holder.number.encode("ascii"),
                0x09: first.ljust(20 if self.generation is Generation.FIRST else 30, b"\0"),
                0x0A: holder.sex.encode("ascii"),
                0x0B: bytes.fromhex(holder.nation or "FF"),
                0x0C: bytes.fromhex(holder.birthplace),
                0x0D: bytes.fromhex(holder.birth),
            },
        }
        if self.generation is not Generation.FIRST:
            records[EF06][0x4E] = name[len(first) :][:20].ljust(20, b"\0")
        return records


def _whole_characters(data: bytes, size: int) -> bytes:
    """At most ``size`` bytes that end with a character."""
    while True:
        try:
            data[:size].decode("gb18030")
        except UnicodeDecodeError:
            size -= 1
        else:
            return data[:size]
