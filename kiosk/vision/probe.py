"""Asking whether the camera is there, in a process that is thrown away with what it saw."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from drivers.contract import Code, Completion, DeviceKind, DeviceState, Identity, Status
from kiosk.vision.channel import ChannelError, Message
from kiosk.vision.keeper import ProcessKeeper, destroy
from kiosk.vision.links import LinkLostError

ANSWER_WITHIN = 2.0
"""Seconds beyond the deadline for the process to say how it went."""

Probed = tuple[Completion[Identity], Status | None]
"""What the technician is told, and the camera's status; None when nothing was learnt about the camera."""


async def probe(keeper: ProcessKeeper, deadline: float) -> Probed:
    """Open the camera, wait up to ``deadline`` seconds for one picture, close it. Raises nothing."""
    try:
        link = await keeper.take()
    except LinkLostError as lost:
        return Completion(Code.DEVICE_NOT_READY, detail=f"{lost}; the camera was not asked"), None
    answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    def hear(message: Message) -> None:
        if message.say == "probed" and not answer.done():
            answer.set_result(message)

    link.on_message = hear
    link.send(Message("probe", {"deadline": deadline}))
    gone = asyncio.create_task(link.gone.wait())
    awaited: set[asyncio.Future[Any]] = {answer, gone}
    try:
        await asyncio.wait(awaited, timeout=deadline + ANSWER_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            return (
                Completion(
                    Code.HARDWARE_ERROR, detail="the vision process was lost while it asked the camera"
                ),
                None,
            )
        return _understood(answer.result())
    finally:
        gone.cancel()
        await destroy(link)
        keeper.restock()


def _understood(message: Message) -> Probed:
    now = time.monotonic()
    try:
        if message.args.get("found") is True:
            identity = Identity(
                DeviceKind.CAMERA, message.text("driver"), message.text("model"), message.text("serial")
            )
            return Completion(Code.SUCCESS, identity), Status(DeviceState.ONLINE, now, "device")
        state = DeviceState(message.text("state"))
    except (ChannelError, ValueError):
        return Completion(Code.HARDWARE_ERROR, detail="the vision process answered nonsense"), None
    if state is DeviceState.STARTING:
        state = DeviceState.OFFLINE  # the time is over, and it has not started
    return (
        Completion(
            Code.TIME_OUT if state is DeviceState.OFFLINE else Code.DEVICE_NOT_READY,
            detail=f"the camera sent no picture within its time ({state.value})",
        ),
        Status(state, now, "driver", frozenset({"no-frames"})),
    )
