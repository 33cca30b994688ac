"""The receipt of a case: what was asked for, its number, what was printed, whom to call.

A receipt is left in bins and on counters: it names the person by masks only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True, repr=False)
class CaseReceipt:
    """The facts of one receipt. ``name`` and ``number`` are masked here, on the way to the paper.

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
        Pair(say("case"), receipt.case),
        Pair(say("applicant"), mask_name(receipt.name)),
        Pair(say("number"), mask_id(receipt.number)),
        Pair(say("received_by"), receipt.received_by),
        Pair(say("accepted_by"), receipt.accepted_by),
        Pair(say("time"), f"{receipt.printed_at:%Y-%m-%d %H:%M:%S}"),
        Pair(say("terminal"), receipt.terminal),
        Rule(),
    ]
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
