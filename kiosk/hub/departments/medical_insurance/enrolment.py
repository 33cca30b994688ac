"""H05 居民医保受理登记: joining the residents' scheme for a year."""

from __future__ import annotations

from kiosk.backend.case_models import Offer
from kiosk.backend.models import CaseStatus
from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.records import (
    ORGANISATION,
    Kind,
    Scheme,
    Standing,
    account_of,
)
from kiosk.hub.departments.medical_insurance.saying import Saying, day, money, text, today
from kiosk.hub.departments.registry import Decision, Handler, Opened, Question, Reply, invalid, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

WORKING_DAYS = 10
"""The centre examines a registration within so many working days."""
OPENS_IN_MONTH = 10
"""Registration for the next year opens in October."""

CATEGORIES = {
    "minor": ("中小学生和婴幼儿", "Pupils and small children"),
    "adult": ("18-59周岁", "18 to 59"),
    "from_60": ("60-69周岁", "60 to 69"),
    "from_70": ("70周岁及以上", "70 and over"),
    "other": ("其他", "Other"),
}


def category_of(age: int) -> str:
    """The category of who reaches this age in the insured year."""
    if age < 18:
        return "minor"
    if age < 60:
        return "adult"
    return "from_60" if age < 70 else "from_70"


class ResidentEnrolment(Handler):
    """H05: registration, examined later; the premium is paid after it."""

    matter = "H05"
    department = ORGANISATION
    saying = Saying("H05")

    def open(self, question: Question) -> Opened | Refusal:
        if (refusal := self._hindered(question)) is not None:
            return refusal
        birth, year = question.holder.birth.year, today(question).year
        fitting = dict.fromkeys([category_of(year - birth), category_of(year + 1 - birth), "other"])
        offers = tuple(Offer(value=name, zh=CATEGORIES[name][0], en=CATEGORIES[name][1]) for name in fitting)
        return Opened(offered={"category": offers})

    def submit(self, question: Question) -> Reply | Refusal:
        if (refusal := self._hindered(question)) is not None:
            return refusal
        form = question.form
        year, now = int(form["year"]), today(question)
        if not now.year <= year <= now.year + 1:
            return invalid("year", "too_early" if year < now.year else "too_late")
        if year > now.year and now.month < OPENS_IN_MONTH:
            return invalid("year", "not_open_yet")
        if any(row["year"] == year for row in question.records.all(Kind.ENROLMENT)):
            return refused("already-enrolled")
        category = form["category"]
        if category not in (category_of(year - question.holder.birth.year), "other"):
            return invalid("category", "not_an_option")
        number = f"JB{now:%Y%m%d}{1 + len(question.records.all(Kind.ENROLMENT)):02d}"
        question.records.add(
            Kind.ENROLMENT, {"year": year, "applied": now.isoformat(), "number": number, "category": category}
        )
        premium = 100 * int(public_data.read("medical_rules")["premiums"][category])
        decided = working_days_after(question.now, WORKING_DAYS)
        say = self.saying
        centre = public_data.entry("service_centre", form["center"])
        telephone = None if centre is None else centre.fact("phone")
        facts = (
            say.fact("number", text(number)),
            say.fact("year", text(str(year))),
            say.fact("category", say.value(category)),
            say.fact("premium", money(premium)),
            say.fact("center", text(public_data.label("service_centre", form["center"]))),
            say.fact("telephone", text("12393" if telephone is None else telephone.zh)),
        )
        return Reply(
            status=CaseStatus.ACCEPTED,
            headline=say.says("headline", year=text(str(year))),
            facts=facts,
            due=say.says("due", date=day(decided.date())),
            decision=Decision(
                decided,
                Reply(
                    status=CaseStatus.ISSUED,
                    headline=say.says("headline.issued", year=text(str(year)), premium=money(premium)),
                    facts=facts,
                    message="您的居民医保登记已审核通过，请按规定缴费。详询12393。",
                ),
            ),
            message=f"您的居民医保登记已受理，{decided:%m月%d日}前审核完毕。详询12393。",
        )

    def _hindered(self, question: Question) -> Refusal | None:
        """Who is in the employees' scheme does not join the residents' one."""
        account = account_of(question)
        if account is not None and account.scheme is Scheme.EMPLOYEE and account.standing is Standing.NORMAL:
            return refused("insured-as-employee")
        return None
