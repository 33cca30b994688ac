"""What an ESC/POS printer makes of the bytes it gets: lines, codes, pictures, cuts - and the picture of
the paper.

Written from the command reference and apart from our encoder: it decodes GB 2312, GBK or GB 18030 itself, so
that a mistake of the encoder shows as wrong characters. Sources: Epson "ESC/POS Command Reference", Custom
KPM (GS e).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from drivers.simulators.receipt_marks import (
    Asked,
    AutomaticStatusSet,
    Mark,
    Move,
    PaperCut,
    Place,
    PrintedBarcode,
    PrintedLine,
    PrintedPicture,
    PrintedQr,
    Query,
    Run,
    Step,
    TicketMoved,
)

MISSING = "□"  # what a printer puts where its font has no shape


@dataclass(slots=True)
class _Look:
    place: Place = Place.LEFT
    wide: int = 1
    tall: int = 1
    chinese_wide: int = 1
    chinese_tall: int = 1
    bold: bool = False
    chinese: bool = True
    spacing: int = 30
    module: int = 3
    qr_data: bytes = b""
    bar_module: int = 3
    bar_height: int = 162


@dataclass(slots=True)
class _LineInProgress:
    runs: list[Run] = field(default_factory=list)
    used: int = 0  # dots


class Interpreter:
    """Takes bytes one by one and says what the printer does; never raises, whatever comes.

    ``code_set`` is what its font knows (``gb2312``, ``gbk``, ``gb18030``); ``dots`` the width of the line;
    ``character`` the width of an ASCII character. ``noise`` counts bytes that were no command and no text.
    """

    def __init__(
        self,
        code_set: str = "gbk",
        dots: int = 576,
        character: int = 12,
        fs_wide: int = 0x04,
        fs_tall: int = 0x08,
    ) -> None:
        self._code_set = code_set
        self._dots = dots
        self._character = character
        self._fs_wide = fs_wide
        self._fs_tall = fs_tall
        self.noise = 0
        self._out: list[Step] = []
        self._reset()
        self._machine = self._run()
        next(self._machine)

    def feed(self, byte: int) -> list[Step]:
        """The steps that became complete with this byte."""
        self._machine.send(byte)
        steps, self._out = self._out, []
        return steps

    def _reset(self) -> None:
        self._look = _Look()
        self._line = _LineInProgress()

    # --- bytes to commands -------------------------------------------------------------------------------

    def _run(self) -> Generator[None, int, None]:
        while True:
            byte = yield
            if byte == 0x1B:
                yield from self._esc((yield))
            elif byte == 0x1C:
                yield from self._fs((yield))
            elif byte == 0x1D:
                yield from self._gs((yield))
            elif byte == 0x0A:
                self._end_line()
            elif byte == 0x10:  # real-time commands were taken out before: a lone DLE is noise
                self.noise += 1
            elif byte in (0x0D, 0x00, 0x11, 0x13):
                continue
            elif 0x20 <= byte <= 0x7E:
                self._put(chr(byte), 1, self._look.wide, self._look.tall)
            elif byte >= 0x81 and self._look.chinese:
                yield from self._chinese(byte)
            else:
                self.noise += 1

    def _take(self, count: int) -> Generator[None, int, bytes]:
        taken = bytearray()
        for _ in range(count):
            taken.append((yield))
        return bytes(taken)

    def _chinese(self, lead: int) -> Generator[None, int, None]:
        second = yield
        code = bytes((lead, second))
        if 0x30 <= second <= 0x39:
            code += yield from self._take(2)
            if self._code_set != "gb18030":
                # A GBK font does not know four-byte codes: it shows rubbish, byte by byte.
                for _ in range(2):
                    self._put(MISSING, 2, self._look.chinese_wide, self._look.chinese_tall)
                return
        try:
            character = code.decode(self._code_set)
            if self._code_set == "gb2312":
                # Python reads the middle dot and the dash of GB 2312 as their Japanese likenesses.
                character = code.decode("gbk")
        except UnicodeDecodeError:
            character = MISSING
        self._put(character, 2, self._look.chinese_wide, self._look.chinese_tall)

    def _esc(self, command: int) -> Generator[None, int, None]:
        match chr(command):
            case "@":
                self._reset()
            case "a":
                self._look.place = Place(((yield) & 0x0F) % 3)
            case "E":
                self._look.bold = bool((yield) & 1)
            case "!":
                mode = yield
                self._look.wide, self._look.tall = 1 + (mode >> 5 & 1), 1 + (mode >> 4 & 1)
                self._look.bold = bool(mode & 0x08)
            case "3":
                self._look.spacing = yield
            case "2":
                self._look.spacing = 30
            case "d":
                for _ in range((yield)):
                    self._end_line()
            case "J":
                dots = yield
                self._end_line(dots)
            case "i" | "m":
                self._cut(0)
            case "v":
                self._out.append(Asked(Query.PAPER))
            case "t" | "R" | "M" | "-" | "G" | " " | "c":
                yield
            case _:
                self.noise += 1

    def _fs(self, command: int) -> Generator[None, int, None]:
        match chr(command):
            case "&":
                self._look.chinese = True
            case ".":
                self._look.chinese = False
            case "!":
                mode = yield
                self._look.chinese_wide = 2 if mode & self._fs_wide else 1
                self._look.chinese_tall = 2 if mode & self._fs_tall else 1
            case "W":
                self._look.chinese_wide = self._look.chinese_tall = 1 + ((yield) & 1)
            case "-":
                yield
            case "S":
                yield from self._take(2)
            case _:
                self.noise += 1

    def _gs(self, command: int) -> Generator[None, int, None]:
        match chr(command):
            case "!":
                mode = yield
                self._look.wide = self._look.chinese_wide = 1 + (mode >> 4 & 7)
                self._look.tall = self._look.chinese_tall = 1 + (mode & 7)
            case "V":
                how = yield
                self._cut((yield) if how in (65, 66) else 0)
            case "v":
                yield from self._raster()
            case "(":
                kind = yield
                low, high = yield from self._take(2)
                yield from self._function(kind, low | high << 8)
            case "r":
                if (yield) in (1, 49):
                    self._out.append(Asked(Query.PAPER))
            case "a":
                mask = yield
                self._out.append(AutomaticStatusSet(mask))
            case "e":
                yield from self._presenter()
            case "L" | "W":
                yield from self._take(2)
            case "h":
                self._look.bar_height = yield
            case "w":
                self._look.bar_module = yield
            case "k":
                yield from self._barcode()
            case "B" | "H" | "f":
                yield
            case _:
                self.noise += 1

    def _raster(self) -> Generator[None, int, None]:
        zero, mode, x_low, x_high, y_low, y_high = yield from self._take(6)
        if zero != 0x30:
            self.noise += 6
            return
        width, height = x_low | x_high << 8, y_low | y_high << 8
        rows = yield from self._take(width * height)
        if rows:
            self._flush()
            wide, tall = 1 + (mode & 1), 1 + (mode >> 1 & 1)
            scaled = _scale(rows, width, wide, tall)
            self._out.append(PrintedPicture(width * 8 * wide, height * tall, scaled, self._look.place))

    def _barcode(self) -> Generator[None, int, None]:
        kind, size = yield from self._take(2)
        data = yield from self._take(size)
        if kind != 73 or data[:2] != b"{B":
            self.noise += size  # other kinds, and other sets of Code 128, are not ours
            return
        self._flush()
        shown = data[2:].replace(b"{{", b"{")
        look = self._look
        self._out.append(PrintedBarcode(shown, look.bar_module, look.bar_height, look.place))

    def _function(self, kind: int, size: int) -> Generator[None, int, None]:
        data = yield from self._take(size)
        if kind == ord("k") and data[:1] == b"1":
            self._qr(data[1:2], data[2:])
        elif kind == ord("H") and data[:2] == b"00" and size == 6:
            self._out.append(Asked(Query.PROCESS_ID, data[2:6]))
        else:
            self.noise += size

    def _qr(self, function: bytes, data: bytes) -> None:
        match function:
            case b"C":
                self._look.module = data[0] if data else 3
            case b"P":
                self._look.qr_data = data[1:]
            case b"Q" if self._look.qr_data:
                self._flush()
                self._out.append(PrintedQr(self._look.qr_data, self._look.module, self._look.place))

    def _presenter(self) -> Generator[None, int, None]:
        match (yield):
            case 0x02:
                self._cut(0)
                self._out.append(TicketMoved(Move.RETRACT))
            case 0x03:
                yield
                self._cut(0)
                self._out.append(TicketMoved(Move.PRESENT))
            case 0x05:
                self._cut(0)
                self._out.append(TicketMoved(Move.EJECT))
            case 0x06:
                self._out.append(Asked(Query.PRESENTER))
            case 0x20:
                yield from self._take(2)
                self._cut(0)
                self._out.append(TicketMoved(Move.PRESENT))
            case 0x12 | 0x14:
                pass
            case _:
                self.noise += 1

    # --- text to lines -----------------------------------------------------------------------------------

    def _put(self, character: str, places: int, wide: int, tall: int) -> None:
        dots = places * self._character * wide
        if self._line.used + dots > self._dots:
            self._end_line()
        self._line.used += dots
        run = Run(character, wide, tall, self._look.bold)
        last = self._line.runs[-1] if self._line.runs else None
        if last is not None and (last.wide, last.tall, last.bold) == (wide, tall, self._look.bold):
            self._line.runs[-1] = Run(last.text + character, wide, tall, last.bold)
        else:
            self._line.runs.append(run)

    def _end_line(self, dots: int | None = None) -> None:
        runs = tuple(self._line.runs)
        ink = max((24 * run.tall for run in runs), default=0)
        self._line = _LineInProgress()
        self._out.append(
            PrintedLine(runs, self._look.place, max(ink, self._look.spacing if dots is None else dots))
        )

    def _flush(self) -> None:
        if self._line.runs:
            self._end_line()

    def _cut(self, feed: int) -> None:
        self._flush()
        self._out.append(PaperCut(feed))


def _scale(rows: bytes, row_bytes: int, wide: int, tall: int) -> bytes:
    out = bytearray()
    for top in range(0, len(rows), row_bytes):
        row = rows[top : top + row_bytes]
        if wide == 2:
            row = b"".join(_TWICE[byte] for byte in row)
        out += row * tall
    return bytes(out)


_TWICE = tuple(int("".join(bit * 2 for bit in f"{byte:08b}"), 2).to_bytes(2, "big") for byte in range(256))


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is on one piece of paper, top to bottom, without the cut."""

    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The lines as text; a QR code as its content in brackets, a picture as its size."""
        return "\n".join(_as_text(mark) for mark in self.marks)

    @property
    def dots(self) -> int:
        return sum(mark.dots for mark in self.marks)


def _as_text(mark: Mark) -> str:
    match mark:
        case PrintedLine():
            return mark.text.rstrip()
        case PrintedQr():
            return f"[QR {mark.data.decode('latin-1')}]"
        case PrintedBarcode():
            return f"[barcode {mark.data.decode('latin-1')}]"
        case PrintedPicture():
            return f"[picture {mark.width}x{mark.height}]"
        case PaperCut():
            return "[cut]"


def decode_receipt(data: bytes, interpreter: Interpreter | None = None) -> list[Ticket]:
    """The pieces of paper that ``data`` makes; what is not cut off is the last one. Never raises."""
    machine = interpreter or Interpreter()
    marks: list[Mark] = []
    tickets: list[Ticket] = []
    for mark in _marks(data, machine):
        if not isinstance(mark, PaperCut):
            marks.append(mark)
        elif marks:
            tickets.append(Ticket(tuple(marks)))
            marks = []
    return [*tickets, Ticket(tuple(marks))] if marks else tickets


def _marks(data: bytes, machine: Interpreter) -> Iterator[Mark]:
    for byte in data:
        for step in machine.feed(byte):
            if isinstance(step, PrintedLine | PrintedPicture | PrintedQr | PrintedBarcode | PaperCut):
                yield step
