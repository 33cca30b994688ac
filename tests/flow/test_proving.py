"""Proving who one is: the face, and the ways without one."""

from __future__ import annotations

from support.visits import Visit, facts

from kiosk.domain.credentials import AgeBand
from kiosk.flow import effects as fx
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
