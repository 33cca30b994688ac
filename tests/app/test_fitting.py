"""Every device of the configuration becomes a driver under supervision."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from drivers import registry
from drivers.clock import LoopClock
from drivers.contract import DeviceKind
from drivers.simulators.base import SimulatorContext
from drivers.simulators.id_card_reader import create
from drivers.transports.half_duplex import Seat
from kiosk.app.devices import UnknownDriver, fit
from kiosk.app.run import configuration
from kiosk.app.screen import CannotStart
from kiosk.flow.events import Health, Unit
from kiosk.runtime.equipment import worst
from kiosk.settings import Settings

FIELD = {kind: kind.value.replace("-", "_") for kind in DeviceKind}
DRIVERS = [tuple(name.split("/")) for name in registry.names()]
HERE, THERE = "05.01-20260101-0000000001-0000000002", "05.01-20260101-0000000003-0000000004"


def settings_with(tables: Mapping[str, Mapping[str, object]]) -> Settings:
    named = {name: {"kind": name, **table} for name, table in tables.items()}
    return Settings.model_validate({"devices": named})


@pytest.mark.parametrize(("kind", "driver"), DRIVERS, ids="/".join)
def test_every_kind_with_every_driver_is_fitted_and_supervised(kind: str, driver: str) -> None:
    port = "ipp://127.0.0.1:9/ipp/print" if driver == "ipp" else "/dev/null"
    fitted = fit(settings_with({kind: {"driver": driver, "port": port}}), LoopClock())
    if kind == "camera" or (kind, driver) == ("code-scanner", "camera"):
        assert not fitted.devices, "the vision process has it"
        return
    (one,) = fitted.devices
    assert (one.name, one.unit.value) == (kind, kind)
    held: Any = getattr(fitted.equipment, FIELD[DeviceKind(kind)])
    assert one.supervisor.device is (held[0] if kind == "signals" else held)
    assert (held[0] if kind == "signals" else held).identity.driver == driver


def test_each_unit_of_the_flow_is_a_kind_of_device() -> None:
    assert {unit.value for unit in Unit} == {kind.value for kind in DeviceKind}


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"driver": "teleport"}, "has the driver 'teleport'.*it has 'camera', 'gm65', 'hid', 'honeywell'"),
        ({"driver": "gm65", "settings": {"colour": "red"}}, "no setting 'colour'"),
        ({"driver": "gm65", "port": "tcp:nowhere"}, "tcp:HOST:NUMBER"),
    ],
)
def test_what_cannot_be_driven_is_said_in_one_sentence(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(UnknownDriver, match=sentence):
        fit(settings_with({"code-scanner": {"port": "/dev/null", **table}}), LoopClock())


def test_every_fault_of_the_tables_is_told_before_anything_starts(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(
        """
[devices.code-scanner]
driver = "gm65"
port = "/dev/null"
settings = { colour = "red" }
[devices.camera]
driver = "mjpeg"
port = "http://127.0.0.1:9/"
settings = { exposure = "bright" }
[devices.locker]
driver = "wkly"
port = "/dev/null"
settings = { board = 99 }
[devices.signals]
driver = "nut"
port = "tcp:127.0.0.1:9"
"""
    )
    with pytest.raises(CannotStart) as refused:
        configuration(file)
    lines = str(refused.value).splitlines()
    assert [line.split("]")[0].rpartition(".")[2] for line in lines] == ["code-scanner", "camera", "locker"]
    assert all(line.endswith(".") for line in lines)


def test_boards_on_one_port_share_its_line_and_others_do_not() -> None:
    bus, own = {"port": "/dev/null"}, {"port": "/dev/zero"}
    fitted = fit(
        settings_with(
            {
                "locker": {"driver": "modbus", **bus},
                "door": {"driver": "modbus-relay", **bus},
                "signals": {"driver": "modbus-io", **own},
            }
        ),
        LoopClock(),
    )
    wires: list[Any] = [one.supervisor.device for one in fitted.devices]
    seats = [wire._transport for wire in wires]
    assert all(isinstance(seat, Seat) for seat in seats)
    assert seats[0]._line is seats[1]._line is not seats[2]._line


def test_a_unit_of_several_devices_is_as_well_as_the_worst() -> None:
    assert worst([Health.READY, Health.GONE, Health.LOW]) is Health.GONE
    assert worst([Health.READY, Health.UNKNOWN]) is Health.UNKNOWN
    tables = {
        "signals": {"driver": "nut", "port": "tcp:127.0.0.1:9"},
        "lamps": {"kind": "signals", "driver": "modbus-io", "port": "/dev/null"},
    }
    fitted = fit(settings_with(tables), LoopClock())
    assert [one.unit for one in fitted.devices] == [Unit.SIGNALS] * 2
    assert len(fitted.equipment.signals) == 2


def test_other_ports_are_looked_through_by_serial_number_only() -> None:
    with pytest.raises(ValidationError, match="serial number"):
        settings_with({"id-card-reader": {"driver": "sam", "ports": ["/dev/ttyUSB*"]}})


def test_a_unit_that_was_moved_is_found_by_its_serial_number(tmp_path: Path) -> None:
    """At its port stands another unit; its own port is one of many, and one of those is somebody else's."""

    async def story() -> None:
        boards = {}
        for name, serial in (("configured", HERE), ("moved", THERE), ("another", THERE)):
            context = SimulatorContext(name, LoopClock(), random.Random(name))
            boards[name] = create({"sam_id": serial}, context)
            (tmp_path / name).symlink_to((await boards[name].start()).value)
        fitted = fit(
            settings_with(
                {
                    "id-card-reader": {
                        "driver": "sam",
                        "port": str(tmp_path / "configured"),
                        "serial": THERE,
                        "ports": [str(tmp_path / "*")],
                    },
                    # Only its port matters here: what another device has is left alone.
                    "code-scanner": {"driver": "gm65", "port": str(tmp_path / "another")},
                }
            ),
            LoopClock(),
        )
        heard: dict[Unit, Health] = {}
        ready = asyncio.Event()

        def tell(unit: Unit, health: Health) -> None:
            heard[unit] = health
            if (unit, health) == (Unit.ID_CARD_READER, Health.READY):
                ready.set()

        only = [one for one in fitted.devices if one.unit is Unit.ID_CARD_READER]
        fitted.devices = only
        fitted.start(tell)
        async with asyncio.timeout(20):
            await ready.wait()
        device: Any = only[0].supervisor.device
        assert device.identity.serial == THERE
        assert device.address == str(tmp_path / "moved")
        await fitted.stop()
        for board in boards.values():
            await board.stop()

    asyncio.run(story())
