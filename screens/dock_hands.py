"""The dock's hands: a thread that looks at the simulators and the hub and does to them what was pressed.

The simulators' host is spoken to as anybody may: JSON lines over its Unix-domain socket (see
``drivers.simulators.control``). The window's thread never waits for either.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, assert_never

from kiosk.backend.answers import Ok, Refused, Unavailable
from kiosk.backend.demo import DemoControls
from kiosk.flow.words import Words, text
from screens.dock_content import (
    SCANNER,
    Act,
    BreakHub,
    Deed,
    DeviceState,
    HubSight,
    MendHub,
    Message,
    ShowCode,
    Sight,
    TellDevice,
)

LOOK_SECONDS = 1.0
ANSWER_SECONDS = 5.0
_LINE_BYTES = 4 * 1024 * 1024


class NotDone(Exception):
    """What was asked did not happen; ``words`` say why and what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(repr(words))
        self.words = words


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a deed; ``failure`` says why it was not done, None when it was."""

    deed: Deed
    failure: Words | None = None


async def ask_simulators(control: Path, request: Mapping[str, object]) -> Mapping[str, Any]:
    """One request, its answer's state. Errors: ``NotDone`` (refused, or silent for 5 s)."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_unix_connection(str(control), limit=_LINE_BYTES)
            try:
                writer.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
                answer = json.loads(await reader.readline())
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        raise NotDone(text("dock.trouble.simulators")) from None
    if not isinstance(answer, dict) or not answer.get("ok"):
        sentence = str(answer.get("error", "")) if isinstance(answer, dict) else ""
        raise NotDone(text("dock.trouble.refused", reason=sentence))
    state = answer.get("state")
    return state if isinstance(state, dict) else {}


class Hands:
    """``on_sight`` and ``on_told`` are called in the hands' own thread: they must only pass on."""

    def __init__(
        self,
        control: Path,
        hub_url: str,
        hub_key: str,
        on_sight: Callable[[Sight], None],
        on_told: Callable[[Told], None],
    ) -> None:
        self._control = control
        self._hub_address = (hub_url, hub_key)
        self._on_sight = on_sight
        self._on_told = on_told
        self._sight = Sight()
        self._loop = asyncio.new_event_loop()
        self._deeds: asyncio.Queue[Deed] = asyncio.Queue()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="dock hands", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is under way is broken off; the thread has ended afterwards."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def do(self, deed: Deed) -> None:
        """Do it soon, after what was asked before; from any thread."""
        self._loop.call_soon_threadsafe(self._deeds.put_nowait, deed)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        hub = DemoControls(*self._hub_address)
        works = [
            asyncio.ensure_future(work)
            for work in (
                self._end.wait(),
                self._do_what_is_asked(hub),
                self._again_and_again(self._look_at_devices),
                self._again_and_again(lambda: self._look_at_hub(hub)),
            )
        ]
        try:
            ended, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
            for work in ended:
                work.result()  # a bug must not leave a dock that looks alive
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)
            await hub.close()

    async def _do_what_is_asked(self, hub: DemoControls) -> None:
        while True:
            deed = await self._deeds.get()
            self._on_told(Told(deed, await self._perform(deed, hub)))
            await self._look_at_devices()

    # --- eyes ---------------------------------------------------------------------------------------------

    async def _again_and_again(self, look: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            await look()
            await asyncio.sleep(LOOK_SECONDS)

    def _seen(self, sight: Sight) -> None:
        if sight != self._sight:
            self._sight = sight
            self._on_sight(sight)

    async def _look_at_devices(self) -> None:
        devices: Mapping[str, DeviceState] | None
        try:
            told = await ask_simulators(self._control, {"command": "devices"})
            devices = {name: state for name, state in told.items() if isinstance(state, dict)}
        except NotDone:
            devices = None
        self._seen(replace(self._sight, devices=devices, fresh=True))

    async def _look_at_hub(self, hub: DemoControls) -> None:
        answer = await hub.messages()
        before = self._sight.hub
        match answer:
            case Ok(told):
                last = told.messages[-1] if told.messages else None
                newest = None if last is None else Message(last.phone_masked, last.text)
                seen = HubSight(True, before.fault, newest)
            case Refused() | Unavailable():
                seen = replace(before, answers=False)
            case _:
                assert_never(answer)
        self._seen(replace(self._sight, hub=seen))

    # --- hands --------------------------------------------------------------------------------------------

    async def _perform(self, deed: Deed, hub: DemoControls) -> Words | None:
        try:
            for act in deed.acts:
                await self._act(act, hub)
        except NotDone as failure:
            return failure.words
        return None

    async def _act(self, act: Act, hub: DemoControls) -> None:
        match act:
            case TellDevice(device, command, args):
                await self._tell(device, command, dict(args))
            case ShowCode(resident, kind):
                issued = _value(await hub.issue_code(resident, kind))
                await self._tell(SCANNER, "show_code", {"text": issued.code})
            case BreakHub(fault):
                state = _value(await hub.put_fault(fault))
                self._seen(replace(self._sight, hub=replace(self._sight.hub, fault=state.fault)))
            case MendHub():
                _value(await hub.clear_faults())
                self._seen(replace(self._sight, hub=replace(self._sight.hub, fault=None)))
            case _:
                assert_never(act)

    async def _tell(self, device: str, command: str, args: Mapping[str, object]) -> None:
        await ask_simulators(self._control, {"device": device, "command": command, "args": args})


def _value(answer: Ok[Any] | Refused | Unavailable) -> Any:
    match answer:
        case Ok(value):
            return value
        case Refused(kind):
            raise NotDone(text("dock.trouble.hub_refused", reason=kind.value))
        case Unavailable():
            raise NotDone(text("dock.trouble.hub"))
        case _:
            assert_never(answer)
