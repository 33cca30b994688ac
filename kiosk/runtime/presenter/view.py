"""What every page's presenter can see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.catalogue import Catalogue, Matter
from kiosk.domain.masks import mask_name
from kiosk.flow.display import Language
from kiosk.flow.intents import Intent
from kiosk.flow.state import Session, State
from kiosk.flow.words import Said, Words, text
from kiosk.runtime.desk import Place
from kiosk.runtime.snapshot import Action, ActionRole
from kiosk.runtime.vault import HOLDER, Vault
from kiosk.texts import Texts


@dataclass(frozen=True, slots=True)
class View:
    state: State
    vault: Vault | None
    catalogue: Catalogue
    texts: Texts
    place: Place
    today: date
    now: float
    entered: float  # when the stage was entered, in seconds of the core's clock

    @property
    def language(self) -> Language:
        return self.state.display.language

    @property
    def session(self) -> Session:
        assert self.state.session is not None
        return self.state.session

    @property
    def person(self) -> str:
        """The masked name of whoever signed in; "" before."""
        holder = self.vault.get(HOLDER) if self.vault is not None else None
        return mask_name(holder.name) if holder is not None else ""

    def matter(self, matter_id: str) -> Matter:
        found = self.catalogue.matter(matter_id)
        assert found is not None, f"the flow knows a matter {matter_id} that the catalogue does not"
        return found

    def department(self, matter: Matter) -> Said:
        for department_id in matter.departments:
            department = self.catalogue.department(department_id)
            if department is not None:
                return department.name
        return Said("", "")

    def say(self, words: Words) -> str:
        """The words in the language that is shown now, for what goes inside another sentence."""
        return self.texts.say(words, self.language)


def primary(name: str, intent: Intent, label: Words | None = None) -> Action:
    return Action(name, label or text(f"action.{name}"), intent, ActionRole.PRIMARY)


def secondary(name: str, intent: Intent, label: Words | None = None) -> Action:
    return Action(name, label or text(f"action.{name}"), intent)
