"""A simulated IP camera: JPEG pictures without end over HTTP, of invented people in a drawn hall.

Commands beside the common ones:

* ``stand_before`` {``person``}: this resident stands before the camera;
* ``two_people`` {``person``, ``other``}: both do;
* ``nobody``: they walk away;
* ``light`` {``light``: normal, dark, bright}: the light of the hall; ``dark`` is short for that;
* ``distance`` {``distance``: near, step_back, far}: where they stand; ``too_far`` is short for far;
* ``show_code`` {``text``}: somebody holds a QR code before the camera; ``put_code_away``.

Faults act on the flow of pictures (``picture_flow``); own fault ``dark``: the lens is covered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from drivers.simulators import people
from drivers.simulators.base import (
    CommandRefused,
    SimulatorContext,
    number_argument,
    text_argument,
    unknown_command,
)
from drivers.simulators.held_code import HeldCode, Moving, draw_code, encode_jpeg
from drivers.simulators.picture_flow import Head, PictureFlow, give_memory_back

DARK = "dark"
_COMMANDS = (
    "stand_before",
    "two_people",
    "nobody",
    "light",
    "dark",
    "distance",
    "too_far",
    "show_code",
    "put_code_away",
)


@dataclass(frozen=True, slots=True)
class CameraOptics:
    """What the camera is set to. ``seconds``: length of the loop; a shorter one takes less memory."""

    width: int = 1280
    height: int = 720
    frames_per_second: int = 15
    seconds: float = 4.0
    port: int = 0
    serial: str = "SIM-CAM-0001"
    other_serial: str = "SIM-CAM-0009"  # with the fault wrong_identity


@dataclass(frozen=True, slots=True)
class Standing:
    """Who and what is before the camera."""

    persons: tuple[str, ...] = ()
    light: str = people.HallLight.NORMAL.value
    distance: str = people.Distance.NEAR.value
    code: str = ""


class SimulatedCamera(PictureFlow):
    """Looks at people in a hall."""

    def __init__(self, context: SimulatorContext, optics: CameraOptics) -> None:
        head = Head(optics.frames_per_second, optics.port, optics.serial, optics.other_serial)
        super().__init__(context, head, frozenset({DARK}))
        self._optics = optics
        self._standing = Standing()
        self._scene: Moving | None = None
        self._drawing = asyncio.Lock()

    # --- the hall -------------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        now = self._standing
        match command:
            case "stand_before":
                self._stand((_known(text_argument(args, "person")),), now.code)
            case "two_people":
                first, second = text_argument(args, "person"), text_argument(args, "other")
                self._stand((_known(first), _known(second)), now.code)
            case "nobody":
                self._stand((), now.code)
            case "light":
                self._show(
                    Standing(now.persons, _word(people.HallLight, args, "light"), now.distance, now.code)
                )
            case "dark":
                self._show(Standing(now.persons, people.HallLight.DARK.value, now.distance, now.code))
            case "distance":
                self._show(
                    Standing(now.persons, now.light, _word(people.Distance, args, "distance"), now.code)
                )
            case "too_far":
                self._show(Standing(now.persons, now.light, people.Distance.FAR.value, now.code))
            case "show_code":
                text = text_argument(args, "text")
                draw_code(text, self._optics.height)  # refuses what cannot be drawn before anything changes
                self._show(Standing(now.persons, now.light, now.distance, text))
            case "put_code_away":
                self._show(Standing(now.persons, now.light, now.distance))
            case _:
                raise unknown_command(self.name, command, _COMMANDS)

    def _stand(self, persons: tuple[str, ...], code: str) -> None:
        """Whoever comes stands near, in normal light, unless told otherwise afterwards."""
        self._show(Standing(persons, code=code))

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        self._scene = None

    def physical_state(self) -> Mapping[str, object]:
        standing = self._standing
        return {
            "persons": list(standing.persons),
            "light": standing.light,
            "distance": standing.distance,
            "code": bool(standing.code),
            "viewers": len(self._viewers),
            "pictures": self._pictures,
            "people": [person.key for person in people.load()],
        }

    async def picture(self, index: int) -> bytes:
        async with self._drawing:
            while True:
                scene = self._scene
                if scene is None:
                    standing = self._standing
                    scene = await self.paint(self._draw, standing)
                    if standing is not self._standing:
                        continue  # somebody else came meanwhile
                    self._scene = scene
                if self.faults.active(DARK):
                    return await self.paint(self._covered)
                return await self.paint(scene.jpeg, index)

    def _draw(self, standing: Standing) -> Moving:
        optics = self._optics
        size = (optics.width, optics.height)
        behind: Moving = people.scene(
            [people.find(person) for person in standing.persons],
            standing.light,
            size,
            distance=standing.distance,
            seconds=optics.seconds,
            fps=optics.frames_per_second,
        )
        shown = HeldCode(behind, standing.code, size) if standing.code else behind
        shown.jpeg(0)  # the people are drawn now, which takes most of the memory
        give_memory_back()
        return shown

    def _covered(self) -> bytes:
        return encode_jpeg(np.full((self._optics.height, self._optics.width, 3), 3, np.uint8))


def _known(person: str) -> str:
    known = [one.key for one in people.load()]
    if person not in known:
        raise CommandRefused(f"Nobody is called {person!r}; there are {', '.join(known)}.")
    return person


def _word(kind: type[people.HallLight] | type[people.Distance], args: Mapping[str, object], name: str) -> str:
    value = text_argument(args, name)
    known = [word.value for word in kind]
    if value not in known:
        raise CommandRefused(f"There is no {name} {value!r}; there are {', '.join(known)}.")
    return value


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedCamera:
    """The factory for the host. Settings: ``width``, ``height``, ``rate``, ``seconds``, ``port``."""

    def number(name: str, default: float) -> float:
        value = number_argument(settings, name, default)
        return default if value is None else value

    optics = CameraOptics(
        width=int(number("width", 1280)),
        height=int(number("height", 720)),
        frames_per_second=max(1, int(number("rate", 15))),
        seconds=max(0.5, number("seconds", 4.0)),
        port=int(number("port", 0)),
    )
    camera = SimulatedCamera(context, optics)
    person = text_argument(settings, "person", "")
    if person:
        camera._stand((_known(person),), "")
    return camera
