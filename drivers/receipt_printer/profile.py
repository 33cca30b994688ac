"""What differs between models of ESC/POS printers, read from ``config/devices/receipt-printers/*.toml``.

The commands are those of Epson's "ESC/POS Command Reference"; where a model's own manual differs, the
profile says so. Nothing here is guessed at run time: a printer does not tell its profile.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError


class CodeSet(StrEnum):
    """How the printer takes Chinese text after ``FS &``."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030 = "gb18030"


class RomCoverage(StrEnum):
    """Which characters the printer's font has.

    A code that is sent for one it lacks prints as a blank or rubbish.
    """

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030_2000 = "gb18030-2000"  # GBK and CJK Extension A, four-byte codes


class SizeCommand(StrEnum):
    GS = "gs"  # GS ! n scales Chinese and Latin alike
    FS = "fs"  # FS ! n for Chinese (its bits differ: see ``fs_wide``, ``fs_tall``) and ESC ! n for Latin


class QrCommand(StrEnum):
    NATIVE = "native"  # GS ( k, QR model 2
    RASTER = "raster"


class BarcodeCommand(StrEnum):
    GS_K = "gs_k"  # GS k 73: Code 128, its code sets chosen by "{A", "{B", "{C"
    NONE = "none"  # a QR code stands in its place


class Proof(StrEnum):
    """The query that the printer answers only after it has worked through everything sent before it."""

    PROCESS_ID = "gs_paren_h"  # GS ( H function 48: echoes a number of ours
    GS_R = "gs_r"  # GS r 1
    ESC_V = "esc_v"  # ESC v


class Presenter(StrEnum):
    """How the printer tells whether a ticket waits at the mouth."""

    NONE = "none"
    GS_E = "gs_e"  # GS e 06: bit 3 = ticket at the output
    DLE_EOT_4 = "dle_eot_4"  # bit 6 of DLE EOT 4 = nothing at the presenter (Citizen PPU-231II)


class Condition(StrEnum):
    """What one bit of a DLE EOT answer means."""

    OFFLINE = "offline"
    COVER_OPEN = "cover_open"
    FEED_BUTTON = "feed_button"
    PAPER_STOP = "paper_stop"  # stopped because of paper end
    ERROR = "error"
    MECHANICAL_ERROR = "mechanical_error"
    CUTTER_ERROR = "cutter_error"
    UNRECOVERABLE = "unrecoverable"
    AUTO_RECOVERABLE = "auto_recoverable"  # head too hot
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    MOUTH_EMPTY = "mouth_empty"


@dataclass(frozen=True, slots=True)
class StatusBit:
    """``means`` holds when any bit of ``mask`` is set in the answer to ``DLE EOT query``."""

    query: Annotated[int, Field(ge=1, le=4)]
    mask: Annotated[int, Field(ge=1, le=0x6C)]
    means: Condition


@dataclass(frozen=True, slots=True)
class Profile:
    """One model. Lengths in dots; ``cut`` and ``clear_buffer`` are raw bytes in hexadecimal."""

    name: str
    code_set: CodeSet
    rom: RomCoverage
    size_command: SizeCommand
    qr: QrCommand
    proof: Proof
    presenter: Presenter
    dots_per_line: Annotated[int, Field(ge=128, le=1024, multiple_of=8)]
    characters_per_line: Annotated[
        int, Field(ge=16, le=96)
    ]  # ASCII characters; a Chinese one takes two places
    line_dots: Annotated[int, Field(ge=24, le=64)]  # height of one line feed
    dots_per_millimetre: Annotated[float, Field(ge=4, le=16)]
    cut: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2} ?)+$")]
    status: tuple[StatusBit, ...]
    feed_before_cut: Annotated[int, Field(ge=0, le=20)] = (
        0  # lines, for cut commands that do not feed themselves
    )
    fs_wide: Annotated[int, Field(ge=1, le=255)] = 0x04
    fs_tall: Annotated[int, Field(ge=1, le=255)] = 0x08
    qr_dots: Annotated[int, Field(ge=4, le=12, multiple_of=2)] = 6  # dots per module
    barcode: BarcodeCommand = BarcodeCommand.NONE
    raster_rows: Annotated[int, Field(ge=8, le=1000)] = 256  # rows in one GS v 0
    clear_buffer: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2} ?)*$")] = (
        ""  # real-time; empty: it has none
    )
    present_steps: Annotated[int, Field(ge=0, le=100)] = 0  # GS e 3 m; 0 = the cut presents by itself
    source: str = ""

    __pydantic_config__ = ConfigDict(extra="forbid")

    @property
    def cut_bytes(self) -> bytes:
        return bytes.fromhex(self.cut)

    @property
    def clear_buffer_bytes(self) -> bytes:
        return bytes.fromhex(self.clear_buffer)

    def conditions(self, query: int, answer: int) -> frozenset[Condition]:
        """What the answer to ``DLE EOT query`` says about this model."""
        return frozenset(bit.means for bit in self.status if bit.query == query and answer & bit.mask)

    @property
    def queries(self) -> tuple[int, ...]:
        """The DLE EOT queries that this model's table explains."""
        return tuple(sorted({bit.query for bit in self.status}))


class ProfileError(ValueError):
    """A profile that cannot be used; the sentence names the file, the key and the fault."""


_ADAPTER = TypeAdapter(Profile)


def parse_profile(values: Mapping[str, object], where: str) -> Profile:
    """Check the table of one profile; ``where`` names it in the error. Raises :class:`ProfileError`."""
    try:
        profile = _ADAPTER.validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "the profile"
        raise ProfileError(
            f"{where}: {key}: {first['msg']}; correct this key of the printer profile"
        ) from None
    means = {bit.means for bit in profile.status}
    for needed in (Condition.OFFLINE, Condition.PAPER_OUT, Condition.COVER_OPEN):
        if needed not in means:
            raise ProfileError(
                f"{where}: status: no bit means {needed.value!r}; a driver must be able to see it"
            )
    if profile.presenter is Presenter.DLE_EOT_4 and Condition.MOUTH_EMPTY not in means:
        raise ProfileError(f"{where}: presenter = 'dle_eot_4' needs a status bit that means 'mouth_empty'")
    return profile


def load_profile(path: Path) -> Profile:
    """Read one profile. Raises :class:`ProfileError` with the file's name when it cannot be used."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path.name}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path.name}: {error}") from None
    return parse_profile(values, path.name)


def find_profile(folder: Path, name: str) -> Profile:
    """The profile ``name`` of a folder of profiles. Raises :class:`ProfileError`, naming those that exist."""
    names = sorted(path.stem for path in folder.glob("*.toml"))
    if name not in names:
        raise ProfileError(f"no printer profile {name!r}; there are: {', '.join(names) or 'none'}")
    return load_profile(folder / f"{name}.toml")
