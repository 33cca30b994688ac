"""The process of a vendor's plug-in: ``python -m drivers.book_printer.plugin_host MODULE:CLASS``.

The class wraps the vendor's library. It is made without arguments and has the methods of :class:`Plugin`;
each answers a completion's code and values, and may block. Whatever it raises becomes ``hardware_error``.
"""

from __future__ import annotations

import base64
import binascii
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Protocol

from drivers.book_printer.vendor_codec import REQUEST_LIMIT, Ask, Line, LineDecoder, encode_answer
from drivers.contract import Code

Told = tuple[Code, Mapping[str, object]]


class Plugin(Protocol):
    """What a vendor writes. See ``vendor_codec.Ask`` for the values of each answer."""

    def identify(self) -> Told: ...

    def status(self) -> Told: ...

    def print(self, pdf: bytes, job: str, page: int) -> Told: ...

    def job(self, job: str) -> Told: ...

    def eject(self) -> Told: ...


def load(name: str) -> Plugin:
    """Errors: ``ValueError`` for a name that is none, and whatever loading the module raises."""
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute.isidentifier()):
        raise ValueError("A plug-in is written MODULE:CLASS.")
    made: Plugin = getattr(importlib.import_module(module), attribute)()
    return made


def answer(plugin: Plugin, line: Line) -> Line:
    try:
        code, values = _call(plugin, line)
    except Exception:  # noqa: BLE001 - a vendor's library may fail in any way, and its text may be personal
        code, values = Code.HARDWARE_ERROR, {}
    return Line(line.number, code.value, values)


def _call(plugin: Plugin, line: Line) -> Told:
    values = line.values
    match line.word:
        case Ask.IDENTIFY:
            return plugin.identify()
        case Ask.STATUS:
            return plugin.status()
        case Ask.PRINT:
            job, page, pdf = values.get("job"), values.get("page"), values.get("pdf")
            if not (isinstance(job, str) and isinstance(page, int) and isinstance(pdf, str)):
                return Code.INVALID_DATA, {}
            try:
                document = base64.b64decode(pdf, validate=True)
            except binascii.Error:
                return Code.INVALID_DATA, {}
            return plugin.print(document, job, page)
        case Ask.JOB:
            return plugin.job(str(values.get("job", "")))
        case Ask.EJECT:
            return plugin.eject()
        case _:
            return Code.UNSUPPORTED, {}


def main(arguments: list[str]) -> int:
    """Exit status 2: the plug-in cannot be loaded."""
    # The vendor's library may print; what it prints must not come between our lines.
    lines = os.dup(1)
    os.dup2(2, 1)
    try:
        plugin = load(arguments[0] if arguments else "")
    except Exception as error:  # noqa: BLE001 - as above
        print(f"The plug-in cannot be loaded: {type(error).__name__}.", file=sys.stderr)
        return 2
    decoder = LineDecoder("ask", REQUEST_LIMIT)
    while data := os.read(0, 65536):
        for line in decoder.feed(data):
            told = memoryview(encode_answer(answer(plugin, line)))
            while told:
                told = told[os.write(lines, told) :]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
