"""The way into a matter: by which door, for whom, what the department knows, what it asks for."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.course import Mark, errand_of, onward, to_menu
from kiosk.flow.effects import Act, Audit, FindPrincipal
from kiosk.flow.entry import refuse
from kiosk.flow.errand import ChoosingEntry, ChoosingWhom, Conditions, HolderCard, Opening
from kiosk.flow.events import AnswerRefused, CardPresented, MatterOpened, PrincipalFound
from kiosk.flow.intents import ActForAnother, ActForOneself, ChooseEntry, Continue, GoBack
from kiosk.flow.problems import Problem
from kiosk.flow.proving import lapse
from kiosk.flow.refusals import refused
from kiosk.flow.state import Trouble
from kiosk.flow.table import Here, Next, on
from kiosk.flow.ways import HOLDER_WAYS, ways_from


@on(ChoosingEntry, event=ChooseEntry)
def choose_entry(here: Here[ChoosingEntry], event: ChooseEntry) -> Next:
    errand = replace(errand_of(here.session, here.stage.matter), entry=event.entry)
    return onward(here, Mark.DOOR, replace(here.session, errand=errand))


@on(ChoosingWhom, event=ActForOneself)
def act_for_oneself(here: Here[ChoosingWhom], event: ActForOneself) -> Next:
    return onward(here, Mark.WHOM, here.session)


@on(ChoosingWhom, Trouble, event=ActForAnother)
def act_for_another(here: Here[ChoosingWhom | Trouble], event: ActForAnother) -> Next:
    if isinstance(here.stage, Trouble) and here.stage.ways != HOLDER_WAYS:
        return here.stay()
    return here.go(HolderCard(here.stage.matter))


@on(HolderCard, event=CardPresented)
def holder_card_came(here: Here[HolderCard], event: CardPresented) -> Next:
    if here.stage.reading:
        return here.stay()
    matter = here.stage.matter
    return here.go(HolderCard(matter, reading=True), FindPrincipal(here.session.serial, matter))


@on(HolderCard, event=PrincipalFound)
def principal_found(here: Here[HolderCard], event: PrincipalFound) -> Next:
    if not here.stage.reading:
        return here.stay()  # of a document that is waited for no longer
    matter = here.stage.matter
    errand = replace(errand_of(here.session, matter), acting=True)
    session = replace(here.session, errand=errand)
    return onward(here, Mark.WHOM, session, Audit(Act.ACTED_FOR_ANOTHER, session.serial, matter))


@on(HolderCard, event=AnswerRefused)
def principal_refused(here: Here[HolderCard], event: AnswerRefused) -> Next:
    if not here.stage.reading:
        return here.stay()
    matter, session = here.stage.matter, lapse(here.session, event.problem)
    audit = Audit(Act.MATTER_REFUSED, session.serial, f"{matter} {event.code or event.problem.value}")
    if event.problem is Problem.ADMISSION_LOST:
        return refuse(here, event.problem, audit)
    proving = event.problem is Problem.ASSURANCE_EXPIRED
    ways = ways_from(here.state, session, event.problem) if proving else HOLDER_WAYS
    trouble = Trouble(event.problem, ways, matter, code=event.code, retry=HolderCard(matter))
    return here.go(trouble, audit, session=session)


@on(HolderCard, event=GoBack)
def leave_holder_card(here: Here[HolderCard], event: GoBack) -> Next:
    return here.stay() if here.stage.reading else here.go(ChoosingWhom(here.stage.matter))


@on(Opening, event=MatterOpened)
def matter_opened(here: Here[Opening], event: MatterOpened) -> Next:
    errand = replace(errand_of(here.session, here.stage.matter), first_group=event.first_group)
    return onward(here, Mark.OPENING, replace(here.session, errand=errand))


@on(Opening, event=AnswerRefused)
def opening_refused(here: Here[Opening], event: AnswerRefused) -> Next:
    return refused(here, event, typed=False)


@on(Conditions, event=Continue)
def conditions_read(here: Here[Conditions], event: Continue) -> Next:
    return onward(here, Mark.CONDITIONS, here.session)


@on(ChoosingEntry, ChoosingWhom, Conditions, event=GoBack)
def leave_matter(here: Here[ChoosingEntry | ChoosingWhom | Conditions], event: GoBack) -> Next:
    return to_menu(here)
