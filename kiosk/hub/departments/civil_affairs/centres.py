"""民政: where the community service centres are (Q33)."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.hub.departments import public_data
from kiosk.hub.departments.public_list import PLACE_WITH_HOURS, PublicList, Row, of_dictionary
from kiosk.hub.departments.registry import ProofLine, ProofText, Question

ORGANISATION = "上海市民政局"


class Centres(PublicList):
    matter = "Q33"
    department = ORGANISATION
    columns = PLACE_WITH_HOURS

    def rows(self) -> Sequence[Row]:
        return of_dictionary("service_centre")

    def proof(self, question: Question, found: Sequence[Row]) -> ProofText:
        district = public_data.label("sh_district", question.form["district"])
        return ProofText(
            "社区事务受理服务中心名单",
            "Community service centres",
            (ProofLine("区", "District", district), ProofLine("中心数", "Centres", str(len(found)))),
        )
