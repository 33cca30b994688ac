"""The receipt of a case: what was asked for, its number, what was printed, whom to call.

A receipt is left in bins and on counters: it names the person by masks only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from drivers.receipt_printer.document import (
    Align,
    Cut,
    Element,
    Feed,
    Pair,
    Qr,
    ReceiptDocument,
    Rule,
    Size,
    Text,
    Weight,
)
from kiosk.domain.masks import mask_id, mask_name
from kiosk.flow.display import Language
from kiosk.flow.words import Said
from kiosk.flow.words import Text as Key
from kiosk.texts import Texts


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """What must still be supplied: which paper, why, until when."""

    paper: Said
    reason: Said
    until: date


@dataclass(frozen=True, slots=True, repr=False)
class CaseReceipt:
    """The facts of one receipt. ``name`` and ``number`` are masked here, on the way to the paper; they are
    empty where nobody signed in.

    ``status`` is a key of ``receipt.status``, empty for a question that was answered; ``due`` says when the
    decision is to be expected and who calls back; ``deposit`` is the number of the originals that belong into
    the locker, and until when.
    ``proof_serial`` and ``pages`` belong to the proof that came out before, None and 0 without one;
    ``progress_code`` is what the QR code holds, empty for none: a public address with the case number at
    most.
    """

    matter: Said
    case: str
    name: str
    number: str
    received_by: str
    accepted_by: str
    printed_at: datetime
    zone: Said
    terminal: str
    help_phone: str
    proof_serial: str | None = None
    pages: int = 0
    progress_code: str = ""
    status: str = ""
    due: Said | None = None
    missing: tuple[MissingPaper, ...] = ()
    deposit: tuple[str, date] | None = None

    def __repr__(self) -> str:
        return "CaseReceipt(…)"


def compose(receipt: CaseReceipt, language: Language, texts: Texts) -> ReceiptDocument:
    """The receipt in the reader's language, for whatever printer."""

    def say(key: str, **params: str) -> str:
        return texts.say(Key(f"receipt.{key}", tuple(params.items())), language)

    elements: list[Element] = [
        Text(say("service"), weight=Weight.BOLD, align=Align.CENTER),
        Text(texts.say(receipt.zone, language), align=Align.CENTER),
        Feed(),
        Text(say("title"), Size.DOUBLE, Weight.BOLD, Align.CENTER),
        Rule(),
        Text(texts.say(receipt.matter, language), weight=Weight.BOLD),
        *((Text(say(f"status.{receipt.status}"), Size.TALL, Weight.BOLD),) if receipt.status else ()),
        Pair(say("case"), receipt.case),
        *((Pair(say("applicant"), mask_name(receipt.name)),) if receipt.name else ()),
        *((Pair(say("number"), mask_id(receipt.number)),) if receipt.number else ()),
        Pair(say("received_by"), receipt.received_by),
        Pair(say("accepted_by"), receipt.accepted_by),
        Pair(say("time"), f"{receipt.printed_at:%Y-%m-%d %H:%M:%S}"),
        Pair(say("terminal"), receipt.terminal),
        Rule(),
    ]
    elements += _what_follows(receipt, language, texts)
    if receipt.proof_serial is not None:
        elements += [
            Text(say("printed", pages=str(receipt.pages)) if receipt.pages else say("printed_proof")),
            Pair(say("serial"), receipt.proof_serial),
            Rule(),
        ]
    if receipt.progress_code:
        elements += [Qr(receipt.progress_code), Text(say("progress"), align=Align.CENTER)]
    elements += [
        Text(say("help", phone=receipt.help_phone), align=Align.CENTER),
        Text(say("keep"), align=Align.CENTER),
        Feed(2),
        Cut(),
    ]
    return ReceiptDocument(tuple(elements))


def _what_follows(receipt: CaseReceipt, language: Language, texts: Texts) -> Iterator[Element]:
    """When it is decided, what is still missing, where the originals go."""

    def say(key: str) -> str:
        return texts.say(Key(f"receipt.{key}"), language)

    told: list[Element] = []
    if receipt.due is not None:
        told.append(Text(texts.say(receipt.due, language)))
    if receipt.missing:
        told.append(Text(say("missing"), weight=Weight.BOLD))
    for one in receipt.missing:
        told += [
            Text(texts.say(one.paper, language), weight=Weight.BOLD),
            Text(texts.say(one.reason, language)),
            Pair(say("until"), one.until.isoformat()),
        ]
    if receipt.deposit is not None:
        number, until = receipt.deposit
        told += [
            Text(say("deposit")),
            Pair(say("deposit_number"), number),
            Pair(say("until"), until.isoformat()),
        ]
    if told:
        yield from told
        yield Rule()
