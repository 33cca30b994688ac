"""Texts that the back end names: those of a matter stand in its definition, others in the translations."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.backend.models import TextRef, Value, ValueKind
from kiosk.flow.display import Language
from kiosk.flow.words import Said, Text, Words
from kiosk.runtime.presenter.values import written
from kiosk.runtime.presenter.view import View


def worded(view: View, key: str, params: Mapping[str, Value] | None = None) -> Words:
    """The sentence in both languages, its parameters written for each."""

    def said(language: Language) -> str:
        values = tuple(
            (name, written(value, language, view.texts)) for name, value in sorted((params or {}).items())
        )
        return view.texts.say(Text(key, values), language)

    return Said(said(Language.CHINESE), said(Language.ENGLISH))


def sentence(view: View, reference: TextRef) -> Words:
    return worded(view, reference.key, reference.params)


def value(view: View, one: Value) -> Words:
    """A value; one that is itself a text is said in both languages."""
    if one.kind is ValueKind.KEY:
        return worded(view, one.value)
    return Said(written(one, Language.CHINESE, view.texts), written(one, Language.ENGLISH, view.texts))
