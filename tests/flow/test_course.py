"""The course of a matter with everything that a matter can have."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from support.visits import (
    CASE,
    MONEY,
    PAPERS,
    QUERY,
    Visit,
    at_conditions,
    at_door,
    at_materials,
    at_review,
    at_signature,
)

from kiosk.flow import effects as fx
from kiosk.flow import errand as er
from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow import state as at
from kiosk.flow.problems import Problem


def at_answer(*acts: ev.CaseAct) -> Visit:
    visit = at_signature()
    visit.send(ev.ValueTyped("signature", 12), it.Continue())
    visit.send(ev.AnswerCame(visit.serial, 1, PAPERS, frozenset(acts)))
    return visit


def test_a_case_goes_from_the_door_to_its_answer() -> None:
    visit = at_door()
    assert visit.stage == er.ChoosingEntry(CASE)
    visit.send(it.ChooseEntry(er.Entry.APPLY))
    assert visit.stage == er.ChoosingWhom(CASE)
    visit.send(it.ActForOneself())
    assert visit.stage == er.Opening(CASE)
    visit.send(ev.MatterOpened(visit.serial))
    assert visit.stage == er.Conditions(CASE)
    visit.send(it.Continue())
    assert visit.stage == er.Form(CASE)
    visit.send(it.Continue(), ev.FormChecked(visit.serial, {}, 1))
    assert visit.stage == er.Form(CASE, group=1, passed=(0,))
    visit.send(it.Continue(), ev.FormChecked(visit.serial, {}))
    assert visit.stage == er.Materials(CASE)
    visit.send(ev.MaterialsChanged(visit.serial, 0), it.Continue())
    assert visit.stage == er.Review(CASE)
    visit.send(it.Continue(), ev.FormChecked(visit.serial, {}))
    assert visit.stage == er.Signing(CASE)
    visit.send(ev.ValueTyped("signature", 12), it.Continue())
    assert visit.stage == er.Asking(CASE, er.Asked.CASE)
    assert len(visit.effects(fx.SubmitCase)) == 1
    visit.send(ev.AnswerCame(visit.serial, 1, PAPERS))
    assert visit.stage == at.Result(CASE, 1, PAPERS)


def test_what_is_printed_later_asks_which_case_and_nothing_else() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.PRINT))
    assert visit.effects(fx.OpenMatter)[-1].entry is er.Entry.PRINT
    visit.send(ev.MatterOpened(visit.serial))
    assert visit.stage == er.Form(CASE)
    visit.send(it.Continue(), ev.FormChecked(visit.serial, {}))
    assert visit.stage == er.Asking(CASE, er.Asked.QUESTION)
    assert not visit.effects(fx.SubmitCase)


def test_a_form_of_which_everything_is_known_is_not_shown() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForOneself())
    visit.send(ev.MatterOpened(visit.serial, first_group=None), it.Continue())
    assert visit.stage == er.Materials(CASE)


def test_going_back_passes_every_page_again_and_forgets_nothing() -> None:
    visit = at_review()
    visit.send(it.GoBack())
    assert isinstance(visit.stage, er.Materials)
    visit.send(it.GoBack())
    assert visit.stage == er.Form(CASE, group=1, passed=(0,))
    visit.send(it.GoBack())
    assert visit.stage == er.Form(CASE)
    visit.send(it.GoBack())
    assert visit.stage == er.Conditions(CASE)
    forgotten = [e for e in visit.saw if isinstance(e, fx.ForgetMatter | fx.ForgetTyped)]
    assert len(forgotten) == 1, "only what was left of an earlier matter, at the door"
    visit.send(it.GoBack())
    assert isinstance(visit.stage, at.Menu)
    assert isinstance(visit.saw[-1], fx.ForgetMatter)


def test_a_change_from_the_review_leads_back_to_the_review() -> None:
    visit = at_review()
    visit.send(it.ChangeAnswers(0))
    assert visit.stage == er.Form(CASE, group=0, from_review=True)
    visit.send(it.Continue(), ev.FormChecked(visit.serial, {}, 1))
    assert visit.stage == er.Review(CASE)


def test_what_a_change_made_missing_is_asked_before_anything_is_sent() -> None:
    visit = at_review()
    visit.send(it.Continue(), ev.FormChecked(visit.serial, {"recv_addr": "field.error.required"}, 1))
    assert isinstance(visit.stage, er.Form)
    assert visit.stage.group == 1
    assert visit.stage.from_review
    assert not visit.effects(fx.SubmitCase)


def test_nobody_goes_on_without_a_paper_that_is_required() -> None:
    visit = at_materials()
    visit.send(ev.MaterialsChanged(visit.serial, 1), it.Continue())
    assert visit.stage == er.Materials(CASE, missing=1, complained=True)


def test_a_page_is_taken_only_when_the_picture_is_good_and_only_once() -> None:
    visit = at_materials()
    visit.send(it.TakePictures("lease"), it.TakePicture())
    assert not visit.effects(fx.TakePage)
    visit.send(
        ev.CaptureSeen(visit.serial, "lease", er.CaptureHint.GOOD.value), it.TakePicture(), it.TakePicture()
    )
    assert len(visit.effects(fx.TakePage)) == 1
    visit.send(ev.PagesChanged(visit.serial, "lease", 1, 0))
    assert visit.stage == er.Pages(CASE, "lease", 1)
    assert isinstance(visit.saw[-1], fx.StopCapture)


def test_the_camera_is_off_however_capture_is_left() -> None:
    for leave in (it.GoBack(), it.EndSession()):
        visit = at_materials()
        visit.send(it.TakePictures("lease"), leave)
        assert visit.effects(fx.StopCapture)


def test_deleting_the_last_page_leads_back_to_the_materials() -> None:
    visit = at_materials()
    visit.send(it.LookAtPages("lease"), it.DropPage(), it.Continue())
    assert visit.effects(fx.ChangePage)[-1].change is fx.PageChange.DROP
    visit.send(ev.PagesChanged(visit.serial, "lease", 0, 0))
    assert isinstance(visit.stage, er.Materials)


def test_a_page_is_deleted_after_a_question_however_often_the_button_is_pressed() -> None:
    visit = at_materials()
    visit.send(
        it.LookAtPages("lease"), ev.PagesChanged(visit.serial, "lease", 2, 1), it.DropPage(), it.DropPage()
    )
    assert visit.stage == er.ConfirmDrop(er.Pages(CASE, "lease", 2, 1))
    assert not visit.effects(fx.ChangePage)
    visit.send(it.GoBack())
    assert visit.stage == er.Pages(CASE, "lease", 2, 1)
    visit.send(it.DropPage(), it.Continue(), it.Continue())
    assert len(visit.effects(fx.ChangePage)) == 1


def test_pictures_from_the_phone_are_looked_at_when_all_have_come() -> None:
    visit = at_materials()
    visit.send(it.SendByPhone("lease"))
    visit.send(ev.UploadChanged(visit.serial, "lease", er.UploadPhase.WAITING.value, 0))
    visit.send(ev.UploadChanged(visit.serial, "lease", er.UploadPhase.SENT.value, 2))
    assert visit.stage == er.Pages(CASE, "lease", 2)
    assert isinstance(visit.saw[-1], fx.StopUpload)


def test_a_person_with_a_phone_in_the_hand_is_not_idle_after_a_minute() -> None:
    visit = at_materials()
    visit.send(it.SendByPhone("lease"))
    visit.wait(200)
    assert isinstance(visit.stage, er.PhoneUpload)
    assert visit.state.clock.warned_until is None


def test_a_touch_does_not_shorten_the_time_of_who_holds_the_phone() -> None:
    visit = at_materials()
    visit.send(it.SendByPhone("photo"))
    visit.send(ev.UploadChanged(visit.serial, "photo", "waiting", 0), it.StayHere())
    visit.wait(250)
    assert isinstance(visit.stage, er.PhoneUpload)
    assert visit.state.clock.warned_until is None


def test_an_empty_field_is_no_signature() -> None:
    visit = at_signature()
    visit.send(it.Continue())
    assert visit.stage == er.Signing(CASE)
    visit.send(ev.ValueTyped("signature", 12), it.ClearSignature(), it.Continue())
    assert visit.stage == er.Signing(CASE)
    assert not visit.effects(fx.SubmitCase)


def test_a_lost_answer_is_asked_for_with_the_same_number() -> None:
    visit = at_signature()
    visit.send(ev.ValueTyped("signature", 12), it.Continue())
    visit.send(ev.AnswerRefused(visit.serial, Problem.BACKEND_UNKNOWN), it.Continue())
    first, second = visit.effects(fx.SubmitCase)
    assert first == second


def test_nothing_is_changed_while_a_case_may_have_been_opened() -> None:
    visit = at_signature()
    visit.send(ev.ValueTyped("signature", 12), it.Continue())
    visit.send(ev.AnswerRefused(visit.serial, Problem.BACKEND_UNKNOWN), it.GoBack())
    assert isinstance(visit.stage, at.Trouble), "other values under another key would be a second case"
    visit.send(it.Continue())
    first, second = visit.effects(fx.SubmitCase)
    assert first == second


def test_a_case_that_was_not_sent_may_be_changed() -> None:
    visit = at_signature()
    visit.send(ev.ValueTyped("signature", 12), it.Continue())
    visit.send(ev.AnswerRefused(visit.serial, Problem.BACKEND_DOWN), it.GoBack())
    assert isinstance(visit.stage, er.Materials)


def test_a_button_pressed_twice_sends_a_case_once() -> None:
    visit = at_review()
    rule = replace(visit.state.setup.matters[CASE], signature=False)
    setup = replace(visit.state.setup, matters=MappingProxyType({CASE: rule}))
    visit.state = replace(visit.state, setup=setup)
    visit.send(it.Continue(), it.Continue())
    visit.send(ev.FormChecked(visit.serial, {}), ev.FormChecked(visit.serial, {}))
    assert visit.stage == er.Asking(CASE, er.Asked.CASE)
    visit.send(ev.AnswerCame(visit.serial, 1, PAPERS))
    assert isinstance(visit.stage, at.Result)
    assert len(visit.effects(fx.SubmitCase)) == 1


def test_a_button_pressed_twice_passes_one_group() -> None:
    visit = at_conditions()
    visit.send(it.Continue(), it.Continue(), it.Continue())
    checked = ev.FormChecked(visit.serial, {}, 1, of=0)
    visit.send(checked, checked)
    assert visit.stage == er.Form(CASE, group=1, passed=(0,))


def test_a_field_that_the_department_refuses_is_shown_with_its_group() -> None:
    visit = at_signature()
    visit.send(ev.ValueTyped("signature", 12), it.Continue())
    visit.send(ev.FormChecked(visit.serial, {"account": "field.error.not_own_account"}, 1))
    assert visit.stage == er.Form(CASE, {"account": "field.error.not_own_account"}, 1, (0,), from_review=True)


def test_a_refusal_offers_the_matter_that_serves_better_and_what_can_be_changed() -> None:
    visit = at_signature()
    visit.send(ev.ValueTyped("signature", 12), it.Continue())
    visit.send(ev.AnswerRefused(visit.serial, Problem.MATTER_REFUSED, "too-young"))
    assert isinstance(visit.stage, at.Trouble)
    assert visit.stage.code == "too-young"
    assert [way.value for way in visit.stage.ways] == ["instead", "change_input", "menu", "end"]
    visit.send(it.DoInstead(QUERY))
    assert visit.stage == er.Form(QUERY)


def test_a_refusal_at_the_opening_offers_nothing_to_change() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForOneself())
    visit.send(ev.AnswerRefused(visit.serial, Problem.MATTER_REFUSED, "too-young"))
    assert isinstance(visit.stage, at.Trouble)
    assert "change_input" not in [way.value for way in visit.stage.ways]


def test_a_refused_matter_is_rated_too() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForOneself())
    visit.send(ev.AnswerRefused(visit.serial, Problem.MATTER_REFUSED, "too-young"), it.DoAnotherMatter())
    assert visit.stage == at.Rating(CASE)


def test_who_acts_for_another_puts_the_others_document_there() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForAnother())
    assert visit.stage == er.HolderCard(CASE)
    visit.send(ev.CardRemoved(), ev.CardPresented())
    assert visit.effects(fx.FindPrincipal)
    visit.send(ev.PrincipalFound(visit.serial))
    assert visit.stage == er.Opening(CASE)
    assert visit.state.session is not None
    assert visit.state.session.errand is not None
    assert visit.state.session.errand.acting
    acted = [e.act for e in visit.effects(fx.Audit)]
    assert fx.Act.ACTED_FOR_ANOTHER in acted


def test_a_document_that_was_read_too_late_is_nobodys() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForAnother(), ev.CardPresented())
    visit.wait(60)
    assert isinstance(visit.stage, at.Trouble)
    visit.send(it.ActForAnother(), ev.PrincipalFound(visit.serial))
    assert visit.stage == er.HolderCard(CASE)
    visit.send(ev.AnswerRefused(visit.serial, Problem.NOT_RELATED))
    assert visit.stage == er.HolderCard(CASE)


def test_the_own_document_is_not_taken_for_anothers_and_can_be_exchanged() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForAnother(), ev.CardRemoved(), ev.CardPresented())
    visit.send(ev.AnswerRefused(visit.serial, Problem.SAME_PERSON))
    assert isinstance(visit.stage, at.Trouble)
    visit.send(it.ActForAnother())
    assert visit.stage == er.HolderCard(CASE)


def test_a_case_is_withdrawn_after_a_question_and_kept_when_it_is_denied() -> None:
    visit = at_answer(ev.CaseAct.WITHDRAW)
    visit.send(it.WithdrawCase(), it.GoBack())
    assert isinstance(visit.stage, at.Result)
    assert not visit.effects(fx.ActOnCase)
    visit.send(it.WithdrawCase(), it.Continue())
    assert visit.effects(fx.ActOnCase)[-1].act is ev.CaseAct.WITHDRAW
    assert visit.effects(fx.ActOnCase)[-1].ask_number != visit.effects(fx.SubmitCase)[-1].ask_number


def test_a_case_that_may_not_be_withdrawn_is_not() -> None:
    visit = at_answer()
    visit.send(it.WithdrawCase(), it.SupplementCase())
    assert isinstance(visit.stage, at.Result)


def test_what_was_missing_is_handed_in_for_the_same_case() -> None:
    visit = at_answer(ev.CaseAct.SUPPLEMENT)
    visit.send(it.SupplementCase(), ev.MaterialsChanged(visit.serial, 0), it.Continue())
    assert visit.stage == er.Asking(CASE, er.Asked.SUPPLEMENT)
    assert visit.effects(fx.ActOnCase)[-1].act is ev.CaseAct.SUPPLEMENT
    assert len(visit.effects(fx.SubmitCase)) == 1


def test_the_paper_is_looked_at_before_it_is_printed() -> None:
    visit = at_answer()
    visit.send(it.ShowPreview())
    assert isinstance(visit.stage, at.Previewing)
    visit.send(ev.PreviewMade(visit.serial, 2), it.TurnPage(1), it.TurnPage(2))
    assert isinstance(visit.stage, at.Preview)
    assert visit.stage.page == 1
    visit.send(it.PrintProof())
    assert visit.stage == at.Printing(CASE, ev.Paper.PROOF, (ev.Paper.RECEIPT,))


def test_a_preview_that_fails_leaves_the_result_standing() -> None:
    visit = at_answer()
    visit.send(it.ShowPreview(), ev.PreviewFailed(visit.serial, Problem.PAPER_NOT_MADE))
    assert isinstance(visit.stage, at.Result)


def test_money_moves_only_after_a_live_check_of_its_own() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.ChooseMatter(MONEY))
    assert visit.stage == er.Opening(MONEY), "the check of the way in is this matter's"
    visit.send(ev.AnswerRefused(visit.serial, Problem.BACKEND_DOWN), it.DoAnotherMatter())
    visit.send(it.ChooseMatter(MONEY))
    assert not isinstance(visit.stage, er.Opening), "a second one is asked for"


def test_the_matter_before_is_over_when_the_next_one_asks_for_a_live_check() -> None:
    visit = at_answer()
    visit.send(it.DoInstead(MONEY))
    assert isinstance(visit.stage, at.FaceCheck)
    assert visit.state.session is not None
    assert visit.state.session.errand is None, "nobody is acted for"
    assert fx.ForgetMatter(visit.serial) in visit.saw[-2:]


def test_a_guide_is_printed_for_who_only_looks() -> None:
    visit = Visit.ready()
    visit.send(it.LookFirst(), it.ChooseMatter(CASE), it.PrintGuide())
    assert visit.stage == at.Printing(CASE, ev.Paper.GUIDE)
    visit.send(ev.PaperPrinted(visit.serial, ev.Paper.GUIDE, visit.print_number()))
    assert isinstance(visit.stage, at.Guide)


def test_a_row_of_a_list_is_saved_corrected_and_removed() -> None:
    visit = at_conditions()
    visit.send(it.Continue(), it.EditRow("invoices", 0), it.Continue())
    visit.send(ev.RowChecked(visit.serial, {"row.amount": "field.error.required"}))
    assert isinstance(visit.stage, er.FormRow)
    visit.send(ev.ValueTyped("row.amount", 4))
    assert not visit.stage.errors
    visit.send(it.Continue(), ev.RowChecked(visit.serial, {}))
    assert visit.stage == er.Form(CASE)
    visit.send(it.EditRow("invoices", 0), it.RemoveRow())
    assert visit.effects(fx.DropRow)
    assert visit.stage == er.Form(CASE)
