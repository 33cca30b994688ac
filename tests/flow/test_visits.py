"""Visits from the first page to the wipe, step by step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.visits import FREE, PAPERS, QUERY, UNHANDLED, Visit, facts

from kiosk.domain.credentials import AgeBand, CredentialKind, Validity
from kiosk.flow import effects as fx
from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow import state as at
from kiosk.flow.display import Display, Language, TypeSize
from kiosk.flow.events import Health, Paper, Unit
from kiosk.flow.problems import Problem
from kiosk.flow.wants import CardWatch, wants


def test_the_whole_path_card_to_goodbye() -> None:
    visit = Visit.ready()
    visit.put_card()
    assert isinstance(visit.stage, at.Consent)
    visit.learn_standing()
    visit.send(it.GiveConsent())
    assert visit.stage == at.FaceCheck(1)
    visit.match_face()
    assert visit.stage == at.Menu()
    visit.send(it.ChooseMatter(QUERY))
    assert visit.stage == at.Form(QUERY)
    visit.send(it.Continue())
    assert visit.effects(fx.CheckForm)
    visit.send(ev.FormChecked(visit.serial, {}))
    assert visit.stage == at.Asking(QUERY)
    visit.send(ev.AnswerCame(visit.serial, pages=3, papers=PAPERS))
    assert visit.stage == at.Result(QUERY, 3, PAPERS)
    visit.send(it.PrintProof())
    assert visit.stage == at.Printing(QUERY, Paper.PROOF, (Paper.RECEIPT,))
    visit.printed(Paper.PROOF)
    assert visit.stage == at.Printing(QUERY, Paper.RECEIPT)
    visit.printed(Paper.RECEIPT)
    assert visit.stage == at.Rating(QUERY)
    visit.send(it.Rate(5))
    assert visit.stage == at.Finished(QUERY)
    visit.send(it.EndSession())
    assert isinstance(visit.stage, at.Goodbye)
    visit.wipe()
    visit.wait(60)
    assert visit.stage == at.Attract()
    assert visit.state.session is None
    assert len(visit.effects(fx.OpenSession)) == len(visit.effects(fx.CloseSession)) == 1


def test_from_login_to_the_result_of_a_query_are_three_pages() -> None:
    visit = Visit.ready()
    visit.sign_in()
    pages = [type(visit.stage)]
    visit.see_result()
    pages += [at.Form, type(visit.stage)]
    assert pages == [at.Menu, at.Form, at.Result]


def test_a_code_is_the_second_way_in() -> None:
    visit = Visit.ready()
    effects = visit.send(ev.CodeScanned())
    assert fx.ExchangeCode(1) in effects
    visit.send(ev.CredentialRead(visit.serial, facts(kind=CredentialKind.SUISHEN_CODE)))
    assert isinstance(visit.stage, at.Consent)
    visit.send(it.GiveConsent())
    visit.match_face()
    assert visit.stage == at.Menu()  # the back end's word came with the exchange


def test_who_looks_first_is_asked_for_the_card_when_a_matter_needs_it() -> None:
    visit = Visit.ready()
    visit.send(it.LookFirst(), it.ChooseMatter(QUERY))
    assert isinstance(visit.stage, at.Guide)
    visit.send(it.StartMatter(QUERY))
    assert isinstance(visit.stage, at.AskCredential)
    visit.sign_in()
    assert visit.stage == at.Form(QUERY)


def test_a_matter_without_login_needs_no_card() -> None:
    visit = Visit.ready()
    visit.send(it.LookFirst(), it.ChooseMatter(FREE), it.StartMatter(FREE))
    assert visit.stage == at.Asking(FREE)


def test_a_card_put_down_on_a_guide_leads_into_that_matter() -> None:
    visit = Visit.ready()
    visit.send(it.LookFirst(), it.ChooseMatter(QUERY))
    visit.sign_in()
    assert visit.stage == at.Form(QUERY)


def test_what_is_not_handled_here_cannot_be_started() -> None:
    visit = Visit.ready()
    visit.send(it.LookFirst(), it.ChooseMatter(UNHANDLED), it.StartMatter(UNHANDLED))
    assert isinstance(visit.stage, at.Guide)


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        (facts(Validity.EXPIRED), Problem.CARD_EXPIRED),
        (facts(Validity.NOT_YET_VALID), Problem.CARD_NOT_YET_VALID),
        (facts(Validity.UNKNOWN_TYPE), Problem.CARD_UNKNOWN_TYPE),
        (facts(Validity.MALFORMED), Problem.CARD_UNREADABLE),
        (facts(age=AgeBand.CHILD), Problem.CHILD_ALONE),
    ],
)
def test_a_card_that_cannot_be_used_is_refused_by_name_and_forgotten(card, problem) -> None:  # type: ignore[no-untyped-def]
    visit = Visit.ready()
    visit.put_card(card)
    assert isinstance(visit.stage, at.Trouble)
    assert visit.stage.problem is problem
    assert visit.state.session is not None
    assert visit.state.session.presented is None
    assert fx.ForgetCredential(visit.serial) in visit.saw


def test_after_a_bad_card_another_is_read_as_soon_as_the_first_is_gone() -> None:
    visit = Visit.ready()
    visit.put_card(facts(Validity.EXPIRED))
    assert wants(visit.state).card is CardWatch.REMOVAL
    visit.send(ev.CardRemoved())
    assert wants(visit.state).card is CardWatch.ARRIVAL
    visit.put_card()
    assert isinstance(visit.stage, at.Consent)


def test_a_card_reported_lost_ends_the_face_check() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.send(it.GiveConsent(), ev.CredentialRefused(visit.serial, Problem.CARD_LOST))
    assert isinstance(visit.stage, at.Trouble)
    assert visit.stage.problem is Problem.CARD_LOST
    assert fx.StopFaceCheck(visit.serial) in visit.saw


def test_nobody_is_admitted_before_the_back_end_said_its_word() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.send(it.GiveConsent())
    visit.match_face()
    assert isinstance(visit.stage, at.Admitting)
    visit.send(ev.CredentialRefused(visit.serial, Problem.CARD_LOST))
    assert isinstance(visit.stage, at.Trouble)
    assert not visit.state.session.admitted  # type: ignore[union-attr]


def test_a_card_reported_lost_after_all_leads_the_person_out_again() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.send(it.GiveConsent())
    visit.match_face()
    visit.wait(13)
    assert visit.stage == at.Menu()
    visit.send(it.ChooseMatter(QUERY), ev.CredentialRefused(visit.serial, Problem.CARD_LOST))
    assert isinstance(visit.stage, at.Trouble)
    assert not visit.state.session.admitted  # type: ignore[union-attr]
    assert fx.ForgetMatter(visit.serial) in visit.saw


def test_help_does_not_hide_the_session_of_who_puts_a_card_down() -> None:
    visit = Visit.ready()
    visit.send(it.AskForHelp())
    visit.put_card()
    assert not visit.state.help_shown


def test_without_the_back_end_chip_and_face_let_the_person_in_and_matters_stay_closed() -> None:
    visit = Visit.ready()
    visit.send(ev.BackEndChanged(reachable=False))
    visit.put_card()
    visit.send(it.GiveConsent())
    visit.match_face()
    visit.wait(13)
    assert visit.stage == at.Menu()
    visit.send(it.ChooseMatter(QUERY))
    assert isinstance(visit.stage, at.Guide)


# --- paper ---------------------------------------------------------------------------------------------


def at_result() -> Visit:
    visit = Visit.ready()
    visit.sign_in()
    visit.see_result()
    return visit


def test_without_paper_nothing_is_sent_and_the_person_is_told() -> None:
    visit = at_result()
    visit.send(ev.UnitChanged(Unit.PAGE_PRINTER, Health.EMPTY), it.PrintProof())
    assert not visit.effects(fx.Print)
    assert visit.stage.problem is Problem.PRINTER_PAPER_OUT  # type: ignore[union-attr]
    visit.send(ev.UnitChanged(Unit.PAGE_PRINTER, Health.READY), it.PrintAgain())
    assert len(visit.effects(fx.Print)) == 1


def test_a_job_that_stands_still_goes_on_by_itself() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    number = visit.print_number()
    visit.send(
        ev.PaperStalled(visit.serial, Paper.PROOF, number, Problem.PRINTER_PAPER_OUT_DURING),
        it.PrintAgain(),
    )
    assert len(visit.effects(fx.Print)) == 1, "what the printer still has is not sent again"
    visit.send(ev.PaperPrinted(visit.serial, Paper.PROOF, number))
    assert visit.stage == at.Printing(QUERY, Paper.RECEIPT)


def test_a_reprint_after_an_unknown_outcome_voids_the_earlier_one() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    first = visit.print_number()
    visit.send(ev.PaperFailed(visit.serial, Paper.PROOF, first, Problem.PRINT_UNKNOWN), it.PrintAgain())
    again = visit.effects(fx.Print)[-1]
    assert again == fx.Print(visit.serial, QUERY, Paper.PROOF, first + 1, replaces=first)


def test_a_reprint_after_a_proved_failure_replaces_nothing() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    first = visit.print_number()
    visit.send(ev.PaperFailed(visit.serial, Paper.PROOF, first, Problem.PRINTER_JAM), it.PrintAgain())
    assert visit.effects(fx.Print)[-1] == fx.Print(visit.serial, QUERY, Paper.PROOF, first + 1)


def test_a_printed_proof_is_not_printed_a_second_time() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    visit.printed(Paper.PROOF)
    visit.printed(Paper.RECEIPT)
    visit.send(it.PrintProof(), it.PrintAgain())
    papers = [effect.paper for effect in visit.effects(fx.Print)]  # type: ignore[attr-defined]
    assert papers == [Paper.PROOF, Paper.RECEIPT]


def test_the_proof_counts_though_the_receipt_fails() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    visit.printed(Paper.PROOF)
    visit.send(ev.PaperFailed(visit.serial, Paper.RECEIPT, visit.print_number(), Problem.PRINTER_PAPER_OUT))
    assert visit.stage == at.Rating(QUERY)


def test_a_silent_printer_ends_as_unknown_and_is_called_back() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    visit.wait(121)
    assert visit.stage.problem is Problem.PRINT_UNKNOWN  # type: ignore[union-attr]
    assert visit.effects(fx.StopPrinting)


def test_who_leaves_while_it_prints_takes_no_paper_to_the_next_person() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    effects = visit.send(it.EndSession())
    assert fx.StopPrinting(visit.serial, Paper.PROOF, visit.print_number()) in effects


# --- questions ------------------------------------------------------------------------------------------


def test_asking_again_after_a_lost_answer_is_the_same_question() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.ChooseMatter(QUERY), it.Continue(), ev.FormChecked(visit.serial, {}))
    visit.send(ev.AnswerRefused(visit.serial, Problem.BACKEND_UNKNOWN), it.Continue())
    first, second = visit.effects(fx.AskDepartment)
    assert first == second


def test_other_values_are_another_question() -> None:
    visit = at_result()
    visit.send(it.GoBack(), it.Continue(), ev.FormChecked(visit.serial, {}))
    first, second = visit.effects(fx.AskDepartment)
    assert first != second


def test_faults_of_the_form_stand_until_the_value_is_changed() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.ChooseMatter(QUERY), it.Continue(), ev.FormChecked(visit.serial, {"to": "field.error.x"}))
    assert visit.stage.errors == {"to": "field.error.x"}  # type: ignore[union-attr]
    visit.send(ev.ValueTyped("to", 7))
    assert visit.stage.errors == {}  # type: ignore[union-attr]
    assert not visit.effects(fx.AskDepartment)


# --- rating ----------------------------------------------------------------------------------------------


def test_a_bad_rating_asks_why_and_counts_once() -> None:
    visit = at_result()
    visit.send(it.Continue(), it.Rate(1))
    assert visit.stage == at.RatingReasons(QUERY, 1)
    visit.send(it.ChooseReason("too-slow"), it.WantCallBack(wanted=True), it.Continue())
    assert visit.effects(fx.SendRating) == [fx.SendRating(visit.serial, QUERY, 1, ("too-slow",), True)]
    visit.send(it.Rate(5))
    assert len(visit.effects(fx.SendRating)) == 1


def test_a_rating_may_be_skipped() -> None:
    visit = at_result()
    visit.send(it.Continue(), it.SkipRating())
    assert visit.stage == at.Finished(QUERY)
    assert not visit.effects(fx.SendRating)


# --- time and leaving --------------------------------------------------------------------------------------


def test_idling_is_warned_of_and_one_press_extends_ten_times() -> None:
    visit = Visit.ready()
    visit.sign_in()
    for _ in range(10):
        visit.wait(61)
        assert visit.state.clock.warned_until is not None
        visit.send(it.StayHere())
        assert visit.state.clock.warned_until is None
    visit.wait(60 + 20 + 1)
    assert isinstance(visit.stage, at.Goodbye)


def test_the_elder_page_waits_longer() -> None:
    visit = Visit.ready()
    visit.send(it.ChangeSize(TypeSize.ELDER))
    visit.sign_in()
    visit.wait(119)
    assert visit.state.clock.warned_until is None
    visit.wait(2)
    assert visit.state.clock.warned_until is not None
    visit.wait(28)
    assert visit.stage == at.Menu()


def test_the_idle_clock_stands_still_while_the_machine_works() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    visit.wait(119)
    assert visit.stage == at.Printing(QUERY, Paper.PROOF, (Paper.RECEIPT,))
    assert visit.state.clock.warned_until is None


def test_the_display_is_as_it_was_for_the_next_person() -> None:
    visit = Visit.ready()
    visit.send(it.ChangeLanguage(Language.ENGLISH), it.ChangeSize(TypeSize.ELDER))
    visit.sign_in()
    visit.send(it.EndSession())
    visit.wipe()
    visit.wait(60)
    assert visit.state.display == Display()


def test_settings_left_on_the_first_page_go_back_by_themselves() -> None:
    visit = Visit.ready()
    visit.send(it.ChangeLanguage(Language.ENGLISH))
    visit.wait(61)
    assert visit.state.display == Display()


def test_a_card_left_behind_is_reminded_of_for_twenty_seconds() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.EndSession())
    visit.wipe()
    visit.wait(19)
    assert isinstance(visit.stage, at.Goodbye)
    visit.wait(2)
    assert visit.stage == at.Attract()


def test_who_takes_everything_along_is_soon_done() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.EndSession())
    visit.wipe()
    visit.send(ev.CardRemoved())
    visit.wait(7)
    assert visit.stage == at.Attract()


def test_a_receipt_that_nobody_took_is_pulled_in() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    visit.printed(Paper.PROOF)
    visit.printed(Paper.RECEIPT)
    visit.send(it.EndSession())
    visit.wipe()
    visit.wait(60)
    assert visit.saw[-1] == fx.RetractReceipt()


def test_paper_that_comes_out_at_goodbye_is_reminded_of_for_the_whole_time() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    number = visit.print_number()
    visit.send(ev.CardRemoved(), it.EndSession())
    visit.wipe()
    visit.wait(4)
    visit.send(ev.PaperPrinted(visit.serial, Paper.PROOF, number))
    visit.wait(19)
    assert isinstance(visit.stage, at.Goodbye)


def test_a_receipt_that_was_taken_is_left_alone() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    visit.printed(Paper.PROOF)
    visit.printed(Paper.RECEIPT)
    visit.send(ev.PaperTaken(Paper.RECEIPT), it.EndSession())
    visit.wipe()
    visit.wait(60)
    assert not visit.effects(fx.RetractReceipt)


def test_a_receipt_of_an_earlier_matter_does_not_stay_for_the_next_person() -> None:
    visit = at_result()
    visit.send(it.PrintProof())
    visit.printed(Paper.PROOF)
    visit.printed(Paper.RECEIPT)
    visit.send(it.SkipRating(), it.DoAnotherMatter())
    visit.see_result()
    assert wants(visit.state).ticket, "it is still watched"
    visit.send(it.EndSession())
    visit.wipe()
    visit.wait(19)
    assert isinstance(visit.stage, at.Goodbye), "and reminded of"
    visit.wait(60)
    assert visit.saw[-1] == fx.RetractReceipt()


@pytest.mark.parametrize("paper", [Paper.SLIP, Paper.GUIDE])
def test_whatever_lies_in_the_mouth_of_the_receipt_printer_is_watched_and_pulled_in(paper: Paper) -> None:
    visit = at_result()
    if paper is Paper.GUIDE:
        visit = Visit.ready()
        visit.send(it.LookFirst(), it.ChooseMatter(QUERY), it.PrintGuide())
    else:
        visit.state = replace(visit.state, stage=at.Result(QUERY, 1, (paper,)))
        visit.send(it.PrintProof())
    visit.printed(paper)
    assert wants(visit.state).ticket
    kept = visit.state
    visit.send(it.EndSession())
    visit.wipe()
    visit.wait(60)
    assert visit.saw[-1] == fx.RetractReceipt()
    visit.state = kept
    visit.send(ev.PaperTaken(Paper.RECEIPT))
    assert not wants(visit.state).ticket


def test_without_a_wipe_nobody_may_come() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.EndSession())
    visit.wait(60)
    assert visit.stage == at.OutOfService(ev.Closure.WIPE_FAILED)
    visit.send(ev.CardPresented(), it.LookFirst())
    assert isinstance(visit.stage, at.OutOfService)


def test_a_result_of_the_person_before_changes_nothing() -> None:
    visit = Visit.ready()
    visit.sign_in()
    before = visit.serial
    visit.send(it.EndSession())
    visit.wipe()
    visit.wait(60)
    visit.put_card()
    state = visit.state
    visit.send(ev.FaceMatched(before, 1), ev.AnswerCame(before, 1, papers=PAPERS), ev.SessionWiped(before))
    assert visit.state == state


def test_help_stands_over_the_page_and_goes_away_again() -> None:
    visit = at_result()
    stage = visit.stage
    visit.send(it.AskForHelp())
    assert visit.state.help_shown
    assert visit.effects(fx.CallHelp) == [fx.CallHelp(visit.serial, "Result", QUERY)]
    visit.send(it.GoBack())
    assert not visit.state.help_shown
    assert visit.stage == stage


def test_closing_lets_the_person_go_first() -> None:
    visit = at_result()
    visit.send(ev.Closed(ev.Closure.CLEANING))
    assert isinstance(visit.stage, at.Goodbye)
    visit.wipe()
    visit.wait(60)
    assert visit.stage == at.OutOfService(ev.Closure.CLEANING)
    visit.send(ev.Opened())
    assert visit.stage == at.Attract()


def test_the_proof_of_the_person_does_not_hold_for_ever() -> None:
    visit = at_result()
    visit.send(it.Continue(), it.SkipRating(), it.DoAnotherMatter())
    for _ in range(16):
        visit.wait(59)
        visit.send(it.StayHere())
    visit.send(it.ChooseMatter(QUERY))
    assert visit.stage == at.FaceCheck(1)
    visit.match_face()
    assert visit.stage == at.Form(QUERY)
