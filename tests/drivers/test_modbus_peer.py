"""The Modbus drivers against a board that is not ours: a server of pymodbus on a pty."""

from __future__ import annotations

import asyncio
import os
import sys
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from drivers.clock import LoopClock
from drivers.contract import Code, DoorState, Lamp, LampState, Presence, PulseProof, Sensor
from drivers.registry import build

SERVER = """
import asyncio, sys, warnings
warnings.simplefilter("ignore")
from pymodbus import FramerType
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import ModbusSerialServer

async def main():
    coils = ModbusSequentialDataBlock(1, [False] * 16)
    inputs = ModbusSequentialDataBlock(1, [True, False] * 8)
    device = ModbusDeviceContext(co=coils, di=inputs)
    server = ModbusSerialServer(
        ModbusServerContext(devices={1: device}, single=False),
        framer=FramerType.RTU, port=sys.argv[1], baudrate=9600,
    )
    await server.serve_forever(background=True)
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def pymodbus_board() -> AsyncIterator[str]:
    """The port of a unit 1 with 16 coils, and 16 inputs of which every other is on."""
    ours, our_port = os.openpty()
    theirs, their_port = os.openpty()
    loop = asyncio.get_running_loop()
    for descriptor in (ours, our_port, theirs, their_port):
        tty.setraw(descriptor)
    loop.add_reader(ours, lambda: os.write(theirs, os.read(ours, 4096)))
    loop.add_reader(theirs, lambda: os.write(ours, os.read(theirs, 4096)))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, os.ttyname(their_port), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 30) == b"ready\n"
        yield os.ttyname(our_port)
    finally:
        process.kill()
        await process.communicate()
        loop.remove_reader(ours)
        loop.remove_reader(theirs)
        for descriptor in (ours, our_port, theirs, their_port):
            os.close(descriptor)


def test_locker_door_and_signals_work_with_it() -> None:
    pytest.importorskip("pymodbus")

    async def body() -> None:
        async with pymodbus_board() as port:
            locker = build("locker", "modbus", port, {"locks": 4, "settle_seconds": 0.1}, LoopClock())
            assert (await locker.open(5)).succeeded
            doors = await locker.doors(5)  # type: ignore[attr-defined]
            closed, opened = DoorState.CLOSED, DoorState.OPEN
            assert doors.result == {1: closed, 2: opened, 3: closed, 4: opened}
            assert (await locker.open_compartment(2, 5)).succeeded  # type: ignore[attr-defined]
            stuck = await locker.open_compartment(1, 5)  # type: ignore[attr-defined]
            assert stuck.code is Code.HARDWARE_ERROR, "its inputs do not follow its coils"
            await locker.close()

            values = {"pulse_seconds": 0.2, "inputs": "door=0,exit_button=1,alarm=!2"}
            door = build("door", "modbus-relay", port, values, LoopClock())
            assert (await door.open(5)).succeeded
            pulsed = await door.pulse(5)  # type: ignore[attr-defined]
            assert pulsed.result is PulseProof.SWITCHED, "it has no timed outputs and refuses them"
            contacts = (await door.contacts(5)).result  # type: ignore[attr-defined]
            assert (contacts.door, contacts.exit_button, contacts.alarm) == (
                closed,
                Presence.ABSENT,
                Presence.ABSENT,
            )
            await door.close()

            values = {"lamps": "help=3,receipt=99", "sensors": "tamper=0"}
            signals = build("signals", "modbus-io", port, values, LoopClock())
            assert (await signals.open(5)).succeeded
            lamp = await signals.set_lamp(Lamp.HELP, LampState.ON, 5)  # type: ignore[attr-defined]
            assert lamp.succeeded
            refused = await signals.set_lamp(Lamp.RECEIPT, LampState.ON, 5)  # type: ignore[attr-defined]
            assert refused.code is Code.HARDWARE_ERROR and "no such output" in refused.detail
            seen = await signals.sensors(5)  # type: ignore[attr-defined]
            assert seen.result == {Sensor.TAMPER: Presence.PRESENT}
            await signals.close()

    asyncio.run(body())
