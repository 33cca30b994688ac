"""Archive searches (Q24-Q28, B28-B31): handed in now, searched in the archives' hours, printed later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from kiosk.backend.models import CaseStatus
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.registry import (
    Decision,
    Handler,
    Opened,
    ProofLine,
    ProofText,
    Question,
    Reply,
    refused,
)
from kiosk.hub.hours import ARCHIVES
from kiosk.hub.problems import Refusal

RECORD: Final = "archive"
REQUEST: Final = "archive_request"
SEARCH_TAKES: Final = timedelta(minutes=30)


def never(today: date) -> str:
    """An end of a search that no demo lives to see."""
    return f"{today + timedelta(days=3650)}T00:00:00+08:00"


class ArchiveSearch(Handler):
    """One kind of archive. ``found_by`` of a record holds what must be named to find it."""

    department = "上海市档案馆"
    title_zh: ClassVar[str]
    title_en: ClassVar[str]
    subject: ClassVar[str]

    def open(self, question: Question) -> Opened | Refusal:
        """Outside the archives' hours this is said before anything is filled in."""
        if ARCHIVES.is_open(question.now):
            return Opened()
        opens = w.moment(ARCHIVES.next_opening(question.now))
        return Opened(warnings=(w.Wording(self.matter).text("warning.closed", opens=opens),))

    def submit(self, question: Question) -> Reply | Refusal:
        kept = self._kept(question)
        if kept is None:
            return refused("not-found")
        if self._is_searched(question, kept):
            return refused("already-applied")
        ready = ARCHIVES.working_time_after(question.now, SEARCH_TAKES)
        question.records.add(
            REQUEST, {"matter": self.matter, "number": kept["number"], "until": ready.isoformat()}
        )
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline"),
            status=CaseStatus.ACCEPTED,
            due=text.text("due", at=w.moment(ready)),
            decision=Decision(ready, self._found(question, kept)),
            message="您的查档申请已受理，查好后短信通知您。",
        )

    def _kept(self, question: Question) -> dict[str, Any] | None:
        for kept in question.records.all(RECORD):
            wanted = kept["found_by"]
            if kept["matter"] == self.matter and all(question.form.get(k) == v for k, v in wanted.items()):
                return kept
        return None

    def _is_searched(self, question: Question, kept: dict[str, Any]) -> bool:

        return any(
            one["matter"] == self.matter
            and one["number"] == kept["number"]
            and datetime.fromisoformat(one["until"]) > question.now
            for one in question.records.all(REQUEST)
        )

    def _found(self, question: Question, kept: dict[str, Any]) -> Reply:
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text(
                "headline.issued",
                holder=w.plain(kept["holder"]),
                number=w.plain(kept["number"]),
            ),
            facts=(
                text.fact("subject", w.plain(self.subject)),
                text.fact("number", w.plain(kept["number"])),
                text.fact("holder", w.plain(kept["holder"])),
                text.fact("year", w.plain(str(kept["year"]))),
                text.fact("usage", text.word(f"value.{question.form['usage']}")),
            ),
            status=CaseStatus.ISSUED,
            proof=ProofText(
                title_zh=self.title_zh,
                title_en=self.title_en,
                lines=(
                    ProofLine("档号", "Archive number", str(kept["number"])),
                    ProofLine("保管单位", "Kept at", str(kept["holder"])),
                ),
            ),
            message="您申请查的档案已查到，请到任意自助终端打印。",
        )


class Marriage(ArchiveSearch):
    matter = "Q24"
    title_zh, title_en, subject = "婚姻登记档案证明", "Marriage registration archive", "婚姻登记"


class OnlyChild(ArchiveSearch):
    matter = "Q25"
    title_zh, title_en, subject = "独生子女档案证明", "Only-child archive", "独生子女登记"


class YouthsChildren(ArchiveSearch):
    matter = "Q26"
    title_zh, title_en, subject = "知青子女入户档案证明", "Children of educated youth", "知青子女入户"


class FurtherChild(ArchiveSearch):
    matter = "Q27"
    title_zh, title_en, subject = "再生育审批档案证明", "Approval of a further child", "再生育子女审批"


class School(ArchiveSearch):
    matter = "Q28"
    title_zh, title_en, subject = "学籍档案证明", "School records", "学籍"


class SentToCountryside(ArchiveSearch):
    matter = "B28"
    title_zh, title_en, subject = "知青上山下乡档案证明", "Educated youth sent to the countryside", "上山下乡"


class ReturnedToCity(ArchiveSearch):
    matter = "B29"
    title_zh, title_en, subject = "知青返城档案证明", "Educated youth returned to the city", "返城"


class WorkInjury(ArchiveSearch):
    matter = "B30"
    title_zh, title_en, subject = "工伤认定档案证明", "Recognition of a work injury", "工伤认定"


class Demobilised(ArchiveSearch):
    matter = "B31"
    title_zh, title_en, subject = "复员退伍军人档案证明", "Demobilised soldiers", "复员退伍"


MATTERS: Final[tuple[type[ArchiveSearch], ...]] = (
    Marriage,
    OnlyChild,
    YouthsChildren,
    FurtherChild,
    School,
    SentToCountryside,
    ReturnedToCity,
    WorkInjury,
    Demobilised,
)
