"""One snapshot per page of a matter: long names, long lists, pictures that are drawn here."""

# ruff: noqa: E501 (a sentence and its translation stand on one line)

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

from PIL import Image, ImageDraw

from kiosk.flow.intents import (
    ActForAnother,
    ActForOneself,
    AddPage,
    ChangeAnswers,
    ChangeMaterials,
    ChoosePage,
    ClearSignature,
    Continue,
    DropPage,
    EditRow,
    GoBack,
    Intent,
    LookAtPages,
    MovePageEarlier,
    PressFieldButton,
    PrintProof,
    RemoveRow,
    Reveal,
    SendByPhone,
    TakePicture,
    TakePictures,
    TurnPage,
    TurnPicture,
)
from kiosk.flow.words import Said, Words, text
from kiosk.runtime import snapshot as s

SUBSIDY = Said("申请灵活就业社保补贴", "Social-insurance subsidy")
OFFICIAL = Said(
    "申请“就业困难人员”灵活就业社会保险费补贴",
    "Social-insurance subsidy for people with employment difficulty in flexible employment",
)
STEPS = tuple(
    text(f"form.step.{name}")
    for name in ("conditions", "fill", "materials", "review", "sign", "result", "paper")
)


def act(name: str, intent: Intent, label: Words, *, enabled: bool = True) -> s.Action:
    return s.Action(name, label, intent, enabled=enabled)


def main(
    name: str, label: Words | None = None, intent: Intent | None = None, *, enabled: bool = True
) -> s.Action:
    return s.Action(
        name, label or text(f"action.{name}"), intent or Continue(), s.ActionRole.PRIMARY, enabled=enabled
    )


def head(step: int) -> s.Heading:
    return s.Heading(SUBSIDY, OFFICIAL, step, STEPS)


@cache
def paper(lines: int, width: int = 420, height: int = 594) -> bytes:
    """A sheet with bars for its lines, as PNG."""
    sheet = Image.new("RGB", (width, height), (250, 249, 245))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((width * 0.3, 40, width * 0.7, 60), fill=(40, 40, 48))
    for line in range(lines):
        top = 100 + line * 28
        draw.rectangle((40, top, width - 40 - (line * 37) % 130, top + 10), fill=(120, 124, 132))
    draw.ellipse((width - 150, height - 150, width - 60, height - 60), outline=(200, 40, 40), width=5)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def picture(number: int, pages: int) -> s.Picture:
    return s.Picture(paper(number + 6), text("pages.picture", number=number, pages=pages))


def field(key: str, zh: str, en: str, kind: s.FieldKind, value: str = "", **more: object) -> s.FormField:
    given: dict[str, object] = {"required": True, "error": None, "hint": None}
    return s.FormField(key=key, label=Said(zh, en), kind=kind, value=value, **{**given, **more})  # type: ignore[arg-type]


def form(
    *fields: s.FormField,
    group: Words | None = None,
    known: tuple[s.Fact, ...] = (),
    actions: tuple[s.Action, ...] = (),
) -> s.FormContent:
    return s.FormContent(
        SUBSIDY,
        OFFICIAL,
        2,
        STEPS,
        known,
        fields,
        actions or (main("continue", text("form.next")),),
        group or Said("收款账户", "Where the money goes"),
    )


STREETS = tuple(
    (f"street-{number}", Said(zh, en))
    for number, (zh, en) in enumerate(
        (
            ("南京东路街道", "Nanjing Donglu Subdistrict"),
            ("外滩街道", "Waitan Subdistrict"),
            ("瑞金二路街道", "Ruijin Erlu Subdistrict"),
            ("淮海中路街道", "Huaihai Zhonglu Subdistrict"),
            ("豫园街道", "Yuyuan Subdistrict"),
            ("打浦桥街道", "Dapuqiao Subdistrict"),
            ("老西门街道", "Laoximen Subdistrict"),
            ("小东门街道", "Xiaodongmen Subdistrict"),
            ("五里桥街道", "Wuliqiao Subdistrict"),
            ("半淞园路街道", "Bansongyuan Lu Subdistrict"),
            ("长风新村街道", "Changfeng Xincun Subdistrict"),
            ("曹杨新村街道", "Caoyang Xincun Subdistrict"),
            ("长寿路街道", "Changshou Lu Subdistrict"),
            ("甘泉路街道", "Ganquan Lu Subdistrict"),
            ("石泉路街道", "Shiquan Lu Subdistrict"),
            ("宜川路街道", "Yichuan Lu Subdistrict"),
            ("万里街道", "Wanli Subdistrict"),
            ("真如镇街道", "Zhenru Zhen Subdistrict"),
            ("长征镇", "Changzheng Town"),
            ("桃浦镇", "Taopu Town"),
        )
    )
)
REASONS = tuple(
    (key, Said(zh, en))
    for key, zh, en in (
        (
            "age",
            "大龄失业人员（女满四十周岁、男满五十周岁）",
            "Older and unemployed (women from 40, men from 50)",
        ),
        ("long", "连续处于实际失业状态六个月以上", "Unemployed for more than six months in a row"),
        ("disabled", "持有残疾人证", "Holding a disability certificate"),
        ("low-income", "零就业家庭成员", "Member of a household in which nobody works"),
        ("land", "被征地人员", "Person whose land was taken over"),
    )
)
ACCOUNT = field(
    "account", "银行卡号", "Bank card number", s.FieldKind.DIGITS, "622202",
    hint=Said("须是本人的借记卡", "Your own debit card"), longest=19,
    other_type=act("other_type", PressFieldButton("account"), Said("这是存折", "It is a passbook")),
)  # fmt: skip
SIX = (
    field("bank", "开户银行", "Bank", s.FieldKind.CHOICE, "street-2", options=STREETS[:4]),
    ACCOUNT,
    field("branch", "开户网点", "Branch", s.FieldKind.TEXT, required=False, hint=Said("可以不填", "May be left empty")),
    field("from", "就业困难人员认定日期", "Recognised as having difficulty on", s.FieldKind.DATE, "2024-03-18",
          earliest="1990-01-01", latest="2026-11-21"),
    field("money", "灵活就业月收入（元）", "Monthly income (yuan)", s.FieldKind.MONEY, "3200.50"),
    field("reason", "属于哪种情况", "Which of these applies", s.FieldKind.CHOICES, "age,long", options=REASONS,
          error=text("field.error.required")),
)  # fmt: skip
KNOWN = (
    s.Fact(text("form.known.name"), Said("张*明")),
    s.Fact(text("form.known.number"), Said("999999********123X")),
    s.Fact(
        Said("户籍地", "Hukou address"),
        Said("示例区示例路 12 弄 3 号 502 室", "502, 3, Lane 12, Example Road"),
    ),
)
INVOICES = field(
    "invoices", "医疗费发票", "Medical invoices", s.FieldKind.LIST,
    columns=(Said("类别", "Kind"), Said("号码", "Number"), Said("金额", "Amount")),
    rows=tuple(
        s.ListRow(
            ("门诊", f"1234567{number}", f"{number + 1}20.50 元", "2026-10-02"),
            act(f"row.{number}", EditRow("invoices", number), text("form.change_row", number=number + 1)),
        )
        for number in range(12)
    ),
    add=act("add_row", EditRow("invoices", 12), text("form.add_row")),
)  # fmt: skip
PHONE = field("phone", "手机号", "Mobile number", s.FieldKind.DIGITS, "13800000000", longest=11)
CODE = field(
    "code", "短信验证码", "Code sent to your phone", s.FieldKind.DIGITS, longest=6,
    send=act("send_code", PressFieldButton("code"), text("form.send_code")),
)  # fmt: skip
CARD = field(
    "card", "社会保障卡", "Social security card", s.FieldKind.CARD,
    hint=Said("把社保卡插进读卡器，芯片朝上", "Put the card into the reader with the chip up"),
    send=act("read_card", PressFieldButton("card"), text("form.read_card")),
)  # fmt: skip


def _material(key: str, zh: str, en: str, state: s.MaterialState, detail: Words | None) -> s.MaterialItem:
    name = Said(zh, en)
    ways: tuple[s.Action, ...] = ()
    if state in (s.MaterialState.MISSING, s.MaterialState.OPTIONAL):
        ways = (
            act(f"camera.{key}", TakePictures(key), Said(f"拍照：{zh}", f"Take pictures: {en}")),
            act(f"phone.{key}", SendByPhone(key), Said(f"手机上传：{zh}", f"From the phone: {en}")),
        )
    if state is s.MaterialState.GIVEN:
        ways = (act(f"look.{key}", LookAtPages(key), Said(f"查看：{zh}", f"Look: {en}")),)
    return s.MaterialItem(key, name, state, detail, ways)


MATERIALS = (
    _material("id", "居民身份证", "Identity card", s.MaterialState.SPARED, text("materials.spared", number="999999****123X")),
    _material("recognition", "就业困难人员认定表", "Recognition of difficulty", s.MaterialState.SPARED,
              text("materials.spared", number="31-2024-****88")),
    _material("payment", "灵活就业人员社会保险费缴费凭证", "Receipt of the contributions paid in flexible employment",
              s.MaterialState.MISSING, text("materials.missing")),
    _material("bank", "本人银行卡", "Your bank card", s.MaterialState.GIVEN, text("materials.given", pages=2)),
    _material("lease", "房屋租赁合同", "Lease", s.MaterialState.OPTIONAL, text("materials.optional")),
    _material("original", "就业创业证原件", "Employment book (original)", s.MaterialState.DEPOSIT, text("materials.deposit")),
    _material("application", "补贴申请表", "Application form", s.MaterialState.GENERATED, text("materials.generated")),
)  # fmt: skip
CONDITIONS = s.ConditionsContent(
    head(1),
    (
        (s.ConditionState.CONFIRM, Said("您上个月已经领过这项补贴；重复申请会被退回。", "You received this subsidy last month; a second application is sent back.")),
        (s.ConditionState.MET, Said("女满四十周岁、男满五十周岁", "Women from 40 years, men from 50 years")),
        (s.ConditionState.OPEN, Said("已认定为就业困难人员，并已办理灵活就业登记", "Recognised as having difficulty, and registered as flexibly employed")),
        (s.ConditionState.OPEN, Said("已缴纳上个月的城镇职工基本养老和医疗保险费", "Last month's pension and medical contributions are paid")),
    ),
    (
        s.Fact(text("guide.time"), Said("15 个工作日；服务时间周一至周五 8:30–16:30", "15 working days; Monday to Friday 8:30-16:30")),
        s.Fact(text("guide.cost"), Said("免费", "Free of charge")),
        s.Fact(text("guide.legal_basis"), Said("《中华人民共和国就业促进法》第五十二条", "Employment Promotion Law of the PRC, Article 52")),
    ),
    (main("continue", text("conditions.go_on")),),
)  # fmt: skip
REVIEW = s.ReviewContent(
    head(4),
    (
        *(s.ReviewSection(
            Said(zh, en),
            tuple(s.Fact(Said(name_zh, name_en), Said(value)) for name_zh, name_en, value in facts),
            act(f"change.{number}", ChangeAnswers(number), Said(f"修改：{zh}", f"Change: {en}")),
        )
        for number, (zh, en, facts) in enumerate(
            (
                ("联系方式", "Contact", (
                    ("手机号", "Mobile number", "138****0000"),
                    ("现住地址", "Address", "示例区示例路 12 弄 3 号 502 室"),
                )),
                ("灵活就业情况", "Flexible employment", (
                    ("属于哪种情况", "Which of these applies", "大龄失业人员（女满四十周岁、男满五十周岁）、连续处于实际失业状态六个月以上"),
                    ("认定日期", "Recognised on", "2024年3月18日"),
                    ("月收入", "Monthly income", "3200.50 元"),
                    ("申请月份", "Months applied for", "2026年8月至10月"),
                )),
                ("收款账户", "Where the money goes", (
                    ("开户银行", "Bank", "示例银行上海分行"),
                    ("银行卡号", "Card number", "**** **** **** 0005"),
                    ("开户网点", "Branch", "示例路支行"),
                )),
            )
        )),
        s.ReviewSection(
            text("review.materials"),
            tuple(s.Fact(item.name, text(f"review.material.{item.state.value}")) for item in MATERIALS),
            act("change.materials", ChangeMaterials(), Said("修改：材料", "Change: documents")),
        ),
    ),
    text("review.money"),
    (main("continue", text("review.sign")),),
)  # fmt: skip
NOTES = (
    Said("15 个工作日内办结，即 2026年12月12日前。示例街道社区事务受理服务中心（021-0000 0000）会给您回电。",
         "Decided within 15 working days, by 12 December 2026. The Example service centre (021-0000 0000) calls you back."),
    text("result.case", case="2026-310000-000123", received="示例路 24 小时自助服务区", accepted="示例区人社局"),
)  # fmt: skip


def result(**more: object) -> s.ResultContent:
    given: dict[str, object] = {
        "title": SUBSIDY,
        "official": OFFICIAL,
        "answer": Said("您的申请已受理。", "Your application has been accepted."),
        "figure": "",
        "unit": None,
        "facts": (
            s.Fact(Said("办件编号", "Case number"), Said("2026-310000-000123")),
            s.Fact(Said("申请月份", "Months"), Said("3 个月", "3 months")),
            s.Fact(Said("预计金额", "Expected amount"), Said("2,431.50 元", "2,431.50 yuan")),
        ),
        "columns": (),
        "rows": (),
        "numeric": (),
        "page": 0,
        "pages": 1,
        "actions": (act("done", Continue(), text("action.done")), main("print", intent=PrintProof())),
        "status": s.ResultStatus.ACCEPTED,
        "notes": NOTES,
    }
    return s.ResultContent(**{**given, **more})  # type: ignore[arg-type]


HIDDEN = "●●●●"
PAGES: dict[str, s.Content] = {
    "choices": s.ChoicesContent(
        replace(head(0), steps=()),
        text("whom.question"),
        (
            s.ChoiceCard(text("whom.oneself.title"), text("whom.oneself.detail"),
                         act("whom.oneself", ActForOneself(), text("whom.oneself.title")), "user"),
            s.ChoiceCard(text("whom.guardian.title"), text("whom.guardian.detail"),
                         act("whom.another", ActForAnother(), text("whom.guardian.title")), "users"),
        ),
    ),
    "holder_card": s.HolderCardContent(replace(head(0), steps=()), text("holder_card.lead"), False, True, None),
    "holder_card_reading": s.HolderCardContent(
        replace(head(0), steps=()), text("holder_card.take_yours"), True, True, text("holder_card.take_yours")
    ),
    "conditions": CONDITIONS,
    "form_six": form(*SIX, known=KNOWN),
    "form_date": form(field(
        "from", "认定日期", "Recognised on", s.FieldKind.DATE, earliest="2026-01-01", latest="2026-11-30",
    )),
    "form_birth": form(field(
        "birth", "出生日期", "Date of birth", s.FieldKind.DATE, "1958-07-31",
        earliest="1900-01-01", latest="2026-11-21", required=False,
    )),
    "form_streets": form(
        field("street", "居住地街道（镇）", "Subdistrict where you live", s.FieldKind.CHOICE, "street-2", options=STREETS),
        known=KNOWN,
    ),
    "form_reasons": form(field(
        "reason", "属于哪种情况（可以选几项）", "Which of these applies (choose all)", s.FieldKind.CHOICES, "age,long",
        options=REASONS, error=text("field.error.required"),
    )),
    "form_list": form(INVOICES, group=Said("报销的发票", "Invoices")),
    "form_row": form(
        field("row.kind", "类别", "Kind", s.FieldKind.CHOICE, "street-0", options=STREETS[:2]),
        field("row.number", "发票号码", "Number", s.FieldKind.DIGITS, "12345678"),
        field("row.money", "金额（元）", "Amount (yuan)", s.FieldKind.MONEY),
        group=text("form.row", what="医疗费发票", number=1),
        actions=(
            s.Action("remove_row", text("form.remove_row"), RemoveRow(), s.ActionRole.DANGER),
            main("continue", text("form.save_row")),
        ),
    ),
    "form_code": form(PHONE, CODE),
    "form_card": form(CARD),
    "form_account": form(ACCOUNT),
    "form_name": form(field("name", "姓名", "Name", s.FieldKind.NAME, "张示明", longest=30), known=KNOWN),
    "materials": s.MaterialsContent(head(3), MATERIALS, (main("continue", text("form.next")),)),
    "capture": s.CaptureContent(
        Said("灵活就业人员社会保险费缴费凭证", "Receipt of the contributions paid"),
        text("capture.hint.cut_off"), False, 1, 4,
        (main("take", text("capture.take"), TakePicture(), enabled=False),),
    ),
    "capture_good": s.CaptureContent(
        Said("房屋租赁合同", "Lease"), text("capture.hint.good"), True, 2, 4,
        (main("take", text("capture.take"), TakePicture()),),
    ),
    "pages": s.PagesContent(
        Said("房屋租赁合同", "Lease"),
        tuple(picture(number, 3) for number in (1, 2, 3)),
        1,
        (
            *(act(f"page.{n}", ChoosePage(n), text("pages.choose", number=n + 1)) for n in range(3)),
            act("turn", TurnPicture(), text("pages.turn")),
            act("earlier", MovePageEarlier(), text("pages.earlier")),
            act("drop", DropPage(), text("pages.drop")),
            act("add", AddPage(), text("pages.add")),
            main("continue", text("pages.right")),
        ),
    ),
    "upload": s.UploadContent(
        Said("房屋租赁合同", "Lease"), "https://upload.example.invalid/u/4f7c2a90b1d8e3a5c6f7a8b9c0d1e2f3",
        text("upload.state.waiting", pages=0), (), (),
    ),
    "upload_sent": s.UploadContent(
        Said("房屋租赁合同", "Lease"), "https://upload.example.invalid/u/4f7c2a90b1d8e3a5c6f7a8b9c0d1e2f3",
        text("upload.state.sent", pages=2), tuple(picture(number, 2) for number in (1, 2)),
        (main("continue", text("upload.done")),),
    ),
    "upload_failed": s.UploadContent(
        Said("房屋租赁合同", "Lease"), "", text("upload.state.failed", pages=0), (), (),
    ),
    "review": REVIEW,
    "signature": s.SignatureContent(
        head(5), text("signature.statement", matter="申请灵活就业社保补贴"), False,
        (
            act("clear", ClearSignature(), text("signature.clear"), enabled=False),
            main("continue", text("review.submit"), enabled=False),
        ),
    ),
    "result_accepted": result(),
    "result_missing": result(
        status=s.ResultStatus.SUPPLEMENT,
        answer=Said("还差一份材料，补交后接着办。", "One document is missing; the case goes on when it is there."),
        notes=(text("result.missing", reason="缴费凭证上看不清月份。", until="2026年11月28日"), *NOTES),
    ),
    "result_refused": result(
        status=s.ResultStatus.NOT_ACCEPTED, answer=Said("您的申请没有被受理。", "Your application was not accepted."), facts=(),
    ),
    "result_hidden": result(
        status=s.ResultStatus.ANSWERED, answer=Said("您的医保账户余额如下。", "The balance of your medical account:"),
        facts=tuple(
            s.Fact(Said(f"{name}余额", f"{en} balance"), Said(HIDDEN))
            for name, en in (("当年账户", "This year's"), ("历年账户", "Earlier years'"), ("共济账户", "Family"))
        ),
        reveal=act("reveal", Reveal(shown=True), text("result.reveal")), notes=(),
        actions=(main("done", text("action.done")),),
    ),
    "result_full": result(
        status=s.ResultStatus.DONE,
        facts=tuple(
            s.Fact(Said(f"第 {number} 项的名称", f"Name of item {number}"), Said(f"{number},234.50 元")) for number in range(1, 10)
        ),
        columns=(Said("日期", "Date"), Said("机构", "Place"), Said("金额", "Amount")),
        rows=tuple(("2026年10月2日", "示例社区卫生服务中心第一门诊部", f"{n}20.50") for n in range(1, 7)),
        numeric=(False, False, True),
        pages=3,
        actions=(
            act("previous", TurnPage(-1), text("action.previous"), enabled=False),
            act("next", TurnPage(1), text("action.next")),
            act("done", Continue(), text("action.done")),
            main("print", intent=PrintProof()),
        ),
    ),
    "preview": s.PreviewContent(
        replace(head(0), steps=()),
        s.Picture(paper(14, 840, 1188), text("preview.page", page=1, pages=2)),
        0,
        2,
        (
            act("previous", TurnPage(-1), text("action.previous"), enabled=False),
            act("next", TurnPage(1), text("action.next")),
            main("print", intent=PrintProof()),
        ),
    ),
    "confirm": s.ConfirmContent(
        replace(head(0), steps=()),
        text("withdraw.question", matter="申请灵活就业社保补贴"),
        text("withdraw.what", case="2026-310000-000123"),
        (
            act("keep", GoBack(), text("withdraw.keep")),
            s.Action("withdraw", text("withdraw.do"), Continue(), s.ActionRole.DANGER),
        ),
    ),
}  # fmt: skip
ACTING = ("materials", "result_accepted", "form_six")  # shown as for another person
