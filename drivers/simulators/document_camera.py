"""A simulated document camera (高拍仪): it looks down on a dark desk, on which papers are laid.

It sends JPEG pictures over HTTP as network cameras do. Commands beside the common ones:

* ``lay_paper`` {``sample``: a name in ``sample_papers/samples.toml``} or {``file``: a picture or PDF,
  ``page``: 1, ``width``: mm across the paper}, both with ``rotation`` (degrees clockwise; 90 for upright
  papers unless told, as the desk is wider than high), ``right`` and ``down`` (mm of its middle from that of
  the desk): the paper lies there now, and an earlier one has gone;
* ``take_paper``: the desk is bare.

Faults act on the flow of pictures (``picture_flow``); own faults: ``glare`` a lamp is mirrored on the paper
(argument: its radius as a part of the shorter side of the paper, 0.2 unless told), ``blur`` the lens is out
of focus (argument: mm, 1.0 unless told), ``dark`` the lamp is off, ``cut_off`` the paper lies over the edge
of what is seen (argument: the part of it that is lost, 0.3 unless told).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from drivers.simulators.base import (
    CommandRefused,
    SimulatorContext,
    number_argument,
    text_argument,
    unknown_command,
)
from drivers.simulators.held_code import encode_jpeg
from drivers.simulators.papers import from_file
from drivers.simulators.picture_flow import Head, PictureFlow, give_memory_back
from drivers.simulators.sample_papers import (
    DeskCamera,
    DeskLook,
    DeskScene,
    Glare,
    Laid,
    Sheet,
    find,
    names,
    render,
)

FIRST_SAMPLE = "household-page"
GLARE, BLUR, DARK, CUT_OFF = "glare", "blur", "dark", "cut_off"
OWN_FAULTS = frozenset({GLARE, BLUR, DARK, CUT_OFF})
_COMMANDS = ("lay_paper", "take_paper")
_PICTURES = 3  # no two pictures of a sensor are the same; so many are drawn, and shown in turn


@dataclass(frozen=True, slots=True)
class DeskOptics:
    """``field_mm``: how wide the picture is on the desk. ``tilt``: how much further its far edge is than the
    near one, as a part: no arm stands quite upright.
    """

    width: int = 2048
    height: int = 1536
    field_mm: float = 400.0
    tilt: float = 0.02
    look: DeskLook = DeskLook.DARK
    frames_per_second: int = 5
    port: int = 0
    serial: str = "SIM-DOC-0001"
    other_serial: str = "SIM-DOC-0009"  # with the fault wrong_identity

    def camera(self) -> DeskCamera:
        return DeskCamera(self.width, self.height, self.field_mm, 0.0, self.tilt)


@dataclass(frozen=True, slots=True)
class LaidPaper:
    """What lies there, and what it is called outside."""

    name: str
    on_desk: Laid


class SimulatedDocumentCamera(PictureFlow):
    def __init__(self, context: SimulatorContext, optics: DeskOptics) -> None:
        head = Head(optics.frames_per_second, optics.port, optics.serial, optics.other_serial)
        super().__init__(context, head, OWN_FAULTS)
        self._optics = optics
        self._laid: LaidPaper | None = None
        self._scene: tuple[bytes, ...] = ()
        self._drawing = asyncio.Lock()
        self._version = 0

    # --- the desk -------------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "lay_paper":
                # Read in the painter's thread: a PDF takes a moment, and others are looking meanwhile.
                self._laid = await self.paint(_laid, args)
            case "take_paper":
                self._laid = None
            case _:
                raise unknown_command(self.name, command, _COMMANDS)
        self._changed()

    async def fault_changed(self, name: str) -> None:
        self._changed()

    def _changed(self) -> None:
        self._version += 1
        self._scene = ()

    def physical_state(self) -> Mapping[str, object]:
        laid = self._laid
        return {
            "paper": None if laid is None else laid.name,
            "rotation": 0.0 if laid is None else laid.on_desk.turn,
            "viewers": len(self._viewers),
            "pictures": self._pictures,
            "samples": list(names()),
        }

    # --- the picture ----------------------------------------------------------------------------------------

    async def picture(self, index: int) -> bytes:
        async with self._drawing:
            while not self._scene:
                version = self._version
                scene = await self.paint(self._draw, self._laid, dict(self._own_faults()))
                if version == self._version:  # else: the desk changed meanwhile
                    self._scene = scene
            return self._scene[index % len(self._scene)]

    def _own_faults(self) -> Mapping[str, float | None]:
        state = self.faults.state()
        return {
            name: None if (number := state[name]["argument"]) is None else float(number)
            for name in (GLARE, BLUR, DARK, CUT_OFF)
            if name in state
        }

    def _draw(self, laid: LaidPaper | None, faults: Mapping[str, float | None]) -> tuple[bytes, ...]:
        optics = self._optics
        camera = optics.camera()
        on_desk = () if laid is None else (laid.on_desk,)
        if laid is not None and CUT_OFF in faults:
            on_desk = (_pushed_off(laid.on_desk, _or(faults[CUT_OFF], 0.3), camera),)
        scene = DeskScene(
            on_desk,
            optics.look,
            light=0.12 if DARK in faults else 1.0,
            glare=_lamp(on_desk[0], _or(faults[GLARE], 0.2)) if on_desk and GLARE in faults else None,
            blur=_or(faults[BLUR], 1.0) if BLUR in faults else 0.0,
        )
        seed = self.context.random.getrandbits(32)
        drawn = tuple(encode_jpeg(render(scene, camera, seed + number)) for number in range(_PICTURES))
        give_memory_back()
        return drawn


def _or(number: float | None, default: float) -> float:
    return default if number is None else number


def _size(laid: Laid) -> tuple[float, float]:
    paper = find(laid.paper) if isinstance(laid.paper, str) else laid.paper
    return paper.width, paper.height


def _pushed_off(laid: Laid, lost: float, camera: DeskCamera) -> Laid:
    """Over the left edge of what is seen, until this part of its width on the desk is out of sight."""
    width, height = _size(laid)
    turn = math.radians(laid.turn)
    reach = abs(width * math.cos(turn)) + abs(height * math.sin(turn))
    return replace(laid, x=-camera.field / 2 + reach * (0.5 - lost))


def _lamp(laid: Laid, part: float) -> Glare:
    """A reflection on the paper, off its middle."""
    side = min(_size(laid))
    return Glare(laid.x + side * 0.15, laid.y - side * 0.1, max(2.0, part * side))


def _laid(args: Mapping[str, object]) -> LaidPaper:
    """Errors: ``CommandRefused``."""

    def number(name: str, default: float, lowest: float, highest: float) -> float:
        value = number_argument(args, name, default)
        value = default if value is None else value
        if not lowest <= value <= highest:
            raise CommandRefused(f"{name} is a number of {lowest:g} to {highest:g}, not {value:g}.")
        return value

    width = number_argument(args, "width")
    if "file" in args:
        file = Path(text_argument(args, "file"))
        paper: str | Sheet = from_file(file, int(number("page", 1, 1, 9999)), width)
        name = file.name
    else:
        paper = name = text_argument(args, "sample", FIRST_SAMPLE)
        if name not in names():
            raise CommandRefused(f"There is no sample paper {name!r}; there are {', '.join(names())}.")
    wide, high = _size(Laid(paper))
    turn = number("rotation", 90.0 if high > wide else 0.0, -360, 360)
    laid = Laid(paper, number("right", 0.0, -500, 500), number("down", 0.0, -500, 500), turn)
    return LaidPaper(name, laid)


def _look(word: str) -> DeskLook:
    try:
        return DeskLook(word)
    except ValueError:
        raise CommandRefused(f"There is no desk {word!r}; there are {', '.join(DeskLook)}.") from None


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedDocumentCamera:
    """The factory for the host. Settings: ``width``, ``height``, ``rate``, ``field_mm``, ``tilt``, ``desk``
    (dark, wood, light), ``port``; ``paper``: a sample that lies there from the start.
    """

    def number(name: str, default: float) -> float:
        value = number_argument(settings, name, default)
        return default if value is None else value

    camera = SimulatedDocumentCamera(
        context,
        DeskOptics(
            width=int(number("width", 2048)),
            height=int(number("height", 1536)),
            field_mm=max(100.0, number("field_mm", 400.0)),
            tilt=min(0.2, max(0.0, number("tilt", 0.02))),
            look=_look(text_argument(settings, "desk", DeskLook.DARK.value)),
            frames_per_second=max(1, int(number("rate", 5))),
            port=int(number("port", 0)),
        ),
    )
    paper = text_argument(settings, "paper", "")
    if paper:
        camera._laid = _laid({"sample": paper})
    return camera
