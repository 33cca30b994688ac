"""What a field's own button leaves on the form: an error, and its going when the button has done its work."""

from __future__ import annotations

from support.visits import CASE, Visit

from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow.errand import Form


def at_the_form() -> Visit:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(
        it.ChooseMatter(CASE),
        it.ChooseEntry(it.Entry.APPLY),
        it.ActForOneself(),
        ev.MatterOpened(visit.serial, 0),
        it.Continue(),
    )
    assert isinstance(visit.stage, Form)
    return visit


def errors(visit: Visit) -> dict[str, str]:
    assert isinstance(visit.stage, Form)
    return dict(visit.stage.errors)


def test_a_code_that_was_not_sent_is_said_at_its_field_until_one_is_sent() -> None:
    visit = at_the_form()
    visit.send(ev.FieldButtonDone(visit.serial, "code", "field.error.code_too_often"))
    assert errors(visit) == {"code": "field.error.code_too_often"}
    visit.send(ev.FieldButtonDone(visit.serial, "code", ""))
    assert errors(visit) == {}


def test_what_is_wrong_with_another_field_stays() -> None:
    visit = at_the_form()
    visit.send(ev.FormChecked(visit.serial, {"mobile": "field.error.required"}, 0))
    visit.send(ev.FieldButtonDone(visit.serial, "code", ""))
    assert errors(visit) == {"mobile": "field.error.required"}
