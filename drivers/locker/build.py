"""Lockers from plain settings, by the name of their driver."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.clock import Clock
from drivers.locker.board_8a import Board8a, Board8aSettings
from drivers.locker.cabinet import LockerCabinet
from drivers.locker.kerong import Cu16Settings, Cu48Settings, KerongCu16, KerongCu48
from drivers.locker.modbus import ModbusLocker, ModbusLockerSettings
from drivers.locker.wkly import Wkly, WklySettings
from drivers.settings import settings_from
from drivers.transports.base import Transport


def board_8a(wire: Transport, clock: Clock, values: Mapping[str, object]) -> LockerCabinet:
    """Errors (of all): ``SettingError``."""
    return LockerCabinet(wire, clock, Board8a(settings_from(Board8aSettings, values)))


def kerong_cu16(wire: Transport, clock: Clock, values: Mapping[str, object]) -> LockerCabinet:
    return LockerCabinet(wire, clock, KerongCu16(settings_from(Cu16Settings, values)))


def kerong_cu48(wire: Transport, clock: Clock, values: Mapping[str, object]) -> LockerCabinet:
    return LockerCabinet(wire, clock, KerongCu48(settings_from(Cu48Settings, values)))


def wkly(wire: Transport, clock: Clock, values: Mapping[str, object]) -> LockerCabinet:
    return LockerCabinet(wire, clock, Wkly(settings_from(WklySettings, values)))


def modbus(wire: Transport, clock: Clock, values: Mapping[str, object]) -> LockerCabinet:
    return LockerCabinet(wire, clock, ModbusLocker(settings_from(ModbusLockerSettings, values)))
