"""The keys of the screen, pressed by role and name: pinyin, strokes, handwriting, passwords, plates."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from support import screen_samples as samples
from support.layout import faults
from support.stage import LANDSCAPE, PORTRAIT, Stage, place

from kiosk.flow.display import Display, Language, Reach, TypeSize
from kiosk.flow.intents import SearchFor
from kiosk.flow.words import Said
from kiosk.runtime import snapshot as s
from kiosk.typing.lexicon import Lexicon
from screens import access
from screens.access import Role
from screens.items.ink import InkPad
from screens.typing import TypingModel

FORM = Display()
DISPLAYS = [Display(language, size) for language in Language for size in TypeSize] + [
    Display(reach=Reach.WHEELCHAIR)
]


def name_of(display: Display) -> str:
    return f"{display.language}-{display.size}-{display.reach}"


def field_of(kind: s.FieldKind, name: str = "内容", value: str = "") -> s.FormField:
    return s.FormField("note", Said(name), kind, value, False, None, None)


@pytest.fixture
def asked(opened: Callable[..., Stage]) -> Callable[..., Stage]:
    """Opens a form that asks for one field of this kind."""

    def ask(kind: s.FieldKind, display: Display = FORM, profile: object = PORTRAIT) -> Stage:
        stage = opened("form_text", display, profile)
        stage.revision = 1
        shown = samples.snapshot("form_text", display, revision=stage.revision)
        assert isinstance(shown.content, s.FormContent)
        stage.deliver(with_field(shown, field_of(kind)))
        return stage

    return ask


def with_field(shown: s.Snapshot, field: s.FormField) -> s.Snapshot:
    assert isinstance(shown.content, s.FormContent)
    return replace(shown, content=replace(shown.content, fields=(field,)))


def press(stage: Stage, *names: str) -> None:
    for name in names:
        access.press(stage.view, Role.BUTTON, name)


def turn_to(stage: Stage, keys: str) -> None:
    access.press(stage.view, Role.RADIO_BUTTON, keys)


def candidates(stage: Stage) -> list[str]:
    """What stands in the group of candidates, in reading order."""
    nodes = access.tree(stage.view)
    at = next(
        number for number, node in enumerate(nodes) if node.role is Role.GROUP and node.name == "候选字词"
    )
    found = []
    for node in nodes[at + 1 :]:
        if node.depth <= nodes[at].depth:
            break
        found.append(node.name)
    return found


def test_a_word_is_typed_by_its_pinyin(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"yunwuqu")
    assert stage.typed == [], "letters are not in the field before a candidate is chosen"
    assert candidates(stage)[0] == "云雾区"
    press(stage, "云雾区")
    assert stage.typed == [("note", "云雾区")]


def test_a_part_is_chosen_and_the_rest_goes_on(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"yunwuqu", "云雾")
    assert access.is_there(stage.view, Role.TEXT, "云雾qu")
    press(stage, "去")
    assert stage.typed == [("note", "云雾去")]


def test_space_takes_the_first_and_stands_for_itself_otherwise(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"xian", "空格", "空格")
    assert stage.typed == [("note", "先"), ("note", "先 ")]


def test_letters_that_were_not_chosen_for_are_not_lost_by_going_on(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"xian")
    assert not access.find(stage.view, Role.BUTTON, "请先选字").enabled
    press(stage, "先")
    assert access.find(stage.view, Role.BUTTON, "查询").enabled


def test_erasing_takes_letters_before_text(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"xian", "空格", *"xi", "删除", "删除", "删除")
    assert stage.typed == [("note", "先"), ("note", "")]


def test_clearing_drops_letters_first(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"xian", "空格", *"xi", "清空")
    assert stage.typed == [("note", "先")]
    press(stage, "清空")
    assert stage.typed[-1] == ("note", "")


def test_a_rare_character_is_found_further_on(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"yan", "更多")
    for _ in range(20):
        if "䶮" in candidates(stage):
            break
        press(stage, "下一页")
    press(stage, "䶮")
    assert stage.typed == [("note", "䶮")]
    assert access.is_there(stage.view, Role.RADIO_BUTTON, "拼音"), "the keys are back"


def test_pages_of_candidates_go_forth_and_back(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"yi", "更多")
    first = candidates(stage)
    press(stage, "下一页")
    second = candidates(stage)
    assert not set(first) & set(second)
    press(stage, "上一页")
    assert candidates(stage) == first
    press(stage, "回到键盘")
    assert access.is_there(stage.view, Role.BUTTON, "q")


def test_a_character_is_typed_by_its_strokes(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    turn_to(stage, "笔画")
    press(stage, "撇", "横", "横", "横", "折", "点", "点", "折")
    assert access.is_there(stage.view, Role.TEXT, "丿一一一乛丶丶乛")
    press(stage, "横", "撇", "折", "点")
    press(stage, "𬭎")
    assert stage.typed == [("note", "𬭎")]


def test_a_surname_comes_first_where_a_name_is_asked(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.NAME)
    press(stage, *"zhang")
    assert candidates(stage)[0] == "张"


def test_a_dot_parts_the_names_of_a_long_one(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.NAME)
    press(stage, *"an", "间隔号")
    assert stage.typed[-1][1].endswith("\u00b7"), "what was typed is taken, then the dot"
    assert stage.typed[-1] == ("note", "安\u00b7")


def write_by_hand(stage: Stage, *strokes: tuple[tuple[int, int], ...]) -> None:
    pad = next(item for item in stage.items() if isinstance(item, InkPad))
    corner: QPointF = place(pad).topLeft()

    def at(point: tuple[int, int]) -> QPoint:
        return (corner + QPointF(300 + point[0] * 0.8, 10 + point[1] * 0.8)).toPoint()

    for stroke in strokes:
        QTest.mousePress(stage.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(stroke[0]))
        for point in stroke[1:]:
            QTest.mouseMove(stage.view, at(point))
        QTest.mouseRelease(
            stage.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(stroke[-1])
        )
    stage.settle()


ZHONG = (
    ((60, 90), (65, 180)),
    ((60, 90), (240, 85), (235, 180)),
    ((65, 180), (235, 175)),
    ((150, 30), (150, 280)),
)


def test_a_character_is_written_by_hand(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    turn_to(stage, "手写")
    write_by_hand(stage, *ZHONG)
    assert candidates(stage)[0] == "中"
    press(stage, "中")
    assert stage.typed == [("note", "中")]
    pad = next(item for item in stage.items() if isinstance(item, InkPad))
    assert pad.strokes == (), "what is chosen is wiped from the pad"


def test_a_stroke_is_taken_back(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    turn_to(stage, "手写")
    write_by_hand(stage, *ZHONG)
    press(stage, "删除")
    assert candidates(stage)[0] != "中"
    press(stage, "删除", "删除", "删除")
    assert access.is_there(stage.view, Role.RADIO_BUTTON, "手写")


@pytest.mark.parametrize(
    ("kind", "names", "value"),
    [
        (s.FieldKind.ID, "11X", "11X"),
        (s.FieldKind.MONEY, ["1", "2", ".", "5"], "12.5"),
        (s.FieldKind.PLATE, ["沪", "A", "D", "1", "学"], "沪AD1学"),
        (s.FieldKind.DIGITS, "021", "021"),
    ],
)
def test_other_kinds_bring_their_own_keys(
    asked: Callable[..., Stage], kind: s.FieldKind, names: list[str], value: str
) -> None:
    stage = asked(kind)
    press(stage, *names)
    assert stage.typed[-1] == ("note", value)


def test_a_plate_has_neither_i_nor_o(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.PLATE)
    press(stage, "沪")
    assert not access.is_there(stage.view, Role.BUTTON, "I")
    assert not access.is_there(stage.view, Role.BUTTON, "O")


def test_a_password_is_not_read_out_and_has_every_sign(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.PASSWORD)
    press(stage, "a", "大写", "B")
    turn_to(stage, "数字")
    press(stage, "7")
    turn_to(stage, "符号")
    press(stage, "%")
    assert stage.typed[-1] == ("note", "aB7%")
    assert "aB7%" not in access.dump(stage.view)
    assert access.find(stage.view, Role.FIELD, "内容").value != "aB7%"
    assert not access.is_there(stage.view, Role.RADIO_BUTTON, "拼音")


def test_letters_search_before_anything_is_chosen_and_the_word_after(opened: Callable[..., Stage]) -> None:
    stage = opened("menu_search", FORM)
    press(stage, "清空", *"shebao")
    assert stage.intents[-1] == SearchFor("shebao")
    press(stage, "社保")
    assert stage.intents[-1] == SearchFor("社保")


def test_nothing_typed_is_offered_to_the_next_person(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    press(stage, *"xian")
    before = candidates(stage)
    press(stage, before[3])
    press(stage, *"xian")
    assert candidates(stage) == before


def test_a_finished_word_leaves_nothing_looked_up() -> None:
    model = TypingModel()
    for letter in "yunwuqu":
        model.type(letter)
    assert model._lexicon is not None
    assert model._lexicon._few.cache_info().currsize > 0
    model.chooseFirst()
    assert model._lexicon._few.cache_info().currsize == 0


def models_open() -> int:
    """How often the model of handwriting stands in this process's memory."""
    return Path("/proc/self/maps").read_text("utf-8").count("handwriting-zh_CN.model")


def test_the_model_of_handwriting_is_held_while_somebody_writes_only(asked: Callable[..., Stage]) -> None:
    stage = asked(s.FieldKind.TEXT)
    turn_to(stage, "手写")
    assert models_open() == 1
    turn_to(stage, "拼音")
    assert models_open() == 0
    turn_to(stage, "手写")
    stage.show("menu", FORM)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert models_open() == 0


def test_without_the_recogniser_nobody_is_offered_to_draw(
    asked: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.typing.handwriting.MODEL", Path("/nowhere/absent.model"))
    stage = asked(s.FieldKind.TEXT)
    assert access.is_there(stage.view, Role.RADIO_BUTTON, "笔画")
    assert not access.is_there(stage.view, Role.RADIO_BUTTON, "手写")


@pytest.mark.expected_logs("Chinese cannot be typed")
def test_without_the_tables_letters_can_still_be_typed_and_it_is_said(
    asked: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("screens.typing.shared", lambda: Lexicon(tmp_path))
    stage = asked(s.FieldKind.TEXT)
    assert access.is_there(stage.view, Role.TEXT, "中文输入暂时不能用，可以用英文和数字，或按求助。")
    press(stage, "a")
    turn_to(stage, "数字")
    press(stage, "7")
    assert stage.typed[-1] == ("note", "a7")


@pytest.mark.parametrize("display", DISPLAYS, ids=name_of)
@pytest.mark.parametrize("kind", [s.FieldKind.TEXT, s.FieldKind.PASSWORD, s.FieldKind.PLATE])
def test_every_set_of_keys_fits(asked: Callable[..., Stage], display: Display, kind: s.FieldKind) -> None:
    stage = asked(kind, display)
    assert faults(stage, display) == []
    choices = [node.name for node in access.tree(stage.view) if node.role is Role.RADIO_BUTTON]
    for choice in choices:
        turn_to(stage, choice)
        # The check looks for ink in the middle of a line, where an underscore has none.
        assert [fault for fault in faults(stage, display) if fault != "_ is not drawn"] == [], choice


@pytest.mark.parametrize(
    ("display", "profile"),
    [(display, PORTRAIT) for display in DISPLAYS] + [(Display(), LANDSCAPE)],
    ids=lambda value: name_of(value) if isinstance(value, Display) else str(value.width),
)
def test_candidates_fit_in_one_row_and_in_many(
    asked: Callable[..., Stage], display: Display, profile: object
) -> None:
    stage = asked(s.FieldKind.TEXT, display, profile)
    press(stage, *"gongjijin")
    assert faults(stage, display) == []
    press(stage, "更多" if display.language is Language.CHINESE else "More")
    assert faults(stage, display) == []
