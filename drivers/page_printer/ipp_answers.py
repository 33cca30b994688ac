"""What a printer's answers mean: refusals, jobs, and how a command ends (RFC 8011)."""

from __future__ import annotations

from enum import IntEnum

from drivers.contract import Code, JobState, PageJob
from drivers.page_printer.ipp_codec import Group
from drivers.page_printer.printer_state import without_severity


class Operation(IntEnum):
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GETJOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


JOB_ATTRIBUTES = ("job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed")
_STATES = {
    3: JobState.PENDING,
    4: JobState.HELD,
    5: JobState.PROCESSING,
    6: JobState.STOPPED,
    7: JobState.CANCELED,
    8: JobState.ABORTED,
    9: JobState.COMPLETED,
}


class Failed(Exception):
    """Carries the completion with which a command ends.

    ``before_sending``: not one byte of the request left; ``refused``: the printer answered that it does not
    do it.
    """

    def __init__(
        self, code: Code, sentence: str, *, before_sending: bool = False, refused: bool = False
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.before_sending = before_sending
        self.refused = refused


def refusal(code: int, operation: Operation) -> Failed:
    """RFC 8011 §B.1: 04xx the request cannot be granted, 05xx the printer failed."""
    sentence = f"the printer refuses {operation.name.lower().replace('_', '-')} (status 0x{code:04x})."
    match code:
        case 0x0406:
            return Failed(Code.NO_MEDIA, "the printer does not know this job.", refused=True)
        case 0x0404 if operation is Operation.CANCEL_JOB:
            return Failed(Code.SEQUENCE_ERROR, "the job had ended already.", refused=True)
        case 0x040A | 0x0408 | 0x040B | 0x0411 | 0x0412:
            return Failed(Code.INVALID_DATA, sentence, refused=True)
        case 0x0501 | 0x0503:
            return Failed(Code.UNSUPPORTED, sentence, refused=True)
        case 0x0506 | 0x0507:
            return Failed(Code.DEVICE_NOT_READY, sentence, refused=True)
        case _ if code < 0x0500:
            return Failed(Code.INVALID_DATA, sentence, refused=True)
        case _:
            return Failed(Code.HARDWARE_ERROR, sentence)


def job_of(attributes: Group, name: str, job_id: int | None = None) -> PageJob:
    number = attributes.number("job-id")
    if number is None and job_id is None:
        raise Failed(Code.HARDWARE_ERROR, "the printer gave the job no number.")
    if job_id is not None and number not in (None, job_id):
        raise Failed(Code.HARDWARE_ERROR, "the printer's answer is about another job.")
    state = _STATES.get(attributes.number("job-state") or 0)
    if state is None:
        raise Failed(Code.HARDWARE_ERROR, "the printer does not say the state of the job.")
    return PageJob(
        job_id=number if number is not None else job_id or 0,
        name=attributes.text("job-name") or name,
        state=state,
        reasons=frozenset(without_severity(keyword) for keyword in attributes.strings("job-state-reasons")),
        impressions=attributes.number("job-impressions-completed"),
    )
