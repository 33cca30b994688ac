"""The screen's words: ``kiosk.texts`` for Python, the same tables as Qt's messages for QML."""

from __future__ import annotations

import struct
from functools import cache

from PySide6.QtCore import QCoreApplication, QTemporaryFile, QTranslator

from kiosk.flow.display import Language
from kiosk.flow.words import Words
from kiosk.texts import Texts


@cache
def texts() -> Texts:
    """Both languages, read once. Errors: ``OSError``, ``tomllib.TOMLDecodeError``."""
    return Texts()


def say(words: Words, language: Language) -> str:
    """What stands on the screen in this language; a missing text is its key in brackets, told once."""
    return texts().say(words, language)


_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE = 1, 3, 6


def _elf_hash(key: bytes) -> int:
    value = 0
    for byte in key:
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ high >> 24) & ~high & 0xFFFFFFFF
    return value or 1


def compiled(language: Language) -> bytes:
    """The language's table as Qt's message file (QTranslator::do_load), so that Qt itself looks a key up.

    No translator written in Python may be installed: QML's loader thread asks it while the GUI thread waits
    with the interpreter's lock held, and both stand still.
    """
    messages = bytearray()
    hashes: list[tuple[int, int]] = []
    for key, value in texts().table(language).items():
        source, translation = key.encode(), value.encode("utf-16-be")
        hashes.append((_elf_hash(source), len(messages)))
        messages += struct.pack(">BI", _TRANSLATION, len(translation)) + translation
        messages += struct.pack(">BI", _SOURCE, len(source)) + source + bytes([_END])
    index = b"".join(struct.pack(">II", *entry) for entry in sorted(hashes))
    return (
        _MAGIC
        + struct.pack(">BI", _HASHES, len(index))
        + index
        + struct.pack(">BI", _MESSAGES, len(messages))
        + bytes(messages)
    )


class Translator:
    """Serves ``qsTrId("key")`` in one language at a time; the engine must be told to retranslate."""

    def __init__(self) -> None:
        self._installed: QTranslator | None = None
        self._file: QTemporaryFile | None = None

    def speak(self, language: Language) -> None:
        translator = QTranslator()
        file = QTemporaryFile()
        data = compiled(language)
        written = file.open() and file.write(data) == len(data) and file.flush()
        if not written or not translator.load(file.fileName()):
            raise OSError(f"The texts of {language.value}.toml did not reach Qt: {file.errorString()}.")
        self.silence()
        QCoreApplication.installTranslator(translator)
        self._installed, self._file = translator, file  # Qt maps the file

    def silence(self) -> None:
        if self._installed is not None:
            QCoreApplication.removeTranslator(self._installed)
        self._installed = self._file = None
