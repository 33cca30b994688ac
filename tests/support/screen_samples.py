"""One snapshot per page, with invented people and the longest official names there are."""

from __future__ import annotations

from pathlib import Path

from support import matter_samples

from kiosk.catalogue.loader import load
from kiosk.flow.display import Display, Language, Palette, Reach, TypeSize
from kiosk.flow.intents import (
    AskForHelp,
    ChangeLanguage,
    ChangeSize,
    ChooseLifeEvent,
    ChooseMatter,
    ChooseOtherWay,
    ChooseReason,
    Continue,
    DoAnotherMatter,
    EndSession,
    GiveConsent,
    GoBack,
    Intent,
    LookFirst,
    OpenSearch,
    OtherWay,
    PrintAgain,
    PrintProof,
    Rate,
    RefuseConsent,
    SendCodeAgain,
    ShowAllMatters,
    ShowOtherWays,
    SkipRating,
    StartMatter,
    TurnPage,
    UseCredential,
    WantCallBack,
)
from kiosk.flow.words import Said, Words, text
from kiosk.runtime import snapshot as s

_Q01 = load(Path(__file__).resolve().parents[2] / "config", "personal")[0].matter("Q01")
assert _Q01 is not None
assert _Q01.definition is not None
Q01_TEXTS = _Q01.definition.texts

NOW = 1_000.0  # seconds of the core's clock
ZONE = Said("示例路 24 小时自助服务区", "Example Road 24-hour service zone")
PENSION = Said("城保缴费情况", "Urban pension: contribution record")
PENSION_OFFICIAL = Said(
    "参加个人城镇基本养老保险缴费情况（城保缴费情况打印）",
    "Participation in the urban employees' basic pension insurance: contribution record (print)",
)


def _act(name: str, intent: Intent, label: Words | None = None, *, enabled: bool = True) -> s.Action:
    return s.Action(name, label or text(f"action.{name}"), intent, enabled=enabled)


def _main(name: str, intent: Intent, label: Words | None = None) -> s.Action:
    return s.Action(name, label or text(f"action.{name}"), intent, s.ActionRole.PRIMARY)


def _tile(key: str, zh: str, en: str, icon: str) -> s.Tile:
    name = Said(zh, en)
    return s.Tile(key, name, icon, _act(f"life_event.{key}", ChooseLifeEvent(key), name))


LIFE_EVENTS = (
    _tile("birth", "生育", "Birth", "baby"),
    _tile("schooling", "上学", "School", "graduation-cap"),
    _tile("work", "就业", "Work", "briefcase"),
    _tile("family", "婚姻家庭", "Marriage and family", "users"),
    _tile("residence", "居住", "Home and residence", "house-line"),
    _tile("retirement", "退休养老", "Retirement", "armchair"),
)
# As many as the 超级终端 has.
DEPARTMENTS = tuple(
    _tile(key, zh, en, "buildings")
    for key, zh, en in (
        ("hr", "人社", "Work and pensions"),
        ("medical", "医保", "Medical insurance"),
        ("police", "公安", "Police"),
        ("civil", "民政", "Civil affairs"),
        ("housing", "住建/公积金", "Housing and provident fund"),
        ("archive", "档案", "Archives"),
        ("disabled", "残联", "Disabled persons"),
        ("tax", "税务", "Taxation"),
        ("health", "卫健", "Health"),
        ("grain", "粮食", "Grain"),
        ("economy", "经信委", "Economy and information"),
        ("unions", "总工会", "Trade unions"),
        ("reform", "发改委", "Development and reform"),
        ("land", "规划资源", "Land and real estate"),
        ("transport", "交通", "Transport"),
        ("market", "市场监管", "Market regulation"),
        ("education", "教育", "Education"),
    )
)


def _card(key: str, title: Said, official: Said, reason: Words | None = None) -> s.MatterCard:
    return s.MatterCard(
        key,
        title,
        official,
        Said("人社", "Human resources"),
        reason is None,
        reason,
        _act(f"matter.{key}", ChooseMatter(key), title),
    )


MATTERS = (
    _card("Q01", PENSION, PENSION_OFFICIAL),
    _card(
        "H23",
        Said("申请灵活就业社保补贴", "Social-insurance subsidy"),
        Said(
            "申请“就业困难人员”灵活就业社会保险费补贴",
            "Social-insurance subsidy for people with employment difficulty",
        ),
        text("hindrance.back_end_down"),
    ),
    _card(
        "H01",
        Said("领取就医记录册", "Get a medical record book"),
        Said("就医记录册申领", "Medical record book: first issue"),
    ),
    _card(
        "Q03",
        Said("个人权益单", "Pension rights statement"),
        Said("上年度养老保险个人权益记录单（城乡居保）", "Last year's pension rights statement (residents)"),
        text("hindrance.device.page-printer"),
    ),
    _card(
        "H09",
        Said("居住登记", "Residence registration"),
        Said(
            "来沪人员居住登记",
            "Residence registration for people living away from their hukou address",
        ),
    ),
    _card(
        "H12",
        Said("异地就医备案", "Treatment elsewhere"),
        Said("异地就医登记备案（异地就医一件事）", "Registration for medical treatment in another province"),
    ),
)


def _menu(view: s.MenuView, heading: Words, **more: object) -> s.MenuContent:
    given: dict[str, object] = {
        "view": view,
        "person": "张*明",
        "heading": heading,
        "waiting": (),
        "life_events": LIFE_EVENTS,
        "departments": (),
        "matters": MATTERS,
        "search_words": "",
        "all_matters": _act("all_matters", ShowAllMatters()),
        "search": _act("search", OpenSearch()),
        "sign_in": None,
    }
    return s.MenuContent(**{**given, **more})  # type: ignore[arg-type]


def problem(code: str, *actions: s.Action) -> s.ProblemContent:
    phone, matter = "021-0000 0000", "城保缴费情况"
    return s.ProblemContent(
        code,
        *(text(f"problem.{code}.{part}", phone=phone, matter=matter) for part in PROBLEM_PARTS),  # type: ignore[arg-type]
        tuple(actions),
    )


PROBLEM_PARTS = ("title", "happened", "effect", "next")
STEPS = (text("form.step.fill"), text("form.step.result"), text("form.step.paper"))
KNOWN = (
    s.Fact(text("form.known.name"), Said("张*明")),
    s.Fact(text("form.known.number"), Said("999999********123X")),
)


def _month(key: str, zh: str, en: str, value: str, error: Words | None = None) -> s.FormField:
    return s.FormField(
        key=key,
        label=Said(zh, en),
        kind=s.FieldKind.MONTH,
        value=value,
        required=False,
        error=error,
        hint=Said("不填则不限", "Leave empty for no limit"),
        earliest="1993-01",
        latest="2026-11",
    )


def _form(*fields: s.FormField) -> s.FormContent:
    return s.FormContent(
        PENSION,
        PENSION_OFFICIAL,
        1,
        STEPS,
        KNOWN,
        fields,
        (_main("continue", Continue(), text("form.submit")),),
    )


def _q01(name: str, **params: str) -> Said:
    """What the matter's definition says."""
    said = Q01_TEXTS[name]
    return Said(said.zh.format(**params), said.en.format(**params))


COLUMNS = tuple(
    _q01(f"column.{name}")
    for name in ("month", "employer", "base", "employer_share", "personal_share", "kind")
)


def _rows(language: Language) -> tuple[tuple[str, ...], ...]:
    employers = ("示例精密机械（集团）股份有限公司上海分公司", "示例餐饮管理有限公司")
    months = ("October", "September", "August", "July", "June", "May")
    return tuple(
        (
            f"{months[index]} 2026" if language is Language.ENGLISH else f"2026年{10 - index}月",
            employers[index // 4 % 2],
            "12,307.00",
            "1,969.12",
            "984.56",
            "Regular" if language is Language.ENGLISH else "正常缴费",
        )
        for index in range(6)
    )


def result(page: int, language: Language = Language.CHINESE) -> s.ResultContent:
    """What the core writes for this reader: its months are words of the language."""
    first, last = (
        ("January 2017", "October 2026") if language is Language.ENGLISH else ("2017年1月", "2026年10月")
    )
    return s.ResultContent(
        title=PENSION,
        official=PENSION_OFFICIAL,
        answer=_q01("headline", months="118", **{"from": first, "to": last}),
        figure="118",
        unit=_q01("headline.unit"),
        facts=(
            s.Fact(_q01("fact.months"), Said("118")),
            s.Fact(_q01("fact.months_in_all"), Said("214")),
            s.Fact(_q01("fact.newest"), Said("2026年10月", "October 2026")),
            s.Fact(_q01("fact.newest_base"), Said("12,307.00")),
            s.Fact(_q01("fact.personal_sum"), Said("96,512.40")),
        ),
        columns=COLUMNS,
        rows=_rows(language),
        numeric=(False, False, True, True, True, False),
        page=page,
        pages=15,
        actions=(
            _act("previous", TurnPage(page - 1), enabled=page > 0),
            _act("next", TurnPage(page + 1)),
            _act("done", Continue()),
            _main("print", PrintProof()),
        ),
    )


TAKE = (
    (text("take.proof"), s.StepState.DONE),
    (text("take.receipt"), s.StepState.WAITING),
    (text("take.card"), s.StepState.WAITING),
)

PAGES: dict[str, s.Content] = {
    "starting": s.StartingContent(
        (
            (text("starting.journal"), True),
            (text("starting.devices"), True),
            (text("starting.vision"), False),
            (text("starting.back_end"), False),
        )
    ),
    "out_of_service": s.OutOfServiceContent(text("out_of_service.journal_lost"), None, "021-0000 0000"),
    "attract": s.AttractContent(True, True, (), _act("look_first", LookFirst())),
    "attract_faults": s.AttractContent(
        False,
        True,
        (text("notice.id-card-reader.gone"), text("notice.page-printer.empty")),
        _act("look_first", LookFirst()),
    ),
    "attract_closed": s.AttractContent(
        False,
        False,
        (
            text("notice.nobody_can_sign_in", phone="021-0000 0000"),
            text("notice.back_end_down"),
            text("notice.page-printer.empty"),
        ),
        _act("look_first", LookFirst()),
    ),
    "menu": _menu(s.MenuView.HOME, text("menu.most_used")),
    "menu_looking": _menu(
        s.MenuView.HOME, text("menu.most_used"), person="", sign_in=_act("sign_in", UseCredential())
    ),
    "menu_list": _menu(s.MenuView.LIST, Said("退休养老", "Retirement"), matters=MATTERS * 3),
    "menu_departments": _menu(
        s.MenuView.DEPARTMENTS, text("menu.departments"), matters=(), departments=DEPARTMENTS
    ),
    "menu_search": _menu(s.MenuView.SEARCH, text("menu.search"), search_words="sb"),
    "menu_nothing": _menu(s.MenuView.SEARCH, text("menu.search"), matters=(), search_words="xyz"),
    "guide": s.GuideContent(
        PENSION,
        PENSION_OFFICIAL,
        (
            s.Fact(text("guide.department"), Said("上海市人力资源和社会保障局", "Human Resources Bureau")),
            s.Fact(
                text("guide.who"),
                Said(
                    "在上海参加过城镇职工基本养老保险的本人",
                    "Anyone who has been insured in Shanghai's urban employees' pension insurance; in person",
                ),
            ),
            s.Fact(
                text("guide.bring"),
                Said("身份证，或随申码；不需要其他材料", "Your identity card or Suishen code; nothing else"),
            ),
            s.Fact(text("guide.time"), Said("当场，约 1 分钟；24 小时可办", "At once; at any hour")),
            s.Fact(text("guide.cost"), Said("免费", "Free of charge")),
            s.Fact(
                text("guide.legal_basis"),
                Said(
                    "《中华人民共和国社会保险法》第四条；《社会保险个人权益记录管理办法》",
                    "Social Insurance Law of the PRC, Article 4; Measures for the Administration of Records",
                ),
            ),
        ),
        True,
        None,
        (_main("start", StartMatter("Q01")),),
    ),
    "guide_closed": s.GuideContent(
        PENSION,
        PENSION_OFFICIAL,
        (s.Fact(text("guide.cost"), Said("免费", "Free of charge")),),
        False,
        text("hindrance.closed_until", until="11月23日 8:30"),
        (),
    ),
    "credential": s.CredentialContent(PENSION, True, True),
    "working": s.WorkingContent(text("reading.card.title"), text("reading.card.what"), NOW, keep_card=True),
    "working_long": s.WorkingContent(
        text("asking.question.title"), text("asking.question.what", department="市人社局"), NOW - 11
    ),
    "problem": problem(
        "printer_paper_out_during",
        _main("print_again", PrintAgain(), text("way.print_again")),
        _act("go_on", Continue(), text("way.go_on")),
    ),
    "problem_face": problem(
        "face_no_match",
        _main("face_again", Continue(), text("way.face_again")),
        _act("other_ways", ShowOtherWays(), text("way.other_ways")),
        _act("menu", DoAnotherMatter(), text("way.menu")),
    ),
    "consent": s.ConsentContent("张*明", _main("agree", GiveConsent()), _act("refuse", RefuseConsent())),
    "other_ways": s.OtherWaysContent(
        (
            _act("phone_code", ChooseOtherWay(OtherWay.PHONE_CODE)),
            _act("staff", ChooseOtherWay(OtherWay.STAFF)),
        ),
        "138****0000",
    ),
    "entry": s.EntryContent(
        s.EntryKind.PHONE_CODE,
        text("phone_code.title"),
        text("phone_code.hint", phone="138****0000"),
        6,
        3,
        "482",
        text("phone_code.wrong", left=4),
        _main("continue", Continue()),
        _act("send_again", SendCodeAgain()),
    ),
    "entry_pin": s.EntryContent(
        s.EntryKind.STAFF_PIN,
        text("staff_check.pin.title"),
        text("staff_check.pin.hint"),
        6,
        4,
        "",
        None,
        _main("continue", Continue()),
        None,
    ),
    "face": s.FaceContent(
        s.FacePhase.LOOKING, text("face.hint.several"), 1, 3, _act("other_way", ShowOtherWays())
    ),
    "form": _form(
        _month("from", "起始年月", "From month", "2017-01"),
        _month("to", "截止年月", "To month", "", text("field.error.before_start")),
    ),
    "form_other": _form(
        s.FormField("kind", Said("险种", "Insurance"), s.FieldKind.CHOICE, "b", True, None, None, options=(
            ("a", Said("城镇职工基本养老保险", "Urban employees' pension insurance")),
            ("b", Said("城乡居民基本养老保险", "Residents' pension insurance")),
            ("c", Said("工伤保险", "Work injury insurance")),
        )),
        s.FormField("phone", Said("手机号", "Mobile number"), s.FieldKind.DIGITS, "138", True, None, None),
    ),
    "form_digits": _form(
        s.FormField("phone", Said("手机号", "Mobile number"), s.FieldKind.DIGITS, "138", True, None, None),
    ),
    "form_text": _form(s.FormField("note", Said("说明", "Note"), s.FieldKind.TEXT, "", False, None, None)),
    "form_year": _form(
        s.FormField("year", Said("年份", "Year"), s.FieldKind.YEAR, "2024", True, None, None, "1993", "2026"),
    ),
    "result": result(0),
    "result_later": result(1),
    "printing": s.PrintingContent(
        ((text("printing.proof"), s.StepState.RUNNING), (text("printing.receipt"), s.StepState.WAITING)),
        NOW - 11,
    ),
    "finished": s.FinishedContent(
        text("finished.title"), TAKE, (_act("another", DoAnotherMatter()), _main("end", EndSession()))
    ),
    "rating": s.RatingContent(
        tuple(
            (level, _act(f"rate.{level}", Rate(level), text(f"rating.level.{level}")))
            for level in (5, 4, 3, 2, 1)
        ),
        _act("skip_rating", SkipRating()),
    ),
    "rating_reasons": s.RatingReasonsContent(
        2,
        tuple(
            (
                reason == "too-slow",
                _act(f"reason.{reason}", ChooseReason(reason), text(f"rating.reason.{reason}")),
            )
            for reason in (
                "too-slow", "hard-to-understand", "not-solved", "too-many-steps",
                "device-fault", "wrong-record", "no-help", "other",
            )
        ),
        (True, _act("call_back", WantCallBack(wanted=False), text("rating.call_back"))),
        (_act("skip_reasons", SkipRating()), _main("send", Continue())),
    ),
    "goodbye": s.GoodbyeContent(TAKE, True),
    "help": s.HelpContent("021-0000 0000", ZONE, _act("back_from_help", GoBack())),
    **matter_samples.PAGES,
}  # fmt: skip
OPENING = ("starting", "out_of_service", "attract", "attract_faults", "attract_closed")


def bar(page: str, display: Display) -> s.Bar:
    elder, chinese = display.size is TypeSize.ELDER, display.language is Language.CHINESE
    if page == "starting":
        return s.Bar(None, None, None, None, None)
    inside = page not in OPENING
    size, language = (
        TypeSize.STANDARD if elder else TypeSize.ELDER,
        Language.ENGLISH if chinese else Language.CHINESE,
    )
    return s.Bar(
        back=_act("back", GoBack(), text("bar.back")) if inside else None,
        help=_act("help", AskForHelp(), text("bar.help")),
        size=_act("size", ChangeSize(size), text("bar.standard" if elder else "bar.elder")),
        language=_act(
            "language", ChangeLanguage(language), text("bar.english" if chinese else "bar.chinese")
        ),
        end=_act("end", EndSession(), text("bar.end")) if inside else None,
    )


def snapshot(page: str, display: Display, *, revision: int = 1, idle: bool = False) -> s.Snapshot:
    """The page as it stands at ``NOW``; with ``idle``, the warning with 20 s left over it."""
    return s.Snapshot(
        revision=revision,
        content=(
            result(int(page == "result_later"), display.language)
            if page in ("result", "result_later")
            else PAGES[page]
        ),
        display=display,
        bar=bar(page, display),
        zone=ZONE,
        terminal="示例-01",
        acting_for=text("acting_for", name="小*") if page in matter_samples.ACTING else None,
        idle=s.IdleWarning(NOW + 20) if idle else None,
    )


def display(
    language: Language = Language.CHINESE,
    size: TypeSize = TypeSize.STANDARD,
    palette: Palette = Palette.LIGHT,
    reach: Reach = Reach.STANDING,
) -> Display:
    return Display(language, size, palette, reach)
