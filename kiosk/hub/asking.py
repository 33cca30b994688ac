"""What stands before every question to a department: who asks, for whom, how sure, and whether it answers
now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import CertificateHeld, EntryKind, Opening
from kiosk.backend.models import Assurance
from kiosk.catalogue.matter import Definition
from kiosk.domain.known_facts import KnownFact
from kiosk.domain.masks import mask_id
from kiosk.hub.acts import Act
from kiosk.hub.assurances import is_assured
from kiosk.hub.availability import hindrance
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments.registry import Handler, Level, Opened, Question, refused
from kiosk.hub.problems import Refusal
from kiosk.hub.records import Records
from kiosk.hub.register import held, known_facts
from kiosk.hub.tables import AdmissionRow, PrincipalRow, ResidentRow

_MALE = "1"  # GB/T 2261.1


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A matter that this person may ask for now. ``resident`` is whom it is about, ``agent`` who acts."""

    act: Act
    handler: Handler
    definition: Definition | None
    admission: AdmissionRow | None
    resident: ResidentRow | None
    agent: ResidentRow | None
    assurance: Assurance

    @property
    def today(self) -> date:
        return self.act.now.astimezone(SHANGHAI).date()

    @property
    def records(self) -> Records:
        """The holder's."""
        return Records(self.act.session, self.resident.key if self.resident else None)

    def question(self) -> Question:
        """The question without any form."""
        return Question(self.act.session, self.resident, {}, self.act.now, self.records, self.agent)


def ask(
    act: Act, matter: str, subject: str | None, assurance: Assurance, acting_for: str | None
) -> Asked | Refusal:
    """Whether the matter may be asked for. What is refused here never reached a department."""
    handler = act.hub.registry.find(matter)
    if handler is None:
        return Refusal(RefusalType.MATTER_UNKNOWN)
    admission = act.admission(subject) if subject is not None else None
    if admission is None and (subject is not None or handler.level is not Level.PUBLIC):
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    if (closed := hindrance(act.hub, act.session, handler, act.now)) is not None:
        return closed.refusal()
    if admission is None:
        if acting_for is not None:
            return Refusal(RefusalType.SUBJECT_UNKNOWN)
        return Asked(act, handler, act.hub.definitions.find(matter), None, None, None, assurance)
    if handler.level is Level.LIVE_PERSON and not is_assured(act, admission, assurance, matter):
        return Refusal(RefusalType.ASSURANCE_TOO_LOW, {"level": handler.level.value})
    act.belongs_to = admission.subject
    resident = act.session.get(ResidentRow, admission.resident) if admission.resident else None
    agent = None
    if acting_for is not None:
        principal = act.session.get(PrincipalRow, acting_for)
        if principal is None or principal.subject != admission.subject or principal.matter != matter:
            return Refusal(RefusalType.SUBJECT_UNKNOWN)
        agent, resident = resident, act.session.get_one(ResidentRow, principal.resident)
    return Asked(act, handler, act.hub.definitions.find(matter), admission, resident, agent, assurance)


def open_for(asked: Asked, entry: EntryKind = EntryKind.APPLY) -> Opening | Refusal:
    """What is known of the person in this matter: the department's part and the registers'."""
    if asked.resident is None and asked.handler.residents_only and asked.handler.level is not Level.PUBLIC:
        return Refusal(RefusalType.NO_RECORD, {"scope": "all"})
    if entry is EntryKind.APPLY and (refusal := _too_young_or_old(asked)) is not None:
        return refusal
    opened: Opened | Refusal = asked.handler.open(asked.question())
    if isinstance(opened, Refusal):
        return opened
    facts = known_facts(asked.records)
    if asked.resident is not None:
        facts[KnownFact.CREDENTIAL.value] = mask_id(asked.resident.number)
    asked_for = _prefilled(asked.definition)
    return Opening(
        prefill={
            name: text for name, text in {**facts, **opened.prefill}.items() if name in asked_for and text
        },
        offered=dict(opened.offered),
        certificates=_certificates(asked, opened),
        warnings=opened.warnings,
    )


def _prefilled(definition: Definition | None) -> frozenset[str]:
    """What the matter asks for; no more of a person is told than it needs."""
    return frozenset(field.prefill for field in definition.fields) if definition else frozenset()


def _certificates(asked: Asked, opened: Opened) -> tuple[CertificateHeld, ...]:
    if asked.definition is None:
        return opened.certificates
    wanted = {material.certificate for material in asked.definition.materials}
    own = {one.kind for one in opened.certificates}
    shared = (one for one in held(asked.records, asked.today) if one.kind in wanted and one.kind not in own)
    return (*opened.certificates, *shared)


def _too_young_or_old(asked: Asked) -> Refusal | None:
    if asked.definition is None or asked.resident is None:
        return None
    age = full_years(asked.resident.birth, asked.today)
    for condition in asked.definition.eligibility:
        least = condition.min_age_men if asked.resident.sex == _MALE else condition.min_age_women
        bounds = (
            condition.min_age is not None and age < condition.min_age,
            least is not None and age < least,
            condition.max_age is not None and age > condition.max_age,
        )
        if condition.refusal and any(bounds):
            return refused(condition.refusal)
    return None


def full_years(birth: date, today: date) -> int:
    """The age in full years (周岁)."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
