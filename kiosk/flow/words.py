"""Texts as data: a key with parameters, or a sentence that data brings along in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A sentence of ``assets/translations``; ``params`` fill its ``{names}``.

    Parameters may be personal (a masked name), so the readable form shows the key alone.
    """

    key: str
    params: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Text({self.key})"


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """A sentence that comes from data (the catalogue, the back end) in both languages."""

    zh: str
    en: str = ""

    def __repr__(self) -> str:
        return "Said(…)"


Words = Text | Said


def text(key: str, **params: object) -> Text:
    return Text(key, tuple((name, str(value)) for name, value in params.items()))
