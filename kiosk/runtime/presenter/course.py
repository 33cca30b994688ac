"""Where one is in a matter: its names, the steps of this errand, and which of them stands."""

from __future__ import annotations

from enum import Enum, auto

from kiosk.flow.course import Mark, stands
from kiosk.flow.errand import Entry, Errand
from kiosk.flow.words import Words, text
from kiosk.runtime.presenter.view import View
from kiosk.runtime.snapshot import Heading


class Step(Enum):
    """The steps as people count them."""

    CONDITIONS = auto()
    FILL = auto()
    MATERIALS = auto()
    REVIEW = auto()
    SIGN = auto()
    RESULT = auto()
    PAPER = auto()


_MARKS = {
    Step.CONDITIONS: Mark.CONDITIONS,
    Step.FILL: Mark.FORM,
    Step.MATERIALS: Mark.MATERIALS,
    Step.REVIEW: Mark.REVIEW,
    Step.SIGN: Mark.SIGNATURE,
}


def errand_of(view: View, matter: str) -> Errand:
    found = view.session.errand
    return found if found is not None and found.matter == matter else Errand(matter)


def steps_of(view: View, matter: str) -> tuple[Step, ...]:
    errand = errand_of(view, matter)
    rule = view.state.setup.matters[matter]
    steps = [step for step, mark in _MARKS.items() if stands(rule, errand, mark)]
    definition = view.matter(matter).definition
    printed = definition is not None and any(output.kind.device for output in definition.outputs)
    return (*steps, Step.RESULT, Step.PAPER) if printed else (*steps, Step.RESULT)


def heading(view: View, matter: str, step: Step | None = None) -> Heading:
    found = view.matter(matter)
    if step is None:
        return Heading(found.title, found.official)
    steps = steps_of(view, matter)
    number = steps.index(step) + 1 if step in steps else 0
    return Heading(found.title, found.official, number, names(steps))


def names(steps: tuple[Step, ...]) -> tuple[Words, ...]:
    return tuple(text(f"form.step.{step.name.lower()}") for step in steps)


def printing_later(view: View, matter: str) -> bool:
    return errand_of(view, matter).entry is Entry.PRINT
