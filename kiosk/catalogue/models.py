"""The definition language: what may stand in ``catalogue.yaml`` and in a matter's file.

These models are also the published JSON Schema. What they cannot say (a condition that names another field)
is checked in ``crosschecks``.
"""

from __future__ import annotations

from datetime import time
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic import Field as Key

from drivers.contract import DeviceKind
from kiosk.catalogue import matter as m
from kiosk.domain.dates import Limit, parse_limit
from kiosk.domain.fields import Condition, CrossCheck, CrossRule, Field, FieldType, Option
from kiosk.domain.known_facts import KnownFact
from kiosk.domain.outcomes import NextStep
from kiosk.flow.words import Said

MatterId = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,39}$")]
TextName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,59}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Words(_Model):
    """One text in both languages; neither may be missing."""

    zh: Line
    en: Line

    def said(self) -> Said:
        return Said(self.zh, self.en)


def _as_limit(text: str) -> str:
    if parse_limit(text) is None:
        raise ValueError(
            f"'{text}' is no limit of a date. | "
            "Write a date such as '1993-01', or 'today', 'today-5y', 'today+14d'."
        )
    return text


LimitText = Annotated[str, AfterValidator(_as_limit)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Values = Annotated[list[Annotated[str, StringConstraints(min_length=1)]], BeforeValidator(_as_list)]
Conditions = dict[str, Values]


def _conditions(when: Conditions) -> tuple[Condition, ...]:
    return tuple(Condition(key, frozenset(values)) for key, values in when.items())


class OptionModel(_Model):
    value: Annotated[str, StringConstraints(pattern=r"^[^,\s]{1,60}$")]
    zh: Line
    en: Line


class FieldModel(_Model):
    """One input. Name, number, sex and birth date come from the credential and are no fields."""

    key: Word
    label: Words
    type: FieldType
    required: bool = True
    options: list[OptionModel] = []
    dictionary: Word | None = None
    depends_on: Word | None = None
    not_before: LimitText | None = None
    not_after: LimitText | None = None
    shortest: Annotated[int, Key(ge=1, le=1000)] | None = None
    longest: Annotated[int, Key(ge=1, le=1000)] | None = None
    when: Conditions = {}
    prefill: KnownFact | None = None
    offered: bool = False  # the department offers the options for this person when the matter is opened
    sent_to: Word | None = None  # of an sms_code: the field with the telephone that it is sent to
    default: str = ""
    hint: Words | None = None
    alternative: FieldType | None = None
    items: list[FieldModel] = []

    def field(self) -> Field:
        return Field(
            key=self.key,
            label=self.label.said(),
            type=self.type,
            required=self.required,
            options=tuple(Option(o.value, Said(o.zh, o.en)) for o in self.options),
            dictionary=self.dictionary or "",
            depends_on=self.depends_on or "",
            earliest=_limit(self.not_before),
            latest=_limit(self.not_after),
            shortest=self.shortest,
            longest=self.longest,
            when=_conditions(self.when),
            prefill=self.prefill or "",
            offered=self.offered,
            sent_to=self.sent_to or "",
            default=self.default,
            hint=self.hint.said() if self.hint else None,
            alternative=self.alternative,
            items=tuple(item.field() for item in self.items),
        )


def _limit(text: str | None) -> Limit | None:
    return None if text is None else parse_limit(text)


class CheckModel(_Model):
    """A rule over two fields; the fault is shown at ``second``."""

    rule: CrossRule
    first: Word
    second: Word


class MaterialModel(_Model):
    key: Word
    name: Words
    sources: Annotated[list[m.MaterialSource], Key(min_length=1)]
    required: bool = True
    when: Conditions = {}
    certificate: Word | None = None
    pages: Annotated[int, Key(ge=1, le=20)] = 1


class OutputModel(_Model):
    kind: m.OutputKind
    essential: bool = False
    template: Word | None = None


class GroupModel(_Model):
    """Fields that are asked on one page."""

    title: Words
    fields: Annotated[list[Word], Key(min_length=1, max_length=6)]


class HoursModel(_Model):
    days: Annotated[list[Annotated[int, Key(ge=1, le=7)]], Key(min_length=1)]
    opens: time
    closes: time


class NeedsModel(_Model):
    devices: list[DeviceKind] = []
    operations: list[Word] = []
    hours: list[HoursModel] = []


class GuideModel(_Model):
    who: Words
    bring: Words
    time: Words
    cost: Words
    legal_basis: Words
    notice: Words | None = None


Age = Annotated[int, Key(ge=0, le=150)]


class EligibilityModel(_Model):
    text: Words
    min_age: Age | None = None
    max_age: Age | None = None
    min_age_men: Age | None = None
    min_age_women: Age | None = None
    refusal: Word | None = None

    def eligibility(self) -> m.Eligibility:
        return m.Eligibility(
            self.text.said(),
            self.min_age,
            self.max_age,
            self.min_age_men,
            self.min_age_women,
            self.refusal or "",
        )


class RefusalModel(_Model):
    code: Word
    reason: Words
    next: Annotated[list[NextStep], Key(min_length=1)]
    instead: list[MatterId] = []  # matters that serve the person better


class DefinitionModel(_Model):
    """A file ``config/matters/<id>.yaml``."""

    id: MatterId
    steps: Annotated[list[m.StepKind], Key(min_length=1)]
    fields: list[FieldModel] = []
    checks: list[CheckModel] = []
    materials: list[MaterialModel] = []
    outputs: Annotated[list[OutputModel], Key(min_length=1)]
    needs: NeedsModel = NeedsModel()
    guide: GuideModel
    proxy: m.ProxyRule = m.ProxyRule.NOBODY
    eligibility: list[EligibilityModel] = []
    refusals: list[RefusalModel] = []
    accepting: Words
    entries: Annotated[list[m.Entry], Key(min_length=1)] = [m.Entry.APPLY]
    groups: list[GroupModel] = []
    texts: dict[TextName, Words] = {}
    disclaimer: Words | None = None

    def definition(self) -> m.Definition:
        guide = self.guide
        return m.Definition(
            steps=tuple(self.steps),
            fields=tuple(f.field() for f in self.fields),
            checks=tuple(CrossCheck(c.rule, c.first, c.second) for c in self.checks),
            materials=tuple(
                m.Material(
                    x.key,
                    x.name.said(),
                    tuple(x.sources),
                    x.required,
                    _conditions(x.when),
                    x.certificate or "",
                    x.pages,
                )
                for x in self.materials
            ),
            outputs=tuple(m.Output(o.kind, o.essential, o.template or "") for o in self.outputs),
            needs=m.Needs(
                frozenset(d.value for d in self.needs.devices),
                tuple(self.needs.operations),
                tuple(m.Hours(frozenset(h.days), h.opens, h.closes) for h in self.needs.hours),
            ),
            guide=m.Guide(
                guide.who.said(),
                guide.bring.said(),
                guide.time.said(),
                guide.cost.said(),
                guide.legal_basis.said(),
                guide.notice.said() if guide.notice else None,
            ),
            proxy=self.proxy,
            eligibility=tuple(e.eligibility() for e in self.eligibility),
            refusals=tuple(
                m.MatterRefusal(r.code, r.reason.said(), tuple(r.next), tuple(r.instead))
                for r in self.refusals
            ),
            accepting=self.accepting.said(),
            entries=tuple(self.entries),
            groups=self._groups(),
            texts=MappingProxyType({name: words.said() for name, words in self.texts.items()}),
            disclaimer=self.disclaimer.said() if self.disclaimer else None,
        )

    def _groups(self) -> tuple[m.Group, ...]:
        """As written; without any, all fields on one page under the usual heading."""
        if self.groups:
            return tuple(m.Group(g.title.said(), tuple(g.fields)) for g in self.groups)
        keys = tuple(field.key for field in self.fields)
        return (m.Group(m.USUAL_HEADING, keys),) if keys else ()


class SharedTextsModel(_Model):
    """``config/matters/texts.yaml``: wording of answers that several matters share."""

    texts: dict[TextName, Words]


class DepartmentModel(_Model):
    id: Word
    name: Words  # short, as on a tile
    official: Words


class LifeEventModel(_Model):
    id: Word
    name: Words
    icon: Word


class MatterModel(_Model):
    """One line of the catalogue."""

    id: MatterId
    official: Words
    title: Words
    departments: Annotated[list[Word], Key(min_length=1)]
    kind: m.MatterKind
    assurance: m.Assurance
    completion: m.Completion
    aliases: list[Line] = []
    life_events: list[Word] = []
    popularity: Annotated[int, Key(ge=0, le=100)] = 0
    moves_money: bool = False
    sensitive: bool = False

    def matter(self, definition: m.Definition | None) -> m.Matter:
        return m.Matter(
            id=self.id,
            official=self.official.said(),
            title=self.title.said(),
            departments=tuple(self.departments),
            kind=self.kind,
            assurance=self.assurance,
            completion=self.completion,
            aliases=tuple(self.aliases),
            life_events=tuple(self.life_events),
            popularity=self.popularity,
            moves_money=self.moves_money,
            sensitive=self.sensitive,
            definition=definition,
        )


class CatalogueModel(_Model):
    """``config/matters/catalogue.yaml``: departments, life events, and every matter of the zone."""

    version: Literal[1]
    departments: Annotated[list[DepartmentModel], Key(min_length=1)]
    life_events: Annotated[list[LifeEventModel], Key(min_length=1)]
    matters: Annotated[list[MatterModel], Key(min_length=1)]
