"""残联: where films are shown and books are read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.backend.models import ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments.public_list import PLACE, PLACE_WITH_HOURS, PublicList, Row

ORGANISATION = "上海市残疾人联合会"


class Cinemas(PublicList):
    matter = "Q34"
    department = ORGANISATION
    columns = (*PLACE, ("shown", ValueKind.TEXT))

    def rows(self) -> Sequence[Row]:
        return list(public_data.read("disabled_places")["cinemas"])


class ReadingRooms(PublicList):
    matter = "B19"
    department = ORGANISATION
    columns = PLACE_WITH_HOURS

    def rows(self) -> Sequence[Row]:
        return list(public_data.read("disabled_places")["reading_rooms"])
