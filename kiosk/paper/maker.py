"""Documents of a case: the back end's answer and the person's facts become a proof and a receipt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from drivers.receipt_printer.document import ReceiptDocument
from kiosk.backend.models import CaseStatus, Proof, QueryResult, Table, TextRef, ValueKind
from kiosk.catalogue.matter import Matter, OutputKind
from kiosk.domain.credentials import CredentialKind
from kiosk.flow.display import Language
from kiosk.flow.words import Said, Text
from kiosk.paper.a4 import PaperError, render_apart, render_pictures
from kiosk.paper.columns import SIZES, measure
from kiosk.paper.receipt import CaseReceipt, MissingPaper, compose
from kiosk.paper.sheet import Fact, ProofSheet, SheetColumn, Side, Standing
from kiosk.paper.slips import DepositSlip, compose_guide, compose_slip
from kiosk.runtime.presenter.values import cell, sentence, written
from kiosk.runtime.printing_port import PaperNotMade
from kiosk.texts import Texts

RENDER_S = 15.0

RECORD, CERTIFICATE, STATEMENT, E_CERTIFICATE = "record", "certificate", "statement", "e-certificate"
LONG = 8  # rows: a longer table is what the sheet is about

_SIDES: Mapping[ValueKind, Side] = {
    ValueKind.TEXT: Side.LEFT,
    ValueKind.NUMBER: Side.RIGHT,
    ValueKind.MONEY: Side.RIGHT,
    ValueKind.MONTH: Side.CENTER,
    ValueKind.DATE: Side.CENTER,
    ValueKind.TIME: Side.CENTER,
    ValueKind.KEY: Side.CENTER,
}
_BOTH = (Language.CHINESE, Language.ENGLISH)
_WRAPS = frozenset((ValueKind.TEXT, ValueKind.KEY))
_IN_BRACKETS = re.compile(r"（[^（）]*）$")


class PersonOnPaper(Protocol):
    """What paper says of the person; ``kiosk.runtime.vault.Holder`` has it."""

    @property
    def kind(self) -> CredentialKind: ...

    @property
    def name(self) -> str: ...

    @property
    def number(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Where and as what this terminal prints. ``progress_base`` begins the address in a receipt's QR code."""

    terminal: str
    zone: Said
    help_phone: str
    standing: Standing
    progress_base: str = ""


class DocumentMaker:
    """Makes both kinds. ``matter_of`` finds a matter; ``now`` is an instant in the local zone.

    A proof is in Chinese whatever language the screen speaks, with an English title: offices read it.
    """

    def __init__(
        self,
        place: PaperPlace,
        texts: Texts,
        matter_of: Callable[[str], Matter | None],
        now: Callable[[], datetime],
    ) -> None:
        self._place = place
        self._texts = texts
        self._matter_of = matter_of
        self._now = now

    async def proof(
        self,
        matter: str,
        holder: PersonOnPaper | None,
        answer: QueryResult,
        proof: Proof,
        language: Language,
    ) -> tuple[bytes, int]:
        """The PDF and its number of pages. Raises ``PaperNotMade``; nothing was printed then."""
        sheet = self.sheet(matter, holder, answer, proof)
        try:
            return await render_apart(sheet.template, sheet.data(), RENDER_S)
        except PaperError as error:
            raise PaperNotMade(str(error)) from None

    async def preview(
        self, matter: str, holder: PersonOnPaper | None, answer: QueryResult, language: Language
    ) -> tuple[bytes, ...]:
        """The proof's pages as PNG. It has no serial yet, and says so. Raises ``PaperNotMade``."""
        word = self._say("paper.preview")
        unissued = Proof(
            serial="PREVIEW-0",
            verification_code="",
            verify_url="PREVIEW",
            issued_at=self._now(),
        )
        sheet = replace(self.sheet(matter, holder, answer, unissued), serial=word, verification_code=word)
        try:
            return await render_pictures(sheet.template, sheet.data(), RENDER_S)
        except PaperError as error:
            raise PaperNotMade(str(error)) from None

    async def book(self, matter: str, holder: PersonOnPaper, answer: QueryResult) -> bytes:
        """The first page of a medical record book. Raises ``PaperNotMade``."""
        assert answer.book is not None
        # The page has lines of its own for these.
        shown = (holder.name, answer.book.number, f"{self._now():%Y-%m-%d}")
        data = {
            "title": self._say("paper.book.title"),
            "number": answer.book.number,
            "name": holder.name,
            "facts": [
                {
                    "label": self._say(fact.label),
                    "value": written(fact.value, Language.CHINESE, self._texts),
                }
                for fact in answer.book.lines
                if fact.value.value not in shown
            ],
            "made_on": f"{self._now():%Y-%m-%d}",
            "terminal": self._place.terminal,
            "sample": self._place.standing is Standing.SAMPLE,
        }
        try:
            pdf, _ = await render_apart("record-book", data, RENDER_S)
        except PaperError as error:
            raise PaperNotMade(str(error)) from None
        return pdf

    def sheet(
        self, matter: str, holder: PersonOnPaper | None, answer: QueryResult, proof: Proof
    ) -> ProofSheet:
        """The proof before it is set."""
        found = self._matter_of(matter)
        official = found.official if found is not None else Said(matter, matter)
        definition = found.definition if found is not None else None
        notice = definition.guide.notice if definition is not None else None
        disclaimer = definition.disclaimer if definition is not None else None
        code = proof.verification_code
        template = self._template(found, answer)
        rows = self._rows(answer.table)
        columns, size = self._columns(answer.table, rows)
        return ProofSheet(
            template=template,
            title=_IN_BRACKETS.sub("", official.zh),
            title_en=official.en,
            service=self._say("paper.service"),
            issuer=self._say("paper.issuer"),
            organisation=answer.accepted_by,
            case=answer.case,
            facts=self._facts(template, holder, answer),
            caption=self._caption(answer.table),
            columns=columns,
            rows=rows,
            total=(),
            notes=self._notes(template, holder, disclaimer, notice),
            serial=proof.serial,
            verification_code="-".join(code[start : start + 4] for start in range(0, len(code), 4)),
            verify_url=proof.verify_url,
            printed_at=self._now(),
            terminal=self._place.terminal,
            standing=self._place.standing,
            lead=self._lead(answer.headline),
            subject=self._subject(answer),
            size=size,
        )

    def _facts(self, template: str, holder: PersonOnPaper | None, answer: QueryResult) -> tuple[Fact, ...]:
        """The person, the case, the answer's own. A copy of a certificate shows only what stands in it."""
        told = tuple(
            Fact(self._say(fact.label), written(fact.value, Language.CHINESE, self._texts))
            for fact in answer.facts
        )
        if template == E_CERTIFICATE:
            name = () if holder is None else (Fact(self._say("paper.holder"), holder.name),)
            return (*name, *(fact for fact in told if fact.value != self._subject(answer)))
        return (
            *(self._person(holder) if holder is not None else ()),
            Fact(self._say("paper.case"), answer.case),
            *told,
        )

    def _notes(
        self, template: str, holder: PersonOnPaper | None, disclaimer: Said | None, notice: Said | None
    ) -> tuple[str, ...]:
        own = [f"{said.zh.rstrip('。')}。" for said in (disclaimer, notice) if said is not None]
        own.append(self._say("paper.note.statement" if template == STATEMENT else "paper.note.moment"))
        if holder is not None:
            own.append(self._say("paper.note.keep"))
        return tuple(dict.fromkeys(own))

    def _person(self, holder: PersonOnPaper) -> tuple[Fact, ...]:
        return (
            Fact(self._say("paper.name"), holder.name),
            Fact(self._say("paper.credential"), self._say(f"paper.kind.{holder.kind.value}")),
            Fact(self._say("paper.number"), holder.number),
        )

    def _template(self, matter: Matter | None, answer: QueryResult) -> str:
        """The template that the matter's A4 names, else the one of its kind."""
        definition = matter.definition if matter is not None else None
        for output in definition.outputs if definition is not None else ():
            if output.template and output.kind in (OutputKind.A4_CERTIFICATE, OutputKind.A4_STATEMENT):
                return output.template
            if output.kind is OutputKind.A4_STATEMENT:
                return STATEMENT
        return RECORD if answer.table is not None and len(answer.table.rows) > LONG else CERTIFICATE

    def _lead(self, headline: TextRef) -> str:
        """The answer's sentence; paper that others read has one of its own where ``<headline>.paper`` is."""
        own = f"{headline.key}.paper"
        return self._sentence(headline.model_copy(update={"key": own}) if self._texts.has(own) else headline)

    def _sentence(self, reference: TextRef) -> str:
        """The back end's sentence in Chinese, its values as they are read."""
        params = {
            name: written(value, Language.CHINESE, self._texts) for name, value in reference.params.items()
        }
        return self._texts.say(Text(reference.key, tuple(params.items())), Language.CHINESE)

    def _subject(self, answer: QueryResult) -> str:
        """The certificate that the answer is about, as its sentence names it."""
        named = answer.headline.params.get("certificate")
        return written(named, Language.CHINESE, self._texts) if named is not None else ""

    def slip(
        self, matter: str, holder: PersonOnPaper, answer: QueryResult, language: Language
    ) -> ReceiptDocument:
        """What is laid into the locker with the originals."""
        assert answer.deposit is not None
        found = self._matter_of(matter)
        facts = DepositSlip(
            matter=found.title if found is not None else Said(matter, matter),
            case=answer.case,
            number=answer.deposit.number,
            until=answer.deposit.until,
            name=holder.name,
            printed_at=self._now(),
            zone=self._place.zone,
            terminal=self._place.terminal,
            help_phone=self._place.help_phone,
        )
        return compose_slip(facts, language, self._texts)

    def guide(self, matter: str, language: Language) -> ReceiptDocument:
        """办事指南 on the receipt printer's paper, for anybody."""
        found = self._matter_of(matter)
        assert found is not None and found.definition is not None
        return compose_guide(
            found, self._place.zone, self._place.help_phone, self._now(), language, self._texts
        )

    def receipt(
        self,
        matter: str,
        holder: PersonOnPaper | None,
        answer: QueryResult,
        proof: Proof | None,
        language: Language,
    ) -> ReceiptDocument:
        """The receipt in the language of the screen."""
        found = self._matter_of(matter)
        base = self._place.progress_base
        facts = CaseReceipt(
            matter=found.title if found is not None else Said(matter, matter),
            case=answer.case,
            name=holder.name if holder is not None else "",
            number=holder.number if holder is not None else "",
            received_by=answer.received_by,
            accepted_by=answer.accepted_by,
            printed_at=self._now(),
            zone=self._place.zone,
            terminal=self._place.terminal,
            help_phone=self._place.help_phone,
            proof_serial=proof.serial if proof is not None else None,
            progress_code=f"{base}/{answer.case}" if base else answer.case,
            status="" if answer.status is CaseStatus.ANSWERED else answer.status.value.replace("-", "_"),
            due=self._said(answer.due) if answer.due is not None else None,
            missing=tuple(
                MissingPaper(_paper(found, one.material), self._said(TextRef(key=one.reason)), one.until)
                for one in answer.missing
            ),
            deposit=(answer.deposit.number, answer.deposit.until) if answer.deposit is not None else None,
        )
        return compose(facts, language, self._texts)

    def _said(self, reference: TextRef) -> Said:
        """The back end's sentence in both languages."""
        zh, en = (self._texts.say(sentence(reference, one, self._texts), one) for one in _BOTH)
        return Said(zh, en)

    def _say(self, key: str) -> str:
        return self._texts.say(Text(key), Language.CHINESE)

    def _caption(self, table: Table | None) -> str:
        """The unit of money, unless the columns say it themselves."""
        labels = (
            [] if table is None else [self._say(c.label) for c in table.columns if c.kind is ValueKind.MONEY]
        )
        unit = self._say("paper.unit.word")
        return self._say("paper.unit.yuan") if any(unit not in label for label in labels) else ""

    def _columns(
        self, table: Table | None, rows: tuple[tuple[str, ...], ...]
    ) -> tuple[tuple[SheetColumn, ...], float]:
        """The columns, and the size of the letters in points."""
        if table is None:
            return (), SIZES[0]
        labels = [self._say(column.label) for column in table.columns]
        measured = measure(labels, [column.kind in _WRAPS for column in table.columns], rows)
        sides = (_SIDES[column.kind] for column in table.columns)
        columns = tuple(
            SheetColumn(label, side, round(width, 2))
            for label, side, width in zip(labels, sides, measured.widths, strict=True)
        )
        return columns, measured.size

    def _rows(self, table: Table | None) -> tuple[tuple[str, ...], ...]:
        if table is None:
            return ()
        kinds = [column.kind for column in table.columns]
        return tuple(
            tuple(
                cell(kind, value, Language.CHINESE, self._texts)
                for kind, value in zip(kinds, row, strict=True)
            )
            for row in table.rows
        )


def _paper(matter: Matter | None, key: str) -> Said:
    """The name of a material, as its matter calls it."""
    materials = matter.definition.materials if matter is not None and matter.definition is not None else ()
    return next((one.name for one in materials if one.key == key), Said(key, key))
