"""F01 电子证照打印: the certificates that a person holds, on paper with a code that confirms them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import Offer
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.registry import Handler, Opened, ProofLine, ProofText, Question, Reply, invalid
from kiosk.hub.departments.wording import Wording, day, plain
from kiosk.hub.problems import Refusal
from kiosk.hub.register import Certificate, certificates

_SAYS: Final = Wording("F01")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of certificate: its names, and who issues it."""

    zh: str
    en: str
    issuer: str


KINDS: Final = {
    "resident-id": Kind("居民身份证", "Resident identity card", "公安机关"),
    "hukou-book": Kind("居民户口簿", "Household register", "上海市公安局"),
    "residence-permit": Kind("上海市居住证", "Shanghai residence permit", "上海市公安局"),
    "residence-registration": Kind("居住登记凭证", "Registration of residence", "上海市公安局"),
    "social-security-card": Kind("社会保障卡", "Social security card", "上海市人力资源和社会保障局"),
    "marriage": Kind("结婚证", "Marriage certificate", "上海市民政局"),
    "disability": Kind("残疾人证", "Disability certificate", "上海市残疾人联合会"),
    "driving-licence": Kind("机动车驾驶证", "Driving licence", "上海市公安局交通警察总队"),
    "vehicle-licence": Kind("机动车行驶证", "Vehicle licence", "上海市公安局交通警察总队"),
    "property-title": Kind("不动产权证书", "Real estate title", "上海市自然资源确权登记局"),
    "lease-registration": Kind("房屋租赁合同登记备案证明", "Registration of a lease", "上海市房屋管理局"),
    "employment-book": Kind("就业创业证", "Employment booklet", "上海市人力资源和社会保障局"),
    "birth": Kind("出生医学证明", "Birth certificate", "上海市卫生健康委员会"),
    "business-licence": Kind("营业执照", "Business licence", "上海市市场监督管理局"),
    "retirement": Kind("退休证", "Retirement certificate", "上海市人力资源和社会保障局"),
    "veteran": Kind("退役军人优待证", "Veteran's card", "上海市退役军人事务局"),
    "low-income": Kind("最低生活保障证明", "Subsistence allowance certificate", "上海市民政局"),
    "senior-card": Kind("上海市敬老卡", "Senior citizen's card", "上海市民政局"),
}


class PrintCertificate(Handler):
    """F01: one of the certificates that are valid today."""

    matter = "F01"
    department = "上海市大数据中心"

    def open(self, question: Question) -> Opened | Refusal:
        valid = _valid(question)
        if not valid:
            return Refusal(RefusalType.NO_RECORD)
        offers = tuple(
            Offer(value=value, zh=KINDS[one.kind].zh, en=KINDS[one.kind].en) for value, one in valid.items()
        )
        return Opened(offered={"certificate": offers})

    def answer(self, question: Question) -> Reply | Refusal:
        chosen = _valid(question).get(question.form.get("certificate", ""))
        if chosen is None:
            return invalid("certificate", "not_an_option")
        kind = KINDS[chosen.kind]
        name = _SAYS.word(f"certificate.{chosen.kind}")
        until = day(chosen.valid_to) if chosen.valid_to else _SAYS.word("value.no_end")
        return Reply(
            headline=_SAYS.text("headline", certificate=name),
            facts=(
                _SAYS.fact("certificate", name),
                _SAYS.fact("number", plain(chosen.number)),
                _SAYS.fact("issuer", plain(kind.issuer)),
                *((_SAYS.fact("issued", day(chosen.issued)),) if chosen.issued else ()),
                _SAYS.fact("valid_to", until),
            ),
            proof=ProofText(
                title_zh=f"电子证照：{kind.zh}",
                title_en=f"Electronic certificate: {kind.en}",
                lines=(
                    ProofLine("证照号码", "Number", chosen.number_masked),
                    ProofLine("发证机关", "Issued by", kind.issuer),
                    ProofLine("有效期至", "Valid until", _until(chosen)),
                ),
            ),
        )


def _until(chosen: Certificate) -> str:
    return chosen.valid_to.isoformat() if chosen.valid_to else "长期 (no end)"


def _valid(question: Question) -> dict[str, Certificate]:
    """What can be printed, by the value under which it is offered: the kind, numbered from the second on."""
    found: dict[str, Certificate] = {}
    for one in certificates(question.records, today_of(question)):
        if one.kind in KINDS:
            count = sum(known.kind == one.kind for known in found.values())
            found[f"{one.kind}-{count + 1}" if count else one.kind] = one
    return found
