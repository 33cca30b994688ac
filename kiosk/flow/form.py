"""The form: a group of fields on each page, back and forth without losing anything."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from kiosk.flow.course import Mark, back_from, errand_of, onward
from kiosk.flow.effects import CheckForm, DoFieldButton, DropRow, OpenRow, SaveRow
from kiosk.flow.errand import Form, FormRow, Review
from kiosk.flow.events import FieldButtonDone, FormChecked, RowChecked, ValueTyped
from kiosk.flow.intents import Continue, EditRow, GoBack, PressFieldButton, RemoveRow
from kiosk.flow.table import Here, Next, on


@on(Form, event=ValueTyped)
def value_typed(here: Here[Form], event: ValueTyped) -> Next:
    errors = {key: error for key, error in here.stage.errors.items() if key != event.key}
    return here.show(replace(here.stage, errors=MappingProxyType(errors)))


@on(Form, event=Continue)
def group_filled(here: Here[Form], event: Continue) -> Next:
    return here.stay(CheckForm(here.session.serial, here.stage.matter, here.stage.group))


@on(Form, event=FormChecked)
def form_checked(here: Here[Form], event: FormChecked) -> Next:
    stage, session = here.stage, here.session
    if event.of is not None and event.of != stage.group:
        return here.stay()  # of a page that was left: its button was pressed twice
    if event.errors:
        group = stage.group if event.group is None else event.group
        return here.show(replace(stage, group=group, errors=MappingProxyType(dict(event.errors))))
    if stage.from_review:
        return here.go(Review(stage.matter))
    passed = (*stage.passed, stage.group)
    if event.group is not None:
        return here.go(Form(stage.matter, group=event.group, passed=passed))
    errand = replace(errand_of(session, stage.matter), groups=passed)
    return onward(here, Mark.FORM, replace(session, errand=errand))


@on(Form, event=GoBack)
def leave_group(here: Here[Form], event: GoBack) -> Next:
    stage = here.stage
    if stage.from_review:
        return here.go(Review(stage.matter))
    if stage.passed:
        return here.go(Form(stage.matter, group=stage.passed[-1], passed=stage.passed[:-1]))
    return back_from(here, Mark.FORM)


@on(Form, event=PressFieldButton)
def send_code(here: Here[Form], event: PressFieldButton) -> Next:
    return here.stay(DoFieldButton(here.session.serial, here.stage.matter, event.field))


@on(Form, event=FieldButtonDone)
def code_sent(here: Here[Form], event: FieldButtonDone) -> Next:
    errors = {key: error for key, error in here.stage.errors.items() if key != event.field}
    if event.error:
        errors[event.field] = event.error
    return here.show(replace(here.stage, errors=MappingProxyType(errors)))


# --- rows of a list -------------------------------------------------------------------------------


@on(Form, event=EditRow)
def edit_row(here: Here[Form], event: EditRow) -> Next:
    matter = here.stage.matter
    return here.go(
        FormRow(matter, here.stage, event.field, event.row),
        OpenRow(here.session.serial, matter, event.field, event.row),
    )


@on(FormRow, event=ValueTyped)
def row_typed(here: Here[FormRow], event: ValueTyped) -> Next:
    errors = {key: error for key, error in here.stage.errors.items() if key != event.key}
    return here.show(replace(here.stage, errors=MappingProxyType(errors)))


@on(FormRow, event=Continue)
def save_row(here: Here[FormRow], event: Continue) -> Next:
    stage = here.stage
    return here.stay(SaveRow(here.session.serial, stage.matter, stage.list_field, stage.row))


@on(FormRow, event=RowChecked)
def row_checked(here: Here[FormRow], event: RowChecked) -> Next:
    if event.errors:
        return here.show(replace(here.stage, errors=MappingProxyType(dict(event.errors))))
    return _to_list(here)


@on(FormRow, event=RemoveRow)
def remove_row(here: Here[FormRow], event: RemoveRow) -> Next:
    stage = here.stage
    after, _ = _to_list(here)
    return after, (DropRow(here.session.serial, stage.matter, stage.list_field, stage.row),)


@on(FormRow, event=GoBack)
def leave_row(here: Here[FormRow], event: GoBack) -> Next:
    return _to_list(here)


def _to_list(here: Here[FormRow]) -> Next:
    form = here.stage.form
    errors = {key: error for key, error in form.errors.items() if key != here.stage.list_field}
    return here.go(replace(form, errors=MappingProxyType(errors)))
