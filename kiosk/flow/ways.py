"""Which ways on from a problem are offered here and now. The first is the page's primary action."""

from __future__ import annotations

from kiosk.flow.errand import Asked, Asking
from kiosk.flow.problems import Problem, Way
from kiosk.flow.state import ConsentGiven, Session, State, Trouble

PAPER_WAYS = (Way.PRINT_AGAIN, Way.GO_ON, Way.END)
PAPER_UNKNOWN_WAYS = (Way.GO_ON, Way.PRINT_AGAIN, Way.END)
"""When nobody knows whether it was printed, printing again is not the first thing offered."""


HOLDER_WAYS = (Way.HOLDER_AGAIN, Way.MENU, Way.END)
"""When the document of the person acted for cannot be used."""


def refusal_ways(
    state: State, session: Session, problem: Problem, matter: str, code: str, *, typed: bool
) -> tuple[Way, ...]:
    """Ways on from what a department said no to. ``typed``: there is something that could be changed."""
    if problem is Problem.MATTER_REFUSED:
        named = state.setup.matters[matter].refusals.get(code, ())
        ways = tuple(way for way in named if way is not Way.CHANGE_INPUT or typed)
        return (*ways, Way.MENU, Way.END)
    ways = ways_from(state, session, problem)
    has_form = state.setup.matters[matter].has_form
    if typed and has_form:
        return ways
    return tuple(way for way in ways if way is not Way.CHANGE_INPUT)


def may_be_done(trouble: Trouble) -> bool:
    """Whether a case went out and nobody knows what became of it: only the same question may be put again."""
    retry = trouble.retry
    submitted = isinstance(retry, Asking) and retry.what is Asked.CASE
    return submitted and trouble.problem is Problem.BACKEND_UNKNOWN


def face_allowed(state: State, session: Session) -> bool:
    """A face check may be tried (again): consented to, tries left."""
    return session.consent is not ConsentGiven.REFUSED and session.face_failures < state.setup.face_attempts


def _other_way_at_once(session: Session) -> bool:
    """People of 60 and more, or with a disability certificate as the back end knows."""
    presented = session.presented
    if presented is None:
        return False
    age = presented.facts.age_band
    return presented.other_way_at_once or (age is not None and age.may_skip_face_at_once)


def ways_from(state: State, session: Session, problem: Problem) -> tuple[Way, ...]:
    match problem:
        case (
            Problem.CARD_UNREADABLE
            | Problem.CARD_PULLED
            | Problem.CARD_UNKNOWN_TYPE
            | Problem.CODE_EXPIRED
            | Problem.CODE_USED
            | Problem.CODE_FOREIGN
            | Problem.CODE_UNKNOWN
            | Problem.CODE_TOO_LONG
            | Problem.CODE_UNREADABLE
            | Problem.DEVICE_GONE
            | Problem.CARD_EXPIRED
            | Problem.CARD_NOT_YET_VALID
            | Problem.CARD_LOST
            | Problem.CARD_CANCELLED
            | Problem.CARD_DETAILS_DIFFER
            | Problem.CHILD_ALONE
        ):
            return (Way.READ_AGAIN, Way.MENU, Way.END)
        case (
            Problem.FACE_NO_MATCH
            | Problem.FACE_NOBODY
            | Problem.FACE_SEVERAL
            | Problem.FACE_TOO_DARK
            | Problem.FACE_NOT_CLEAR
            | Problem.FACE_NOT_LIVE
            | Problem.FACE_CAMERA_LOST
        ):
            if not face_allowed(state, session):
                return (Way.OTHER_WAYS, Way.END)
            tired = session.face_failures >= state.setup.other_ways_after
            if tired or _other_way_at_once(session):
                return (Way.OTHER_WAYS, Way.FACE_AGAIN, Way.END)
            return (Way.FACE_AGAIN, Way.OTHER_WAYS, Way.END)
        case Problem.FACE_TOO_MANY_TRIES | Problem.FACE_NOT_AVAILABLE:
            return (Way.OTHER_WAYS, Way.END)
        case (
            Problem.PHONE_CODE_NONE
            | Problem.PHONE_CODE_TOO_OFTEN
            | Problem.PHONE_CODE_EXPIRED
            | Problem.PHONE_CODE_LOCKED
            | Problem.STAFF_REFUSED
            | Problem.STAFF_LOCKED
        ):
            return (Way.OTHER_WAYS, Way.END)
        case Problem.BACKEND_DOWN | Problem.BACKEND_SLOW | Problem.BACKEND_NONSENSE | Problem.BACKEND_UNKNOWN:
            if session.admitted:
                return (Way.ASK_AGAIN, Way.MENU, Way.END)
            # Nobody is let in by a code or a text message without the back end; the guides stay open.
            return (Way.OTHER_WAYS, Way.END) if session.presented else (Way.READ_AGAIN, Way.MENU, Way.END)
        case Problem.ASSURANCE_EXPIRED:
            return (Way.PROVE_AGAIN, Way.MENU, Way.END)
        case Problem.ADMISSION_LOST:
            return (Way.READ_AGAIN, Way.MENU, Way.END)
        case Problem.MATTER_CLOSED:
            return (Way.ASK_AGAIN, Way.MENU, Way.END)
        case Problem.WARNING_NEW:
            return (Way.READ_WARNING, Way.MENU, Way.END)
        case Problem.NO_RECORD:
            return (Way.CHANGE_INPUT, Way.MENU, Way.END)
        case Problem.MATTER_REFUSED | Problem.CASE_STATE | Problem.NOTHING_TO_PRINT:
            return (Way.MENU, Way.END)
        case Problem.PAGES_LOST:
            return (Way.CHANGE_INPUT, Way.MENU, Way.END)
        case Problem.SAME_PERSON | Problem.NOT_RELATED:
            return HOLDER_WAYS
        case (
            Problem.PRINTER_PAPER_OUT
            | Problem.PRINTER_PAPER_OUT_DURING
            | Problem.PRINTER_JAM
            | Problem.PRINTER_COVER
            | Problem.PRINTER_GONE
            | Problem.PAPER_NOT_MADE
            | Problem.PRINT_UNKNOWN
        ):
            return PAPER_WAYS if problem is not Problem.PRINT_UNKNOWN else PAPER_UNKNOWN_WAYS
