"""What the devices should be doing in a state. The runtime makes it so; nothing is undone by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.flow.errand import HolderCard
from kiosk.flow.events import TICKETS, Unit
from kiosk.flow.problems import CREDENTIAL_PROBLEMS
from kiosk.flow.state import AskCredential, Attract, Goodbye, Guide, Menu, State, Trouble


class CardWatch(StrEnum):
    NONE = "none"
    ARRIVAL = "arrival"  # tell when a card is put on the reader
    REMOVAL = "removal"  # tell when the card is taken


@dataclass(frozen=True, slots=True)
class Wants:
    card: CardWatch
    code: bool
    ticket: bool = False  # tell when the receipt is taken


def _welcomes_credential(state: State) -> bool:
    match state.stage:
        case Attract():
            return state.setup.admission_first
        case AskCredential():
            return True
        case Menu() | Guide():
            return state.session is not None and state.session.presented is None
        case Trouble(problem=problem):
            return problem in CREDENTIAL_PROBLEMS and not (state.session and state.session.admitted)
        case _:
            return False


def wants(state: State) -> Wants:
    session = state.session
    ticket = session is not None and bool(session.to_be_taken & TICKETS)
    return replace(_wants_of_credentials(state), ticket=ticket)


def _wants_of_credentials(state: State) -> Wants:
    if _welcomes_credential(state):
        # A card that still lies there is waited for to go before it can be put there again.
        card = CardWatch.REMOVAL if state.card_lies else CardWatch.ARRIVAL
        code = state.works(Unit.CODE_SCANNER) and state.back_end_reachable is not False
        return Wants(card, code)
    if isinstance(state.stage, HolderCard) and not state.stage.reading:
        return Wants(CardWatch.REMOVAL if state.card_lies else CardWatch.ARRIVAL, code=False)
    if state.card_lies or isinstance(state.stage, Goodbye):
        return Wants(CardWatch.REMOVAL, code=False)
    return Wants(CardWatch.NONE, code=False)
