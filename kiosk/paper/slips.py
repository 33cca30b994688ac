"""Small papers beside the receipt: the slip that goes into the locker, and the guide of a matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drivers.receipt_printer.document import (
    Align,
    Barcode,
    Cut,
    Element,
    Feed,
    Pair,
    ReceiptDocument,
    Rule,
    Size,
    Text,
    Weight,
)
from kiosk.catalogue.matter import Matter
from kiosk.domain.masks import mask_name
from kiosk.flow.display import Language
from kiosk.flow.words import Said
from kiosk.flow.words import Text as Key
from kiosk.texts import Texts


@dataclass(frozen=True, slots=True, repr=False)
class DepositSlip:
    """``number`` is what the locker reads; ``name`` is masked on the way to the paper."""

    matter: Said
    case: str
    number: str
    until: date
    name: str
    printed_at: datetime
    zone: Said
    terminal: str
    help_phone: str


def compose_slip(slip: DepositSlip, language: Language, texts: Texts) -> ReceiptDocument:
    """存件单: laid with the originals, so that nobody mixes them up."""

    def say(key: str, **params: str) -> str:
        return texts.say(Key(key, tuple(params.items())), language)

    elements: list[Element] = [
        Text(texts.say(slip.zone, language), align=Align.CENTER),
        Text(say("slip.title"), Size.DOUBLE, Weight.BOLD, Align.CENTER),
        Rule(),
        Text(texts.say(slip.matter, language), weight=Weight.BOLD),
        Pair(say("receipt.case"), slip.case),
        Pair(say("receipt.applicant"), mask_name(slip.name)),
        Pair(say("slip.until"), slip.until.isoformat()),
        Pair(say("receipt.time"), f"{slip.printed_at:%Y-%m-%d %H:%M:%S}"),
        Pair(say("receipt.terminal"), slip.terminal),
        Rule(),
        Feed(),
        Barcode(slip.number),
        Text(slip.number, align=Align.CENTER),
        Feed(),
        Text(say("slip.how")),
        Text(say("receipt.help", phone=slip.help_phone), align=Align.CENTER),
        Feed(2),
        Cut(),
    ]
    return ReceiptDocument(tuple(elements))


def compose_guide(
    matter: Matter, zone: Said, help_phone: str, now: datetime, language: Language, texts: Texts
) -> ReceiptDocument:
    """办事指南: what it is, who, what to bring, how long, what it costs, on what law."""
    assert matter.definition is not None
    guide = matter.definition.guide

    def say(key: str, **params: str) -> str:
        return texts.say(Key(key, tuple(params.items())), language)

    elements: list[Element] = [
        Text(texts.say(zone, language), align=Align.CENTER),
        Text(say("guide.title"), Size.DOUBLE, Weight.BOLD, Align.CENTER),
        Rule(),
        Text(texts.say(matter.title, language), weight=Weight.BOLD),
        Text(texts.say(matter.official, language)),
        Rule(),
    ]
    told = [
        ("guide.who", guide.who),
        ("guide.bring", guide.bring),
        ("guide.time", guide.time),
        ("guide.cost", guide.cost),
        ("guide.legal_basis", guide.legal_basis),
    ]
    if guide.notice is not None:
        told.append(("guide.notice", guide.notice))
    for label, words in told:
        elements += [Text(say(label), weight=Weight.BOLD), Text(texts.say(words, language)), Feed()]
    elements += [
        Rule(),
        Text(say("receipt.help", phone=help_phone), align=Align.CENTER),
        Text(f"{now:%Y-%m-%d %H:%M}", align=Align.CENTER),
        Feed(2),
        Cut(),
    ]
    return ReceiptDocument(tuple(elements))
