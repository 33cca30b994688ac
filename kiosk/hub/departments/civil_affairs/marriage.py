"""民政: an appointment for registering a marriage (B07)."""

from __future__ import annotations

from typing import Final

from kiosk.backend.models import CaseStatus
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.civil_affairs.centres import ORGANISATION
from kiosk.hub.departments.registry import Handler, Question, Reply, refused
from kiosk.hub.hashing import draw_letters
from kiosk.hub.problems import Refusal

APPOINTMENT: Final = "marriage_appointment"
MARRIED: Final = "married"


def is_full(office: str, slot: str) -> bool:
    """The demo's centres: the first hour of the day is always taken at those in the inner districts."""
    return slot == "0900" and office[:6] < "310112"


class MarriageAppointment(Handler):
    matter = "B07"
    department = ORGANISATION

    def submit(self, question: Question) -> Reply | Refusal:
        form = question.form
        if question.records.one(MARRIED) is not None:
            return refused("already-married")
        if form["partner_id"] == question.holder.number:
            return refused("same-person")
        if question.records.one(APPOINTMENT) is not None:
            return refused("already-booked")
        if is_full(form["office"], form["slot"]):
            return refused("slot-full")
        number = f"HY{draw_letters(6)}"
        question.records.put(APPOINTMENT, {"number": number, "day": form["day"], "slot": form["slot"]})
        office = public_data.entry("marriage_office", form["office"])
        assert office is not None, "the form was examined by its definition"
        facts = {name: said.zh for name, said in office.facts}
        text = w.Wording(self.matter)
        slot = text.word(f"value.{form['slot']}")
        return Reply(
            headline=text.text(
                "headline", day=w.day(form["day"]), slot=slot, office=w.plain(office.label.zh)
            ),
            facts=(
                text.fact("number", w.plain(number)),
                text.fact("address", w.plain(facts["address"])),
                text.fact("phone", w.plain(facts["phone"])),
            ),
            status=CaseStatus.DONE,
            message=f"您已预约 {form['day']} 到婚姻登记中心办理，预约号 {number}。请双方带身份证到场。",
        )
