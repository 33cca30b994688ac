"""Preview pictures in memory shared by the vision process and the screen: the newest only, wiped at the end.

The child writes into one of three slots in turn and then publishes its number, so the slot being read is
written again two frames later at the earliest; a sequence number at both ends of the slot tells the rare
reader that was overtaken. The memory is an anonymous file (`memfd_create`): it has no name and no trace on
disk.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.vision.words import FaceBox, FaceRole, Frame, Mirroring

if TYPE_CHECKING:  # the core reads previews and has no use for an image library
    from drivers.camera.contract import Pixels

SLOTS = 3
MAX_WIDTH, MAX_HEIGHT = 640, 480
MAX_FACES = 8
_PUBLISHED = struct.Struct("<Q")
_HEAD = struct.Struct("<QHHBB")  # sequence, width, height, faces, mirrored
_FACE = struct.Struct("<hhHHB")
_HEAD_SIZE = 128
_SLOT_SIZE = _HEAD_SIZE + MAX_WIDTH * MAX_HEIGHT * 3 + _PUBLISHED.size
_FIRST_SLOT = 64
SIZE = _FIRST_SLOT + SLOTS * _SLOT_SIZE


def create_memory() -> int:
    """A file descriptor of anonymous memory of the right size."""
    descriptor = os.memfd_create("preview", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, SIZE)
    return descriptor


class PreviewWriter:
    """The child's end."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, SIZE)
        self._sequence = 0

    def publish(self, rgb: Pixels, faces: Sequence[FaceBox], mirroring: Mirroring) -> None:
        """``rgb`` at most 640 × 480. Faces beyond eight are left out."""
        height, width = rgb.shape[:2]
        if height > MAX_HEIGHT or width > MAX_WIDTH:
            raise ValueError("a preview picture is at most 640 x 480")
        self._sequence += 1
        at = _FIRST_SLOT + (self._sequence % SLOTS) * _SLOT_SIZE
        memory = self._memory
        shown = faces[:MAX_FACES]
        _HEAD.pack_into(
            memory, at, self._sequence, width, height, len(shown), mirroring is Mirroring.MIRRORED
        )
        for index, face in enumerate(shown):
            _FACE.pack_into(
                memory,
                at + _HEAD.size + index * _FACE.size,
                _clip(face.left, -32768, 32767),
                _clip(face.top, -32768, 32767),
                _clip(face.width, 0, 65535),
                _clip(face.height, 0, 65535),
                face.role is FaceRole.MAIN,
            )
        memory[at + _HEAD_SIZE : at + _HEAD_SIZE + width * height * 3] = rgb.tobytes()
        _PUBLISHED.pack_into(memory, at + _SLOT_SIZE - _PUBLISHED.size, self._sequence)
        _PUBLISHED.pack_into(memory, 0, self._sequence)


def _clip(value: int, low: int, high: int) -> int:
    return max(low, min(high, int(value)))


class SharedFrames:
    """The core's and the screen's end. The core attaches and wipes; the screen's thread calls ``latest``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._memory: mmap.mmap | None = None
        self._copy = bytearray(MAX_WIDTH * MAX_HEIGHT * 3)
        self._seen = 0

    def attach(self, descriptor: int) -> None:
        """Show what is written here from now on."""
        self.wipe()
        with self._lock:
            self._memory = mmap.mmap(descriptor, SIZE)

    def wipe(self) -> None:
        """Overwrite the shared memory and the copy handed out, and let go of the former."""
        with self._lock:
            memory, self._memory = self._memory, None
            self._seen = 0
            if memory is not None:
                memory[:] = bytes(SIZE)
                memory.close()
            self._copy[:] = bytes(len(self._copy))

    def latest(self) -> Frame | None:
        with self._lock:
            memory = self._memory
            if memory is None:
                return None
            for _ in range(2):
                (sequence,) = _PUBLISHED.unpack_from(memory, 0)
                if sequence == self._seen or sequence == 0:
                    return None
                frame = self._read(memory, sequence)
                if frame is not None:
                    self._seen = sequence
                    return frame
            return None

    def _read(self, memory: mmap.mmap, sequence: int) -> Frame | None:
        at = _FIRST_SLOT + (sequence % SLOTS) * _SLOT_SIZE
        started, width, height, count, mirrored = _HEAD.unpack_from(memory, at)
        # The child may be hostile (it reads hostile images): nothing it writes is trusted.
        if width > MAX_WIDTH or height > MAX_HEIGHT or count > MAX_FACES:
            return None
        size = width * height * 3
        faces = tuple(
            FaceBox(left, top, face_width, face_height, FaceRole.MAIN if main else FaceRole.OTHER)
            for left, top, face_width, face_height, main in (
                _FACE.unpack_from(memory, at + _HEAD.size + index * _FACE.size) for index in range(count)
            )
        )
        self._copy[:size] = memory[at + _HEAD_SIZE : at + _HEAD_SIZE + size]
        (ended,) = _PUBLISHED.unpack_from(memory, at + _SLOT_SIZE - _PUBLISHED.size)
        (again,) = _HEAD.unpack_from(memory, at)[:1]
        if not (started == ended == again == sequence):
            return None
        mirroring = Mirroring.MIRRORED if mirrored else Mirroring.AS_SEEN
        return Frame(width, height, memoryview(self._copy)[:size].toreadonly(), sequence, faces, mirroring)
