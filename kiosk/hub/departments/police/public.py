"""公安, for anybody: names (Q22), the station of an address (Q23), birthdays (B17).

The register's counts are invented: they follow from the name or the day alone, so that asking twice gives the
same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.public_list import NOTHING, Row, of_dictionary
from kiosk.hub.departments.registry import Handler, Level, Question, Reply
from kiosk.hub.problems import Refusal

ORGANISATION = "上海市公安局"
DECADES = range(1940, 2030, 10)


class _Public(Handler):
    department = ORGANISATION
    level = Level.PUBLIC
    residents_only = False


class SameNames(_Public):
    """Q22: by decade of birth; long and rare names are borne by few."""

    matter = "Q22"

    def answer(self, question: Question) -> Reply | Refusal:
        name, sex = question.form["name"], question.form.get("sex", "")
        draw = random.Random(f"name:{name}")  # noqa: S311  # repeatable on purpose
        rare = any(ord(letter) > 0xFFFF or not 0x4E00 <= ord(letter) <= 0x9FA5 for letter in name)
        most = 0 if rare else {2: 400, 3: 120}.get(len(name), 2)
        rows = []
        total = 0
        for decade in DECADES:
            men, women = draw.randint(0, most), draw.randint(0, most)
            men, women = (0 if sex == "woman" else men), (0 if sex == "man" else women)
            total += men + women
            if men or women:
                rows.append((f"{decade}–{decade + 9}", str(men), str(women)))
        text = w.Wording(self.matter)
        if not total:
            return Reply(headline=text.text("headline.none"))
        return Reply(
            headline=text.text("headline", count=w.number(total)),
            table=Table(
                columns=(
                    text.column("born", ValueKind.TEXT),
                    text.column("men", ValueKind.NUMBER),
                    text.column("women", ValueKind.NUMBER),
                ),
                rows=tuple(rows),
            ),
        )


class StationOfAddress(_Public):
    """Q23: the station whose own road, or whose quarter, the address names."""

    matter = "Q23"

    def __init__(self) -> None:
        self._stations: Sequence[Row] = ()

    def answer(self, question: Question) -> Reply | Refusal:
        self._stations = self._stations or of_dictionary("police_station")
        here = [row for row in self._stations if row["district"] == question.form["district"]]
        address = question.form["addr"].strip()
        roads = public_data.read("police_areas")["roads"]
        at = next((place for place, road in enumerate(roads) if road in address), None)
        if at is None or not here:
            return NOTHING
        station = here[at % len(here)]
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", name_=w.plain(str(station["name"]))),
            facts=tuple(
                text.fact(key, w.plain(str(station[key]))) for key in ("name", "address", "phone", "hours")
            ),
        )


class SameBirthday(_Public):
    """B17: how many were born on a day."""

    matter = "B17"

    def answer(self, question: Question) -> Reply | Refusal:
        draw = random.Random(f"birth:{question.form['birth']}")  # noqa: S311  # repeatable on purpose
        men = draw.randint(180, 420)
        women = draw.randint(170, 400)
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", count=w.number(men + women)),
            facts=(text.fact("men", w.number(men)), text.fact("women", w.number(women))),
        )
