"""Cameras that take single pictures of things: papers, goods, a person for the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from drivers.contract.vocabulary import Completion, Device


@dataclass(frozen=True, slots=True)
class StillPicture:
    """One picture as JPEG, ``width`` × ``height`` pixels. ``taken_at``: seconds of CLOCK_MONOTONIC at its
    arrival. ``sequence`` counts the pictures since the flow began. Personal data.
    """

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    taken_at: float
    sequence: int


class StillCamera(Device, Protocol):
    """Off unless somebody looks: pictures flow from ``start_looking`` to ``stop_looking``.

    Being open means that the camera was seen to be there, and nothing more.
    """

    async def start_looking(self, deadline: float) -> Completion[None]:
        """Let the pictures flow; SUCCESS when the first one came, or when they flow already."""

    async def newest(self, after: int, deadline: float) -> Completion[StillPicture]:
        """The newest picture whose sequence is above ``after`` (0: any). SEQUENCE_ERROR: nobody looks."""

    async def capture(self, deadline: float) -> Completion[StillPicture]:
        """A picture that was taken after this call. Looks for as long as it takes where nobody looks yet."""

    async def stop_looking(self) -> None: ...
