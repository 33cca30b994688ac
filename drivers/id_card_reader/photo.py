"""The photo of an ID card: from the chip's 1,024 bytes to an image, in a process of its own.

No open decoder of the chip's format exists. A site installs a licensed library, which is closed code that may
crash or hang; it runs in a child process (``photo_worker``) that serves one photo and ends, so that nothing
of one person is in memory when the next comes. A spare child waits, already started. The child is killed at
the deadline.

The simulators' cards carry a stand-in block instead (``stand_in_photo``). What it gives is marked
``STAND_IN``, and a production profile refuses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import struct
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias, assert_never

from drivers.contract import Code, Completion
from drivers.id_card_reader.photo_worker import ANSWER_LIMIT, Verdict
from drivers.id_card_reader.stand_in_photo import is_stand_in

BLOCK_SIZE = 1024
_NOTHING_KEPT = "The card's text is not affected."


class PhotoSource(StrEnum):
    CHIP = "chip"  # decoded by a licensed library
    STAND_IN = "stand_in"  # from a simulator's card: proves nothing about anybody


class StandInPhotos(StrEnum):
    """What a profile says of stand-ins. Production profiles say ``REFUSED``."""

    REFUSED = "refused"
    ACCEPTED = "accepted"


class LibraryFunction(StrEnum):
    """How the licensed library is called."""

    UNPACK = "unpack"  # int unpack(char *block, char *pixels, int third): 102 x 126 x 3 bytes into memory
    GET_BMP = "get_bmp"  # int GetBmp(const char *file, int third): writes the file's name with .bmp


class PixelOrder(StrEnum):
    RGB = "rgb"
    BGR = "bgr"


class Turn(StrEnum):
    """How ``UNPACK`` gives its rows."""

    TOP_DOWN = "top_down"
    BOTTOM_UP = "bottom_up"
    UPSIDE_DOWN = "upside_down"  # turned by 180 degrees: the last pixel first


@dataclass(frozen=True, slots=True)
class LicensedLibrary:
    """A site's own library. ``pixel_order`` and ``turn`` are to be checked with a real card."""

    path: Path
    function: LibraryFunction = LibraryFunction.UNPACK
    symbol: str = ""  # when it differs: unpack, else _Z6unpackPcS_i; GetBmp
    third_argument: int = 708
    success: int = 1
    pixel_order: PixelOrder = PixelOrder.RGB
    turn: Turn = Turn.BOTTOM_UP
    folder: Path | None = (
        None  # where it runs, for libraries that look for their licence there; its own by default
    )


@dataclass(frozen=True, slots=True)
class StandIn:
    """The decoder of the simulators' cards."""


Decoder: TypeAlias = LicensedLibrary | StandIn


@dataclass(frozen=True, slots=True, repr=False)
class CardPhoto:
    """``image`` is an image file of ``media_type``; personal data."""

    image: bytes
    media_type: str
    source: PhotoSource

    def __repr__(self) -> str:
        return f"CardPhoto({self.source.value}, {self.media_type})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class _Child:
    process: asyncio.subprocess.Process
    folder: Path | None  # for libraries that work with files; in memory, for this user alone

    async def end(self) -> None:
        """Kill it, whatever it does, take its exit status, and remove what it wrote."""
        if self.process.returncode is None:
            # Not by the process object: it would look first whether the child ended, and take its exit status
            # away from those who wait for it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
            await self.process.wait()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


class PhotoDecoder:
    """Decodes photos, one after the other."""

    def __init__(self, decoder: Decoder, stand_ins: StandInPhotos) -> None:
        self._decoder = decoder
        self._stand_ins = stand_ins
        self._spare: _Child | None = None
        self._lock = asyncio.Lock()

    async def warm(self) -> None:
        """Start the child that will serve the next photo. Optional: saves its start-up time then."""
        async with self._lock:
            await self._ensure_spare()

    async def close(self) -> None:
        async with self._lock:
            spare, self._spare = self._spare, None
            if spare is not None:
                await spare.end()

    async def decode(self, block: bytes, deadline: float) -> Completion[CardPhoto]:
        """The image of a chip's photo block, within ``deadline`` seconds.

        Completions: INVALID_DATA (no photo in the block), UNSUPPORTED (stand-in refused, or the library is
        missing), HARDWARE_ERROR (the library crashed or failed), TIME_OUT.
        """
        if len(block) != BLOCK_SIZE:
            return Completion(
                Code.INVALID_DATA, detail=f"photo: the block has {len(block)} bytes. {_NOTHING_KEPT}"
            )
        stand_in_wanted = isinstance(self._decoder, StandIn)
        if self._stand_ins is StandInPhotos.REFUSED and (stand_in_wanted or is_stand_in(block)):
            return Completion(
                Code.UNSUPPORTED,
                detail="photo: this profile refuses stand-ins; the card, or the decoder, is a simulator's.",
            )
        async with self._lock:
            try:
                async with asyncio.timeout(deadline):
                    child = await self._ensure_spare()
                    self._spare = None
                    return await self._serve(child, block)
            except TimeoutError:
                return Completion(
                    Code.TIME_OUT,
                    detail=f"photo: no image within {deadline:g} s; the decoder was stopped. {_NOTHING_KEPT}",
                )
            except OSError as error:
                reason = error.strerror or "unknown reason"
                return Completion(
                    Code.UNSUPPORTED,
                    detail=f"photo: the decoder cannot be started: {reason}. {_NOTHING_KEPT}",
                )

    async def _serve(self, child: _Child, block: bytes) -> Completion[CardPhoto]:
        process = child.process
        assert process.stdin is not None and process.stdout is not None  # made with pipes
        try:
            process.stdin.write(struct.pack(">I", len(block)) + block)
            with contextlib.suppress(ConnectionError):  # it crashed already: its exit status tells more
                await process.stdin.drain()
            header = await process.stdout.readexactly(5)
            verdict, length = struct.unpack(">BI", header)
            if length > ANSWER_LIMIT:
                return Completion(
                    Code.HARDWARE_ERROR, detail=f"photo: the decoder claims {length} bytes. {_NOTHING_KEPT}"
                )
            content = await process.stdout.readexactly(length)
        except asyncio.IncompleteReadError:
            status = await process.wait()
            return Completion(
                Code.HARDWARE_ERROR,
                detail=f"photo: the decoder ended with {_ending(status)}. {_NOTHING_KEPT}",
            )
        finally:
            await child.end()
        return self._completion(verdict, content)

    def _completion(self, verdict: int, content: bytes) -> Completion[CardPhoto]:
        try:
            known = Verdict(verdict)
        except ValueError:
            return Completion(
                Code.HARDWARE_ERROR, detail=f"photo: the decoder answered nonsense. {_NOTHING_KEPT}"
            )
        match known:
            case Verdict.IMAGE:
                source = PhotoSource.STAND_IN if isinstance(self._decoder, StandIn) else PhotoSource.CHIP
                return Completion(Code.SUCCESS, CardPhoto(content, _media_type(content), source))
            case Verdict.NO_PHOTO:
                return Completion(
                    Code.INVALID_DATA, detail=f"photo: the block holds no intact photo. {_NOTHING_KEPT}"
                )
            case Verdict.NO_LIBRARY:
                return Completion(
                    Code.UNSUPPORTED,
                    detail="photo: the licensed library or its function is missing; check path and symbol.",
                )
            case Verdict.LIBRARY_FAILED:
                return Completion(
                    Code.HARDWARE_ERROR,
                    detail=f"photo: the licensed library refused; is its licence there? {_NOTHING_KEPT}",
                )
            case _:
                assert_never(known)

    async def _ensure_spare(self) -> _Child:
        if self._spare is not None and self._spare.process.returncode is None:
            return self._spare
        if self._spare is not None:
            await self._spare.end()
        environment = {
            "PATH": os.defpath,
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        }
        folder: Path | None = None
        where: Path | None = None
        if isinstance(self._decoder, LicensedLibrary):
            where = self._decoder.folder or self._decoder.path.parent
            if self._decoder.function is LibraryFunction.GET_BMP:
                folder = Path(tempfile.mkdtemp(prefix="kiosk-photo-", dir=_memory_folder()))
                environment["TMPDIR"] = str(folder)
        process = await asyncio.create_subprocess_exec(
            *_command(self._decoder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
            cwd=where,
        )
        self._spare = _Child(process, folder)
        return self._spare


def _memory_folder() -> str | None:
    """Files there never reach a disk."""
    memory = "/dev/shm"  # noqa: S108 - only private folders are made in it
    return memory if os.access(memory, os.W_OK) else None


def _command(decoder: Decoder) -> list[str]:
    worker = [sys.executable, "-m", "drivers.id_card_reader.photo_worker"]
    match decoder:
        case StandIn():
            return [*worker, "stand-in"]
        case LicensedLibrary():
            return [
                *worker,
                decoder.function.value,
                str(decoder.path),
                decoder.symbol,
                str(decoder.third_argument),
                str(decoder.success),
                decoder.pixel_order.value,
                decoder.turn.value,
            ]
        case _:
            assert_never(decoder)


def _ending(status: int) -> str:
    if status < 0:
        try:
            return f"signal {signal.Signals(-status).name}"
        except ValueError:
            return f"signal {-status}"
    return f"exit status {status}"


def _media_type(image: bytes) -> str:
    if image[:2] == b"BM":
        return "image/bmp"
    if image[:4] == b"RIFF" and image[8:12] == b"WEBP":
        return "image/webp"
    if image[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    return "application/octet-stream"
