"""H01 就医记录册申领, H02 更换, H03 补发: a medical record book, made at the terminal."""

from __future__ import annotations

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Book, CaseStatus, Fact
from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.records import (
    NO_RECORD,
    ORGANISATION,
    Account,
    Kind,
    Standing,
    account_of,
    keep_all,
)
from kiosk.hub.departments.medical_insurance.saying import Saying, day, number, shared, text, today
from kiosk.hub.departments.registry import Handler, Opened, Question, Reply, invalid, refused
from kiosk.hub.problems import Refusal

AGAIN = "warning.same_day"
PHOTO = "photo"
"""The material: whoever stands here, taken by the camera and kept with the case."""


class _RecordBook(Handler):
    """What the three have in common; ``first_issue`` of them asks that there is no book yet."""

    department = ORGANISATION
    first_issue: bool

    @property
    def saying(self) -> Saying:
        return Saying(self.matter)

    def open(self, question: Question) -> Opened | Refusal:
        account = self._entitled(question)
        if isinstance(account, Refusal):
            return account
        warnings = (self.saying.says(AGAIN),) if self._made_today(question) else ()
        return Opened(warnings=warnings)

    def submit(self, question: Question) -> Reply | Refusal:
        account = self._entitled(question)
        if isinstance(account, Refusal):
            return account
        again = self.saying.key(AGAIN)
        if self._made_today(question) and again not in question.confirmed:
            return Refusal(RefusalType.WARNING_UNCONFIRMED, {"warning": again})
        if not question.given(PHOTO):
            return invalid(PHOTO, "required")
        old = [{**book, "standing": "void"} for book in question.records.all(Kind.BOOK)]
        made = today(question)
        serial = f"JY{account.number[2:]}{len(old) + 1:02d}"
        new = {"number": serial, "made": made.isoformat(), "standing": "valid"}
        keep_all(question.records, Kind.BOOK, [*old, new])
        this_year = self._made_this_year(question)
        say = self.saying
        holder = question.holder
        return Reply(
            status=CaseStatus.DONE,
            headline=say.says("headline", number=text(serial)),
            facts=(
                Fact(label=shared("number"), value=text(account.number)),
                Fact(label=shared("book.number"), value=text(serial)),
                Fact(label=shared("book.made"), value=day(made)),
                say.fact("this_year", number(this_year)),
                say.fact("left", number(limit() - this_year)),
            ),
            book=Book(
                number=serial,
                lines=(
                    Fact(label=shared("book.name"), value=text(holder.name)),
                    Fact(label=shared("book.birth"), value=day(holder.birth)),
                    Fact(label=shared("number"), value=text(account.number)),
                    Fact(label=shared("book.number"), value=text(serial)),
                    Fact(label=shared("book.made"), value=day(made)),
                ),
            ),
            message="您的就医记录册已在自助终端制册。如非本人办理，请拨打12393。",
        )

    def _entitled(self, question: Question) -> Account | Refusal:
        account = account_of(question)
        if account is None:
            return NO_RECORD
        if account.standing is Standing.CLOSED:
            return refused("account-closed")
        has_book = any(book["standing"] == "valid" for book in question.records.all(Kind.BOOK))
        if self.first_issue and not account.number:
            return refused("no-insurance-card-number")
        if self.first_issue and has_book:
            return refused("already-has-book")
        if not self.first_issue and not has_book:
            return refused("no-book-yet")
        if self._made_this_year(question) >= limit():
            return refused("yearly-limit")
        return account

    def _made_this_year(self, question: Question) -> int:
        year = f"{today(question).year:04d}-"
        return sum(1 for book in question.records.all(Kind.BOOK) if book["made"].startswith(year))

    def _made_today(self, question: Question) -> bool:
        now = today(question).isoformat()
        return any(book["made"] == now for book in question.records.all(Kind.BOOK))


def limit() -> int:
    """How many books are made at terminals in a calendar year."""
    return int(public_data.read("medical_rules")["books_per_year"])


class FirstIssue(_RecordBook):
    """H01: for who has none."""

    matter = "H01"
    first_issue = True


class Replacement(_RecordBook):
    """H02: the book is full."""

    matter = "H02"
    first_issue = False


class Reissue(_RecordBook):
    """H03: the book is lost."""

    matter = "H03"
    first_issue = False
