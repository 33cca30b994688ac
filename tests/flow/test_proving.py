"""Proving who one is: the face, and the ways without one."""

from __future__ import annotations

from support.visits import CASE, QUERY, Visit, at_door, at_signature, facts

from kiosk.domain.credentials import AgeBand
from kiosk.flow import effects as fx
from kiosk.flow import errand as er
from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow import state as at
from kiosk.flow.problems import Problem, Way


def test_refusing_the_face_check_leads_to_the_other_ways_and_is_not_asked_again() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent())
    assert isinstance(visit.stage, at.ChoosingOtherWay)
    visit.send(it.ChooseOtherWay(it.OtherWay.PHONE_CODE), ev.PhoneCodeSent(visit.serial))
    visit.send(ev.ValueTyped("phone_code", 6), it.Continue(), ev.PhoneCodeAccepted(visit.serial))
    assert visit.stage == at.Menu()
    assert not visit.effects(fx.StartFaceCheck)


def test_after_a_refusal_no_way_leads_to_a_face_check() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent(), it.TryFaceAgain(), it.GoBack())
    assert isinstance(visit.stage, at.Goodbye)


def test_an_acceptance_that_was_not_asked_for_admits_nobody() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent(), it.ChooseOtherWay(it.OtherWay.PHONE_CODE), ev.PhoneCodeSent(visit.serial))
    visit.send(ev.PhoneCodeAccepted(visit.serial))
    visit.send(it.GoBack(), it.ChooseOtherWay(it.OtherWay.STAFF), ev.StaffAttested(visit.serial))
    assert not visit.state.session.admitted  # type: ignore[union-attr]


def test_an_incomplete_code_is_not_sent() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent(), it.ChooseOtherWay(it.OtherWay.PHONE_CODE), ev.PhoneCodeSent(visit.serial))
    visit.send(ev.ValueTyped("phone_code", 5), it.Continue())
    assert not visit.effects(fx.CheckPhoneCode)


def test_wrong_codes_are_counted_down_and_then_locked() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent(), it.ChooseOtherWay(it.OtherWay.PHONE_CODE), ev.PhoneCodeSent(visit.serial))
    for left in (4, 3, 2, 1):
        visit.send(ev.ValueTyped("phone_code", 6), it.Continue(), ev.PhoneCodeWrong(visit.serial, left))
        assert visit.stage == at.PhoneCode(at.EntryPhase.TYPING, tries_left=left)
    visit.send(ev.ValueTyped("phone_code", 6), it.Continue(), ev.PhoneCodeWrong(visit.serial, 0))
    assert isinstance(visit.stage, at.Trouble)
    assert visit.stage.problem is Problem.PHONE_CODE_LOCKED


def test_a_member_of_staff_vouches_with_code_pin_and_comparison() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent(), it.ChooseOtherWay(it.OtherWay.STAFF))
    visit.send(ev.ValueTyped("staff_code", 6), it.Continue(), ev.ValueTyped("staff_pin", 6), it.Continue())
    assert visit.stage == at.StaffCheck(at.StaffPhase.COMPARE)
    assert not visit.effects(fx.AskStaffAttestation)
    visit.send(it.Continue(), ev.StaffAttested(visit.serial))
    assert visit.stage == at.Menu()
    assert fx.ForgetTyped("staff_pin") in visit.saw


def fail_face(visit: Visit, problem: Problem = Problem.FACE_NO_MATCH) -> None:
    assert isinstance(visit.stage, at.FaceCheck)
    visit.send(ev.FaceNotMatched(visit.serial, visit.stage.attempt, problem))


def test_after_two_failed_checks_another_way_comes_first_and_after_three_it_is_the_only_one() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.GiveConsent())
    fail_face(visit)
    assert visit.stage.ways == (Way.FACE_AGAIN, Way.OTHER_WAYS, Way.END)  # type: ignore[union-attr]
    visit.send(it.TryFaceAgain())
    fail_face(visit)
    assert visit.stage.ways == (Way.OTHER_WAYS, Way.FACE_AGAIN, Way.END)  # type: ignore[union-attr]
    visit.send(it.TryFaceAgain())
    fail_face(visit)
    assert visit.stage.ways == (Way.OTHER_WAYS, Way.END)  # type: ignore[union-attr]
    visit.send(it.TryFaceAgain())
    assert isinstance(visit.stage, at.Trouble)


def test_people_of_sixty_are_offered_another_way_at_once() -> None:
    visit = Visit.ready()
    visit.put_card(facts(age=AgeBand.SENIOR))
    visit.send(it.GiveConsent())
    fail_face(visit)
    assert visit.stage.ways[0] is Way.OTHER_WAYS  # type: ignore[union-attr]


def test_whom_the_back_end_names_is_offered_another_way_at_once() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.send(
        ev.StandingLearnt(visit.serial, ev.Standing.GOOD, phone_registered=True, other_way_at_once=True),
        it.GiveConsent(),
    )
    fail_face(visit)
    assert visit.stage.ways[0] is Way.OTHER_WAYS  # type: ignore[union-attr]


def test_a_lost_camera_is_no_failure_of_the_person() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.send(it.GiveConsent())
    fail_face(visit, Problem.FACE_CAMERA_LOST)
    assert visit.state.session.face_failures == 0  # type: ignore[union-attr]
    visit.send(it.TryFaceAgain())
    assert visit.stage == at.FaceCheck(1)


def test_failures_of_earlier_sessions_count() -> None:
    visit = Visit.ready()
    visit.put_card(earlier_failures=3)
    assert isinstance(visit.stage, at.Trouble)
    assert visit.stage.problem is Problem.FACE_TOO_MANY_TRIES


def test_a_match_of_an_earlier_attempt_admits_nobody() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.GiveConsent())
    fail_face(visit)
    visit.send(it.TryFaceAgain(), ev.FaceMatched(visit.serial, 1))
    assert visit.stage == at.FaceCheck(2)


def test_the_last_hint_says_why_a_face_check_ran_out() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.GiveConsent(), ev.FaceSeen(visit.serial, 1, ev.Hint.SEVERAL))
    visit.wait(31)
    assert visit.stage.problem is Problem.FACE_SEVERAL  # type: ignore[union-attr]
    assert fx.StopFaceCheck(visit.serial) in visit.saw


# --- the proof is over while a matter is done ------------------------------------------------------


def refused_at_signature(problem: Problem) -> Visit:
    visit = at_signature()
    visit.send(ev.ValueTyped("signature", 12), it.Continue(), ev.AnswerRefused(visit.serial, problem))
    assert isinstance(visit.stage, at.Trouble)
    return visit


def test_who_is_proved_again_goes_on_where_the_department_was_asked() -> None:
    visit = refused_at_signature(Problem.ASSURANCE_EXPIRED)
    assert visit.stage.ways[0] is Way.PROVE_AGAIN  # type: ignore[union-attr]
    forgotten = len(visit.effects(fx.ForgetMatter))
    visit.send(it.ProveAgain())
    assert isinstance(visit.stage, at.FaceCheck)
    assert not visit.state.session.admitted  # type: ignore[union-attr]
    visit.match_face(visit.stage.attempt)
    assert visit.stage == er.Asking(CASE, er.Asked.CASE)
    first, second = visit.effects(fx.SubmitCase)
    assert second.ask_number > first.ask_number, "the back end repeats its answer to the same act"
    assert len(visit.effects(fx.ForgetMatter)) == forgotten


def test_who_came_in_without_a_face_is_proved_again_without_one() -> None:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent(), it.ChooseOtherWay(it.OtherWay.PHONE_CODE), ev.PhoneCodeSent(visit.serial))
    visit.send(ev.ValueTyped("phone_code", 6), it.Continue(), ev.PhoneCodeAccepted(visit.serial))
    visit.send(it.ChooseMatter(QUERY), it.Continue(), ev.FormChecked(visit.serial, {}))
    visit.send(ev.AnswerRefused(visit.serial, Problem.ASSURANCE_EXPIRED), it.ProveAgain())
    assert isinstance(visit.stage, at.ChoosingOtherWay)
    visit.send(it.ChooseOtherWay(it.OtherWay.PHONE_CODE), ev.PhoneCodeSent(visit.serial))
    visit.send(ev.ValueTyped("phone_code", 6), it.Continue(), ev.PhoneCodeAccepted(visit.serial))
    assert visit.stage == er.Asking(QUERY)


def test_a_proof_that_is_over_is_not_good_for_the_next_matter_either() -> None:
    visit = refused_at_signature(Problem.ASSURANCE_EXPIRED)
    visit.send(it.DoAnotherMatter())
    assert visit.stage == at.Menu()
    visit.send(it.ChooseMatter(QUERY))
    assert isinstance(visit.stage, at.FaceCheck)


def test_what_was_filled_in_is_forgotten_when_the_credential_is_refused_meanwhile() -> None:
    visit = refused_at_signature(Problem.ASSURANCE_EXPIRED)
    visit.send(it.ProveAgain())
    effects = visit.send(ev.CredentialRefused(visit.serial, Problem.CARD_LOST))
    assert fx.ForgetMatter(visit.serial) in effects
    assert visit.state.session.interrupted is None  # type: ignore[union-attr]
    visit.put_card()
    visit.learn_standing()
    visit.send(it.GiveConsent())
    visit.match_face()
    assert visit.stage == at.Menu()


def test_a_proof_that_is_over_before_the_holders_document_leads_back_to_that_document() -> None:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForAnother(), ev.CardRemoved(), ev.CardPresented())
    visit.send(ev.AnswerRefused(visit.serial, Problem.ASSURANCE_EXPIRED), it.ProveAgain())
    visit.match_face(visit.stage.attempt)  # type: ignore[union-attr]
    assert visit.stage == er.HolderCard(CASE)


def test_whoever_the_back_end_no_longer_knows_signs_in_again_and_comes_back_to_the_matter() -> None:
    visit = refused_at_signature(Problem.ADMISSION_LOST)
    assert not visit.state.session.admitted  # type: ignore[union-attr]
    assert visit.effects(fx.ForgetCredential)
    visit.send(ev.CardRemoved())
    visit.put_card()
    visit.learn_standing()
    visit.send(it.GiveConsent())
    visit.match_face()
    assert visit.stage == er.ChoosingEntry(CASE)


def test_a_matter_that_closed_meanwhile_is_asked_again_as_an_act_of_its_own() -> None:
    visit = refused_at_signature(Problem.MATTER_CLOSED)
    visit.send(it.Continue())
    first, second = visit.effects(fx.SubmitCase)
    assert second.ask_number > first.ask_number


def test_a_new_warning_is_read_before_the_rest_is_done_again() -> None:
    visit = refused_at_signature(Problem.WARNING_NEW)
    assert visit.stage.ways[0] is Way.READ_WARNING  # type: ignore[union-attr]
    visit.send(it.Continue())
    assert visit.stage == er.Opening(CASE)
    visit.send(ev.MatterOpened(visit.serial))
    assert visit.stage == er.Conditions(CASE)
