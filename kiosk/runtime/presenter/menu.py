"""The menu, its lists, the guides."""

from __future__ import annotations

from typing import assert_never

from kiosk.catalogue import LifeEvent, Matter
from kiosk.flow.events import Unit
from kiosk.flow.intents import (
    ChooseDepartment,
    ChooseLifeEvent,
    ChooseMatter,
    OpenSearch,
    PrintGuide,
    ShowAllMatters,
    StartMatter,
    UseCredential,
)
from kiosk.flow.openness import Hindered, Hindrance, hindrance
from kiosk.flow.state import Guide, Menu, MenuPlace
from kiosk.flow.words import Words, text
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.snapshot import (
    Action,
    Fact,
    GuideContent,
    MatterCard,
    MenuContent,
    MenuView,
    Tile,
)

MOST_USED_SHOWN = 6
FOUND_SHOWN = 12
HOME_LIFE_EVENTS = 6

DEPARTMENT_ICON = "buildings"


def reason_words(view: View, hindered: Hindered) -> Words:
    """Why not, until when, where else: one sentence."""
    match hindered.why:
        case Hindrance.DEVICE_MISSING:
            assert hindered.unit is not None
            return text(f"hindrance.device.{hindered.unit.value}")
        case Hindrance.CLOSED_BY_DEPARTMENT:
            if view.texts.has(hindered.reason):
                return text(hindered.reason, until=hindered.until)
            key = "hindrance.closed_until" if hindered.until else "hindrance.closed"
            return text(key, until=hindered.until)
        case _:
            return text(f"hindrance.{hindered.why.value}")


def card(view: View, matter: Matter) -> MatterCard:
    hindered = hindrance(view.state, matter.id)
    return MatterCard(
        matter.id,
        matter.title,
        matter.official,
        view.department(matter),
        hindered is None,
        None if hindered is None else reason_words(view, hindered),
        Action(f"matter.{matter.id}", matter.title, ChooseMatter(matter.id)),
    )


def _tile(event: LifeEvent, chosen: str) -> Tile:
    act = Action(f"life_event.{event.id}", event.name, ChooseLifeEvent(event.id))
    return Tile(event.id, event.name, event.icon, act, event.id == chosen)


def menu(view: View, stage: Menu) -> MenuContent:
    catalogue = view.catalogue
    events = tuple(_tile(event, stage.key) for event in catalogue.life_events)
    departments: tuple[Tile, ...] = ()
    matters: tuple[Matter, ...] = ()
    heading: Words
    match stage.place:
        case MenuPlace.HOME:
            shown, heading = MenuView.HOME, text("menu.most_used")
            # What one comes back for stands first: certificates to print, cases to follow.
            functions = tuple(one for one in catalogue.functions if one.handled)
            matters = (*functions, *catalogue.most_used(MOST_USED_SHOWN - len(functions)))
            events = events[:HOME_LIFE_EVENTS]
        case MenuPlace.LIFE_EVENT:
            shown = MenuView.LIST
            matters = catalogue.by_life_event(stage.key)
            heading = next((e.name for e in catalogue.life_events if e.id == stage.key), text("menu.all"))
        case MenuPlace.DEPARTMENTS:
            shown, heading = MenuView.DEPARTMENTS, text("menu.departments")
            departments = tuple(
                Tile(
                    department.id,
                    department.name,
                    DEPARTMENT_ICON,
                    Action(f"department.{department.id}", department.name, ChooseDepartment(department.id)),
                )
                for department in catalogue.departments
            )
        case MenuPlace.DEPARTMENT:
            shown = MenuView.LIST
            matters = catalogue.by_department(stage.key)
            found = catalogue.department(stage.key)
            heading = found.official if found is not None else text("menu.all")
        case MenuPlace.SEARCH:
            shown, heading = MenuView.SEARCH, text("menu.search")
            matters = catalogue.search(stage.words, FOUND_SHOWN)
        case _:
            assert_never(stage.place)
    return MenuContent(
        view=shown,
        person=view.person if view.session.admitted else "",
        heading=heading,
        waiting=(),
        life_events=events,
        departments=departments,
        matters=tuple(card(view, matter) for matter in matters),
        search_words=stage.words,
        all_matters=secondary("all_matters", ShowAllMatters()),
        search=secondary("search", OpenSearch()),
        sign_in=None if view.session.presented else secondary("sign_in", UseCredential()),
    )


def guide(view: View, stage: Guide) -> GuideContent:
    matter = view.matter(stage.matter)
    hindered = hindrance(view.state, matter.id)
    facts: list[Fact] = [Fact(text("guide.department"), view.department(matter))]
    if matter.definition is not None:
        told = matter.definition.guide
        facts += [
            Fact(text("guide.who"), told.who),
            Fact(text("guide.bring"), told.bring),
            Fact(text("guide.time"), told.time),
            Fact(text("guide.cost"), told.cost),
            Fact(text("guide.legal_basis"), told.legal_basis),
        ]
        if told.notice is not None:
            facts.append(Fact(text("guide.notice"), told.notice))
    actions: tuple[Action, ...] = ()
    if matter.definition is not None and view.state.works(Unit.RECEIPT_PRINTER):
        actions = (secondary("print_guide", PrintGuide()),)
    if hindered is None:
        actions = (*actions, primary("start", StartMatter(matter.id)))
    return GuideContent(
        matter.title,
        matter.official,
        tuple(facts),
        hindered is None,
        None if hindered is None else reason_words(view, hindered),
        actions,
    )
