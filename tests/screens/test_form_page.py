"""A form on the screen: one question after the other, options by their initials, dates in three presses."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from support import matter_samples as samples
from support.screen_samples import snapshot
from support.stage import Stage

from kiosk.flow.display import Display, Language, TypeSize
from kiosk.flow.intents import Continue, EditRow, PressFieldButton
from kiosk.flow.words import Said
from kiosk.runtime import snapshot as s
from screens import access
from screens.access import Role
from screens.texts import say

BUTTON, OPTION, TICK = Role.BUTTON, Role.RADIO_BUTTON, Role.CHECK_BOX


def press(stage: Stage, name: str, role: Role = BUTTON) -> None:
    access.press(stage.view, role, name)
    stage.settle()


def names(stage: Stage, role: Role) -> list[str]:
    return [node.name for node in access.tree(stage.view) if node.role is role]


def answer(stage: Stage, *fields: s.FormField, page: str = "form_six") -> None:
    """The core shows these fields."""
    stage.revision += 1
    shown = snapshot(page, Display(), revision=stage.revision)
    assert isinstance(shown.content, s.FormContent)
    stage.deliver(replace(shown, content=replace(shown.content, fields=fields)))


def test_of_many_questions_each_brings_its_keys_when_it_is_pressed(opened: Callable[..., Stage]) -> None:
    stage = opened("form_six", Display())
    assert "银行卡号" in names(stage, BUTTON)
    assert "7" not in names(stage, BUTTON)
    press(stage, "银行卡号")
    assert "开户银行" not in names(stage, BUTTON)
    press(stage, "7")
    assert stage.typed == [("account", "6222027")]


def test_the_keys_stay_while_what_is_typed_comes_back_from_the_core(opened: Callable[..., Stage]) -> None:
    stage = opened("form_six", Display())
    press(stage, "银行卡号")
    press(stage, "7")
    key, value = stage.typed[-1]
    shown = snapshot("form_six", Display(), revision=1).content
    assert isinstance(shown, s.FormContent)
    answer(stage, *(replace(one, value=value) if one.key == key else one for one in shown.fields))
    press(stage, "8")
    assert stage.typed == [("account", "6222027"), ("account", "62220278")]


def test_the_next_question_is_the_next_that_is_empty(opened: Callable[..., Stage]) -> None:
    stage = opened("form_six", Display())
    press(stage, "开户银行")
    press(stage, "外滩街道", OPTION)
    assert stage.typed == [("bank", "street-1")]
    assert "开户网点" in names(stage, Role.HEADING)  # the card's number stands there already
    assert not access.is_there(stage.view, BUTTON, "下一项")
    press(stage, "填好了")
    assert "下一步" in names(stage, BUTTON)
    press(stage, "下一步")
    assert stage.intents == [Continue()]


def test_all_questions_are_one_press_away(opened: Callable[..., Stage]) -> None:
    stage = opened("form_six", Display(size=TypeSize.ELDER))
    press(stage, "就业困难人员认定日期")
    press(stage, "全部题目")
    assert "灵活就业月收入（元）" in names(stage, BUTTON)


def test_another_group_begins_with_its_list(opened: Callable[..., Stage]) -> None:
    stage = opened("form_six", Display())
    press(stage, "银行卡号")
    stage.show("form_row", Display())
    assert "金额（元）" in names(stage, BUTTON)
    press(stage, "发票号码")
    assert access.find(stage.view, Role.FIELD, "发票号码").interface.textInterface().text(0, 8) == "12345678"


def test_what_was_typed_into_one_group_stands_in_no_field_of_the_next(opened: Callable[..., Stage]) -> None:
    stage = opened("form_account", Display())
    press(stage, "5")
    assert stage.typed == [("account", "6222025")]
    answer(stage, replace(samples.PHONE, value=""), page="form_account")
    assert access.find(stage.view, Role.FIELD, "手机号").interface.textInterface().characterCount() == 0


def test_what_is_known_is_read_and_not_asked(opened: Callable[..., Stage]) -> None:
    stage = opened("form_six", Display())
    known = replace(samples.PHONE, read_only=True, shown="138****0000")
    answer(stage, known, samples.ACCOUNT)
    assert "手机号 138****0000" in access.said(stage.view)
    assert "手机号" not in names(stage, BUTTON)
    assert access.is_there(stage.view, Role.FIELD, "银行卡号")


def test_no_more_is_typed_than_the_field_holds(opened: Callable[..., Stage]) -> None:
    stage = opened("form_account", Display())
    answer(stage, replace(samples.CODE, value="12345"), page="form_account")
    press(stage, "6")
    press(stage, "7")
    assert stage.typed == [("code", "123456")]


def test_a_field_brings_its_own_button(opened: Callable[..., Stage]) -> None:
    stage = opened("form_code", Display())
    press(stage, "短信验证码")
    press(stage, "发送验证码")
    stage.show("form_account", Display())
    press(stage, "这是存折")
    stage.show("form_card", Display())
    press(stage, "读卡")
    assert stage.intents == [PressFieldButton("code"), PressFieldButton("account"), PressFieldButton("card")]


# --- options


def all_pages(stage: Stage) -> list[str]:
    found = names(stage, OPTION)
    while access.find(stage.view, BUTTON, "下一页").enabled:
        press(stage, "下一页")
        found += names(stage, OPTION)
    return found


def test_every_option_of_a_long_list_is_on_one_of_its_pages(opened: Callable[..., Stage]) -> None:
    stage = opened("form_streets", Display())
    assert len(names(stage, OPTION)) < len(samples.STREETS)
    assert all_pages(stage) == [say(name, Language.CHINESE) for _, name in samples.STREETS]


@pytest.mark.parametrize(
    ("language", "letters", "left"),
    [
        (Language.CHINESE, "C", ["长风新村街道", "曹杨新村街道", "长寿路街道", "长征镇"]),
        (Language.ENGLISH, "N", ["Nanjing Donglu Subdistrict"]),
    ],
)
def test_letters_leave_the_options_that_begin_with_them(
    language: Language, letters: str, left: list[str], opened: Callable[..., Stage]
) -> None:
    stage = opened("form_streets", Display(language))
    for letter in letters:
        press(stage, letter)
    assert names(stage, OPTION) == left
    assert not access.is_there(stage.view, BUTTON, "下一页" if language is Language.CHINESE else "Next page")
    press(stage, "全部" if language is Language.CHINESE else "All")
    assert len(names(stage, OPTION)) > len(left)


def test_only_letters_that_lead_somewhere_are_offered(opened: Callable[..., Stage]) -> None:
    stage = opened("form_streets", Display())
    offered = {name for name in names(stage, BUTTON) if len(name) == 1}
    assert offered == set("BCDGHLNRSTWXYZ")


def test_a_list_opens_where_the_chosen_option_stands(opened: Callable[..., Stage]) -> None:
    stage = opened("form_six", Display())
    last, name = samples.STREETS[-1]
    answer(stage, replace(samples.SIX[0], value=last, options=samples.STREETS))
    assert access.find(stage.view, OPTION, say(name, Language.CHINESE)).checked


def test_one_option_takes_the_place_of_the_other(opened: Callable[..., Stage]) -> None:
    stage = opened("form_streets", Display())
    assert access.find(stage.view, OPTION, "瑞金二路街道").checked
    press(stage, "外滩街道", OPTION)
    press(stage, "外滩街道", OPTION)
    assert stage.typed == [("street", "street-1")]
    chosen = [node.name for node in access.tree(stage.view) if node.role is OPTION and node.checked]
    assert chosen == ["外滩街道"]


def test_several_options_are_ticked_and_unticked(opened: Callable[..., Stage]) -> None:
    stage = opened("form_reasons", Display())
    press(stage, "持有残疾人证", TICK)
    press(stage, "大龄失业人员（女满四十周岁、男满五十周岁）", TICK)
    assert stage.typed == [("reason", "age,long,disabled"), ("reason", "long,disabled")]
    ticked = [node.name for node in access.tree(stage.view) if node.role is TICK and node.checked]
    assert ticked == ["连续处于实际失业状态六个月以上", "持有残疾人证"]


# --- dates


def test_a_birthday_takes_four_presses(opened: Callable[..., Stage]) -> None:
    stage = opened("form_birth", Display())
    for name in ("1930 年代", "1936", "2月", "29 日"):
        press(stage, name)
    assert stage.typed == [("birth", "1936-02-29")]


def test_a_date_close_by_takes_one_press(opened: Callable[..., Stage]) -> None:
    stage = opened("form_date", Display())
    press(stage, "昨天")
    assert stage.typed == [("from", "2026-11-20")]


def test_a_birthday_is_not_asked_for_as_yesterday(opened: Callable[..., Stage]) -> None:
    assert not access.is_there(opened("form_birth", Display()).view, BUTTON, "昨天")


def test_days_beyond_the_limits_cannot_be_pressed(opened: Callable[..., Stage]) -> None:
    stage = opened("form_date", Display())
    answer(stage, replace(samples.PAGES["form_date"].fields[0], latest="2026-03-05"))  # type: ignore[union-attr]
    assert not access.find(stage.view, BUTTON, "4月").enabled
    press(stage, "3月")
    days = {node.name: node.enabled for node in access.tree(stage.view) if node.name.endswith(" 日")}
    assert len(days) == 31
    assert [day for day, enabled in days.items() if enabled] == [f"{day} 日" for day in range(1, 6)]
    press(stage, "重选")
    assert access.is_there(stage.view, BUTTON, "3月")


def test_a_date_that_may_be_left_out_can_be_taken_back(opened: Callable[..., Stage]) -> None:
    stage = opened("form_birth", Display())
    press(stage, "不填")
    assert stage.typed == [("birth", "")]


# --- lists


def test_rows_are_opened_and_added(opened: Callable[..., Stage]) -> None:
    stage = opened("form_list", Display())
    press(stage, "修改第 2 条")
    press(stage, "下一页")
    press(stage, "修改第 12 条")
    press(stage, "添加一条")
    assert stage.intents == [EditRow("invoices", 1), EditRow("invoices", 11), EditRow("invoices", 12)]


def test_a_language_that_changes_renames_the_options(opened: Callable[..., Stage]) -> None:
    stage = opened("form_streets", Display())
    stage.show("form_streets", Display(Language.ENGLISH))
    assert "Waitan Subdistrict" in names(stage, OPTION)
    assert Said("外滩街道").zh not in names(stage, OPTION)
