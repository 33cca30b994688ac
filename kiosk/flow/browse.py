"""The menu and the guides: finding a matter, with or without having signed in."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.course import begin
from kiosk.flow.effects import EndReason, ForgetMatter
from kiosk.flow.intents import (
    ChooseDepartment,
    ChooseLifeEvent,
    ChooseMatter,
    GoBack,
    OpenSearch,
    SearchFor,
    ShowAllMatters,
    StartMatter,
)
from kiosk.flow.openness import hindrance
from kiosk.flow.proving import is_stale, prove
from kiosk.flow.state import (
    AskCredential,
    Guide,
    Menu,
    MenuPlace,
    Stage,
    State,
)
from kiosk.flow.table import Here, Next, on

LONGEST_SEARCH = 40


def admissible(state: State, matter: str) -> bool:
    """Whether signing in for this matter makes sense."""
    rule = state.setup.matters.get(matter)
    return rule is not None and rule.needs_person and hindrance(state, matter) is None


def begin_matter(here: Here[Stage], matter: str) -> Next:
    """First page of a matter; whoever is not proved (any more) is asked to be first."""
    rule = here.state.setup.matters[matter]
    session = here.session
    if rule.needs_person:
        if session.presented is None:
            return here.go(AskCredential(), session=replace(session, wanted_matter=matter))
        proof = session.proof
        if proof is None or is_stale(here, rule, proof):
            # The matter before it is over: nobody is acted for any more while the check is made.
            session = replace(session, wanted_matter=matter, errand=None)
            return prove(here, session, ForgetMatter(session.serial))
    return begin(here, matter, session)


@on(Menu, event=ChooseLifeEvent)
def choose_life_event(here: Here[Menu], event: ChooseLifeEvent) -> Next:
    return here.go(Menu(MenuPlace.LIFE_EVENT, event.life_event))


@on(Menu, event=ShowAllMatters)
def show_all(here: Here[Menu], event: ShowAllMatters) -> Next:
    return here.go(Menu(MenuPlace.DEPARTMENTS))


@on(Menu, event=ChooseDepartment)
def choose_department(here: Here[Menu], event: ChooseDepartment) -> Next:
    return here.go(Menu(MenuPlace.DEPARTMENT, event.department))


@on(Menu, event=OpenSearch)
def open_search(here: Here[Menu], event: OpenSearch) -> Next:
    return here.go(Menu(MenuPlace.SEARCH))


@on(Menu, event=SearchFor)
def search_for(here: Here[Menu], event: SearchFor) -> Next:
    return here.show(Menu(MenuPlace.SEARCH, words=event.words[:LONGEST_SEARCH]))


@on(Menu, event=ChooseMatter)
def choose_matter(here: Here[Menu], event: ChooseMatter) -> Next:
    if event.matter not in here.state.setup.matters:
        return here.stay()
    if here.session.admitted and hindrance(here.state, event.matter) is None:
        return begin_matter(here, event.matter)
    return here.go(Guide(event.matter, here.stage))


@on(Menu, event=GoBack)
def leave_menu(here: Here[Menu], event: GoBack) -> Next:
    match here.stage.place:
        case MenuPlace.HOME:
            return here.stay() if here.session.admitted else here.end(EndReason.LEFT)
        case MenuPlace.DEPARTMENT:
            return here.go(Menu(MenuPlace.DEPARTMENTS))
        case MenuPlace.LIFE_EVENT | MenuPlace.DEPARTMENTS | MenuPlace.SEARCH:
            return here.go(Menu())


@on(Guide, event=StartMatter)
def start_matter(here: Here[Guide], event: StartMatter) -> Next:
    if event.matter != here.stage.matter or hindrance(here.state, event.matter) is not None:
        return here.stay()
    return begin_matter(here, event.matter)


@on(Guide, event=GoBack)
def leave_guide(here: Here[Guide], event: GoBack) -> Next:
    return here.go(here.stage.menu)
