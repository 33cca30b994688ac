"""Everything that can stand in a person's way, by name, and the ways on from there.

Each code has four sentences in ``assets/translations`` (title, happened, effect, next); a test proves it.
"""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    CARD_UNREADABLE = "card_unreadable"
    CARD_PULLED = "card_pulled"
    CARD_EXPIRED = "card_expired"
    CARD_NOT_YET_VALID = "card_not_yet_valid"
    CARD_UNKNOWN_TYPE = "card_unknown_type"
    CARD_LOST = "card_lost"
    CARD_CANCELLED = "card_cancelled"
    CARD_DETAILS_DIFFER = "card_details_differ"
    CHILD_ALONE = "child_alone"
    CODE_EXPIRED = "code_expired"
    CODE_USED = "code_used"
    CODE_FOREIGN = "code_foreign"
    CODE_UNKNOWN = "code_unknown"
    CODE_TOO_LONG = "code_too_long"
    CODE_UNREADABLE = "code_unreadable"
    FACE_NO_MATCH = "face_no_match"
    FACE_NOBODY = "face_nobody"
    FACE_SEVERAL = "face_several"
    FACE_TOO_DARK = "face_too_dark"
    FACE_NOT_CLEAR = "face_not_clear"
    FACE_NOT_LIVE = "face_not_live"
    FACE_CAMERA_LOST = "face_camera_lost"
    FACE_NOT_AVAILABLE = "face_not_available"
    FACE_TOO_MANY_TRIES = "face_too_many_tries"
    PHONE_CODE_NONE = "phone_code_none"
    PHONE_CODE_TOO_OFTEN = "phone_code_too_often"
    PHONE_CODE_EXPIRED = "phone_code_expired"
    PHONE_CODE_LOCKED = "phone_code_locked"
    STAFF_REFUSED = "staff_refused"
    STAFF_LOCKED = "staff_locked"
    BACKEND_DOWN = "backend_down"
    BACKEND_SLOW = "backend_slow"
    BACKEND_NONSENSE = "backend_nonsense"
    BACKEND_UNKNOWN = "backend_unknown"
    ASSURANCE_EXPIRED = (
        "assurance_expired"  # the living person must be proved again; what was filled in is kept
    )
    ADMISSION_LOST = "admission_lost"  # the back end does not know this session any more
    MATTER_CLOSED = "matter_closed"  # while it was being filled in
    WARNING_NEW = "warning_new"  # the department has a warning that was not read yet
    SAME_PERSON = "same_person"  # the agent's own document was put there for the holder's
    NOT_RELATED = "not_related"  # the register does not know that this person may act for that one
    CASE_STATE = "case_state"  # it can no longer be withdrawn or supplemented
    NOTHING_TO_PRINT = "nothing_to_print"  # 打印: no case is decided yet
    PAGES_LOST = "pages_lost"  # the pictures of the materials are gone: they must be taken again
    NO_RECORD = "no_record"
    MATTER_REFUSED = "matter_refused"
    PRINTER_PAPER_OUT = "printer_paper_out"
    PRINTER_PAPER_OUT_DURING = "printer_paper_out_during"
    PRINTER_JAM = "printer_jam"
    PRINTER_COVER = "printer_cover"
    PRINTER_GONE = "printer_gone"
    PAPER_NOT_MADE = "paper_not_made"
    PRINT_UNKNOWN = "print_unknown"
    DEVICE_GONE = "device_gone"


class Way(StrEnum):
    """A way on from a problem; the first one that is offered is the primary action."""

    READ_AGAIN = "read_again"
    FACE_AGAIN = "face_again"
    OTHER_WAYS = "other_ways"
    ASK_AGAIN = "ask_again"
    PROVE_AGAIN = "prove_again"  # and go on where the department was asked
    READ_WARNING = "read_warning"
    CHANGE_INPUT = "change_input"
    INSTEAD = "instead"  # another matter
    HOLDER_AGAIN = "holder_again"  # put the other person's document there again
    PRINT_AGAIN = "print_again"
    GO_ON = "go_on"
    MENU = "menu"
    END = "end"


CREDENTIAL_PROBLEMS = frozenset(
    problem for problem in Problem if problem.value.startswith(("card_", "code_"))
) | {Problem.DEVICE_GONE, Problem.ADMISSION_LOST}
"""After these, another card or code is read at once; nothing needs to be pressed."""
