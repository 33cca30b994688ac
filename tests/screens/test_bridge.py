"""Between core and screen: what is newest is shown, what comes late presses nothing, words change at once."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from support import screen_samples as samples
from support.stage import Stage

from kiosk.flow.display import Display, Language, TypeSize
from kiosk.flow.intents import ChooseMatter, GoBack, LookFirst, SearchFor, StayHere
from kiosk.runtime.snapshot import FormContent
from screens import access
from screens.access import Role
from screens.bridge import actions_of
from screens.pages import page_name

CHINESE, ENGLISH = Display(), Display(Language.ENGLISH)


def test_a_press_sends_the_actions_intent(opened: Callable[..., Stage]) -> None:
    stage = opened("attract", CHINESE)
    access.press(stage.view, Role.BUTTON, "先看看能办什么（不用登录）")
    assert stage.intents == [LookFirst()]


def test_a_late_press_on_a_page_that_is_gone_presses_nothing(opened: Callable[..., Stage]) -> None:
    stage = opened("menu", CHINESE)
    gone = next(action for action in actions_of(samples.PAGES["menu"]) if action.id == "matter.Q01")
    stage.bridge.press(gone)
    assert stage.intents == [ChooseMatter("Q01")]
    stage.show("rating", CHINESE)
    stage.bridge.press(gone)
    assert stage.intents == [ChooseMatter("Q01")]


def test_what_cannot_be_pressed_sends_nothing(opened: Callable[..., Stage]) -> None:
    stage = opened("result", CHINESE)
    with pytest.raises(access.AccessError, match="cannot be pressed"):
        access.press(stage.view, Role.BUTTON, "上一页")
    assert stage.intents == []


def test_an_older_snapshot_is_not_shown(opened: Callable[..., Stage]) -> None:
    stage = opened("attract", CHINESE)
    stage.deliver(samples.snapshot("menu", CHINESE, revision=5))
    stage.deliver(samples.snapshot("rating", CHINESE, revision=4))
    assert stage.bridge.name == "Menu"


def test_snapshots_come_from_any_thread_in_order(opened: Callable[..., Stage]) -> None:
    stage = opened("attract", CHINESE)
    pages = ["menu", "guide", "form", "result", "finished"] * 20

    def core() -> None:
        for number, page in enumerate(pages, 1):
            stage.bridge.deliver(samples.snapshot(page, CHINESE, revision=number))

    thread = threading.Thread(target=core)
    thread.start()
    thread.join()
    stage.settle()
    assert stage.bridge.name == page_name(samples.PAGES[pages[-1]])
    assert access.is_there(stage.view, Role.HEADING, "办好了")


def drawn(stage: Stage) -> str:
    """What stands there once it was drawn: heights of texts, and so what fits, are only known then."""
    stage.picture()
    stage.settle()
    return access.dump(stage.view)


@pytest.mark.parametrize("page", samples.PAGES)
def test_language_changes_on_the_page_that_stands(page: str, opened: Callable[..., Stage]) -> None:
    stage = opened(page, CHINESE)
    first = drawn(stage)
    stage.show(page, ENGLISH)
    changed = drawn(stage)
    again = opened(page, ENGLISH)
    assert changed == drawn(again) != first
    again.show(page, CHINESE)
    assert drawn(again) == first


def test_size_changes_without_leaving_the_page(opened: Callable[..., Stage]) -> None:
    stage = opened("form", CHINESE)
    page = stage.bridge.page
    stage.show("form", Display(size=TypeSize.ELDER))
    assert stage.bridge.page is page
    assert access.find(stage.view, Role.BUTTON, "标准版").enabled


def test_keys_search_at_once_and_leave_the_focus_in_the_field(opened: Callable[..., Stage]) -> None:
    stage = opened("menu_search", CHINESE)
    for letter in "qk":
        access.press(stage.view, Role.BUTTON, letter)
    access.press(stage.view, Role.BUTTON, "删除")
    access.write(stage.view, "要找的事项", "shebao")
    assert stage.intents[:3] == [SearchFor("sbq"), SearchFor("sbqk"), SearchFor("sbq")]
    assert stage.intents[-1] == SearchFor("shebao")


def test_a_month_is_chosen_by_year_and_month(opened: Callable[..., Stage]) -> None:
    stage = opened("form", CHINESE)
    access.press(stage.view, Role.BUTTON, "更早")
    access.press(stage.view, Role.BUTTON, "2009")
    access.press(stage.view, Role.BUTTON, "3月")
    assert stage.typed == [("from", "2009-03")]
    assert access.find(stage.view, Role.BUTTON, "起始年月").description == "2009年3月"


def test_months_outside_the_limits_cannot_be_chosen(opened: Callable[..., Stage]) -> None:
    stage = opened("form", CHINESE)
    access.press(stage.view, Role.BUTTON, "2026")
    enabled = {node.name: node.enabled for node in access.tree(stage.view) if node.role is Role.BUTTON}
    assert enabled["11月"]
    assert not enabled["12月"]


def test_a_slow_answer_to_an_earlier_key_does_not_undo_a_later_one(opened: Callable[..., Stage]) -> None:
    stage = opened("form_digits", CHINESE)
    access.press(stage.view, Role.BUTTON, "0")
    access.press(stage.view, Role.BUTTON, "1")
    assert stage.typed == [("phone", "1380"), ("phone", "13801")]
    early = samples.snapshot("form_digits", CHINESE, revision=7)
    content = early.content
    assert isinstance(content, FormContent)
    answered = replace(content, fields=(replace(content.fields[0], value="1380"),))
    stage.deliver(replace(early, content=answered))
    field = access.find(stage.view, Role.FIELD, "手机号")
    assert field.interface.textInterface().text(0, 20) == "13801"


def test_digits_go_one_by_one_and_are_kept_nowhere(opened: Callable[..., Stage]) -> None:
    stage = opened("entry_pin", CHINESE)
    for key in ("7", "删除一位"):
        access.press(stage.view, Role.BUTTON, key)
    assert stage.typed == [("digit", "7"), ("erase", "")]
    assert access.is_there(stage.view, Role.TEXT, "已输入 4 位，共 6 位")


def test_idle_warning_counts_down_and_one_press_goes_on(opened: Callable[..., Stage]) -> None:
    stage = opened("menu", CHINESE, idle=True)
    assert access.is_there(stage.view, Role.TEXT, "20 秒后自动退出，您的信息会全部清除。")
    stage.clock[0] += 12
    stage.bridge.tick()
    assert access.is_there(stage.view, Role.TEXT, "8 秒后自动退出，您的信息会全部清除。")
    with pytest.raises(access.AccessError):
        access.press(stage.view, Role.BUTTON, "返回")
    access.press(stage.view, Role.BUTTON, "我还在，继续办")
    assert stage.intents == [StayHere()]
    stage.show("menu", CHINESE)
    access.press(stage.view, Role.BUTTON, "返回")
    assert stage.intents == [StayHere(), GoBack()]


def test_waiting_says_what_after_two_seconds_and_what_to_do_after_ten(opened: Callable[..., Stage]) -> None:
    stage = opened("working", CHINESE)
    what, advice = "读卡器正在读取芯片里的信息。", "比平时慢一些"

    def told() -> tuple[bool, bool]:
        stage.bridge.tick()
        stage.settle()
        names = access.said(stage.view)
        return what in names, any(name.startswith(advice) for name in names)

    assert told() == (False, False)
    stage.clock[0] += 2
    assert told() == (True, False)
    stage.clock[0] += 8
    assert told() == (True, True)


def test_the_clock_reads_as_people_say_it(opened: Callable[..., Stage]) -> None:
    stage = opened("attract", CHINESE)
    assert stage.bridge.clock_text() == "11月21日 星期六 11:22"
