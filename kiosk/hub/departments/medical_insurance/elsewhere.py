"""H08 异地就医登记备案: care in another province, settled there with the card."""

from __future__ import annotations

from kiosk.backend.models import CaseStatus
from kiosk.domain.dates import add_months
from kiosk.hub.departments import public_data
from kiosk.hub.departments.forms import within
from kiosk.hub.departments.medical_insurance.records import (
    ORGANISATION,
    Account,
    Kind,
    Standing,
    account_of,
)
from kiosk.hub.departments.medical_insurance.saying import Saying, day, text, today
from kiosk.hub.departments.medical_insurance.sharing import Group
from kiosk.hub.departments.registry import Handler, Opened, Question, Reply, invalid, refused
from kiosk.hub.problems import Refusal
from kiosk.hub.register import certificates

SHANGHAI = "310000"
LONGEST_TEMPORARY = 6
"""A temporary stay is registered for at most so many months."""
RETIRED = (Group.RETIRED_TO_69, Group.RETIRED_FROM_70, Group.SENIOR)


class CareElsewhere(Handler):
    """H08: in force at once, or refused with the reason."""

    matter = "H08"
    department = ORGANISATION
    saying = Saying("H08")

    def open(self, question: Question) -> Opened | Refusal:
        found = self._entitled(question)
        return found if isinstance(found, Refusal) else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        account = self._entitled(question)
        if isinstance(account, Refusal):
            return account
        form = question.form
        kind, place, begins = form["kind"], form["place"], form["from"]
        if place == SHANGHAI:
            return invalid("place", "not_outside")
        if kind == "retired" and account.group not in RETIRED:
            return refused("not-retired")
        now = today(question)
        if (refusal := within(form, "from", earliest=now)) is not None:
            return refusal
        ends = form.get("to", "")
        if kind == "temporary":
            latest = add_months(type(now).fromisoformat(begins), LONGEST_TEMPORARY)
            if (refusal := within(form, "to", latest=latest)) is not None:
                return refusal
            ends = ends or latest.isoformat()
        if any(self._overlaps(row, place, begins, ends) for row in question.records.all(Kind.ELSEWHERE)):
            return refused("already-registered")
        number = f"YD{now:%Y%m%d}{1 + len(question.records.all(Kind.ELSEWHERE)):02d}"
        question.records.add(
            Kind.ELSEWHERE, {"number": number, "kind": kind, "place": place, "from": begins, "to": ends}
        )
        say = self.saying
        name = public_data.label("province_city", place)
        held = {one.kind for one in certificates(question.records, now)}
        return Reply(
            status=CaseStatus.DONE,
            headline=say.says("headline" if begins > now.isoformat() else "headline.now", place=text(name)),
            facts=(
                say.fact("number", text(number)),
                say.fact("kind", say.value(kind)),
                say.fact("place", text(name)),
                say.fact("from", day(begins)),
                say.fact("to", day(ends) if ends else say.value("open_end")),
                say.fact("card", say.value("card")),
            ),
            message="您的异地就医备案已办妥，就医时请带社保卡。详询12393。",
            onward=("H09",) if "social-security-card" in held else (),
        )

    def _entitled(self, question: Question) -> Account | Refusal:
        account = account_of(question)
        if account is None:
            return refused("no-medical-record")
        return account if account.standing is Standing.NORMAL else refused("not-eligible")

    def _overlaps(self, row: dict[str, str], place: str, begins: str, ends: str) -> bool:
        """The same place for days that both registrations cover; an empty end is open."""
        return (
            row["place"] == place
            and (not row["to"] or begins <= row["to"])
            and (not ends or row["from"] <= ends)
        )
