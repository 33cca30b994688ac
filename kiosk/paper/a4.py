"""A4 sheets: a Typst template of ``assets/paper`` and data become a PDF with its fonts inside.

Compiling takes 0.2 to 0.5 s and up to 200 MB, so the kiosk does it in a process that ends with the sheet;
with it goes what it knew of the person. ``python -m kiosk.paper.a4`` is that process: a JSON request on
stdin, the PDF on stdout.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "assets" / "paper"
FONT_FOLDERS = (
    Path(__file__).resolve().parents[2] / "assets" / "fonts",
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/truetype/hanazono"),
)
MAX_PDF = 20 * 1024 * 1024  # bytes
PICTURE_WIDTH = 900  # pixels: what the screen shows of a page
_NAME = re.compile(r"[a-z0-9-]{1,60}")


class PaperError(RuntimeError):
    """A sheet that could not be made. The sentence holds nothing of its content; nothing was printed."""


def templates() -> tuple[str, ...]:
    """The names of all templates that stand for a sheet of their own."""
    return tuple(
        sorted(path.stem for path in TEMPLATES.glob("*.typ") if "#show: sheet" in path.read_text("utf-8"))
    )


def render(template: str, data: Mapping[str, object], made_at: datetime | None = None) -> bytes:
    """The PDF of ``template`` with ``data``; blocks, see :func:`render_apart`. Raises :class:`PaperError`.

    The QR code of ``data["verify_url"]`` is handed to the template as ``qr``. ``made_at`` is the date inside
    the PDF.
    """
    path = TEMPLATES / f"{template}.typ"
    if not _NAME.fullmatch(template) or not path.exists():
        raise PaperError(f"there is no paper template {template!r}; there are {', '.join(templates())}.")
    full = {**data, "qr": qr_rows(str(data["verify_url"]))} if data.get("verify_url") else dict(data)
    # The kiosk imports this module at its start and never typesets itself: the libraries come when needed.
    import typst

    folders = [str(folder) for folder in FONT_FOLDERS if folder.exists()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    try:
        pdf = typst.compile(
            path,
            root=TEMPLATES,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(full, ensure_ascii=False)},
            format="pdf",
            timestamp=made_at or datetime(2000, 1, 1, tzinfo=UTC),
        )
    except typst.TypstError as error:
        # Typst quotes the source, never the data; its first line says which name was missing.
        raise PaperError(f"the template {template} cannot be set: {error.message.splitlines()[0]}") from None
    if not isinstance(pdf, bytes):
        raise PaperError(f"the template {template} made no PDF.")
    return pdf


def qr_rows(text: str) -> list[str]:
    """A QR code, error correction M, quiet zone of two modules, as rows of ``0`` and ``1``."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]


def page_count(pdf: bytes) -> int:
    """The number of pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def pictures_of(pdf: bytes) -> list[bytes]:
    """Each page as PNG, ``PICTURE_WIDTH`` pixels wide."""
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = []
        for page in document:
            out = io.BytesIO()
            page.render(scale=PICTURE_WIDTH / page.get_width()).to_pil().convert("RGB").save(out, "PNG")
            pictures.append(out.getvalue())
        return pictures
    finally:
        document.close()


async def render_apart(template: str, data: Mapping[str, object], deadline: float) -> tuple[bytes, int]:
    """As :func:`render`, in a process of its own, within ``deadline`` seconds; also the number of pages.

    Raises :class:`PaperError`.
    """
    pdf = await _apart({"template": template, "data": data}, deadline)
    pages, _, document = pdf.partition(b"\n")
    return document, int(pages)


async def render_pictures(template: str, data: Mapping[str, object], deadline: float) -> tuple[bytes, ...]:
    """The pages as PNG for the screen, in a process of its own. Raises :class:`PaperError`."""
    answer = await _apart({"template": template, "data": data, "as": "pictures"}, deadline)
    pictures = []
    while answer:
        length, _, rest = answer.partition(b"\n")
        pictures.append(rest[: int(length)])
        answer = rest[int(length) :]
    return tuple(pictures)


async def _apart(asked: Mapping[str, object], deadline: float) -> bytes:
    request = json.dumps(asked, ensure_ascii=False).encode()
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "kiosk.paper.a4",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(deadline):
            pdf, said = await child.communicate(request)
    except TimeoutError:
        raise PaperError(f"the sheet was not ready within {deadline:g} s.") from None
    finally:
        if child.returncode is None:
            # Not by the process object, which would take the exit status away from those who wait for it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            await child.wait()
    if child.returncode != 0:
        # Only our own sentence is handed on: a traceback could hold the data.
        sentence = said.decode("utf-8", "replace").strip() if child.returncode == _REFUSED else ""
        raise PaperError(sentence or f"the process that sets paper failed (status {child.returncode}).")
    return pdf


_REFUSED = 3


def main() -> int:
    """Exit status: 0 with the pages' number, a newline and the PDF on stdout; 3 with a sentence on stderr."""
    request = json.loads(sys.stdin.buffer.read())
    try:
        pdf = render(request["template"], request["data"])
    except PaperError as error:
        print(error, file=sys.stderr)
        return _REFUSED
    if request.get("as") == "pictures":
        for picture in pictures_of(pdf):
            sys.stdout.buffer.write(f"{len(picture)}\n".encode("ascii") + picture)
        return 0
    sys.stdout.buffer.write(f"{page_count(pdf)}\n".encode("ascii") + pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
