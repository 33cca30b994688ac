"""Pages of a matter but for its form: pictures from memory, the code, the signature, what is held."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from support import matter_samples
from support import screen_samples as samples
from support.pictures import drawn
from support.stage import Stage, place

from kiosk.flow.display import Display, Language, TypeSize
from kiosk.flow.intents import ChoosePage, ClearSignature, Reveal, TakePictures
from kiosk.flow.words import text
from kiosk.runtime import snapshot as s
from screens import access
from screens.access import Role
from screens.items.camera import CameraView
from screens.items.picture import PictureView
from screens.items.signature import LONGEST, written


@dataclass
class Red:
    """A frame of 64 by 48 pixels."""

    width: int = 64
    height: int = 48
    rgb: bytes = bytes((255, 0, 0)) * (64 * 48)
    sequence: int = 1

    def latest(self) -> "Red":
        return self


def item_of(stage: Stage, kind: type) -> object:
    return next(item for item in stage.items() if isinstance(item, kind))


def show(stage: Stage, page: str, content: s.Content) -> None:
    stage.revision += 1
    stage.deliver(replace(samples.snapshot(page, Display(), revision=stage.revision), content=content))


@pytest.mark.parametrize("page", ["materials", "attract", "signature", "rating"])
def test_for_whom_one_acts_stands_on_every_page(page: str, opened: Callable[..., Stage]) -> None:
    stage = opened("menu", Display())
    assert "您正在替 小* 办理" not in access.said(stage.view)
    shown = samples.snapshot(page, Display(), revision=1)
    stage.deliver(replace(shown, acting_for=text("acting_for", name="小*")))
    assert "您正在替 小* 办理" in access.said(stage.view)


def test_a_material_says_how_it_stands_and_is_given_by_its_own_button(opened: Callable[..., Stage]) -> None:
    stage = opened("materials", Display())
    access.press(stage.view, Role.BUTTON, "下一页")
    stage.settle()
    assert any(name.startswith("居民身份证 免于提交") for name in access.said(stage.view))
    access.press(stage.view, Role.BUTTON, "上一页")
    stage.settle()
    access.press(stage.view, Role.BUTTON, "拍照：灵活就业人员社会保险费缴费凭证")
    assert stage.intents == [TakePictures("payment")]


def test_what_is_still_to_be_given_stands_first(opened: Callable[..., Stage]) -> None:
    stage = opened("materials", Display(size=TypeSize.ELDER))
    assert access.is_there(stage.view, Role.BUTTON, "拍照：灵活就业人员社会保险费缴费凭证")


def test_every_line_of_a_long_review_is_on_one_of_its_pages(opened: Callable[..., Stage]) -> None:
    stage = opened("review", Display())
    said = access.said(stage.view)
    while access.find(stage.view, Role.BUTTON, "下一页").enabled:
        access.press(stage.view, Role.BUTTON, "下一页")
        stage.settle()
        said += access.said(stage.view)
    for section in matter_samples.REVIEW.sections:
        for fact in section.facts:
            assert sum(name.startswith(samples_text(fact.label)) for name in said) >= 1
        assert samples_text(section.change.label) in said  # type: ignore[union-attr]


def samples_text(words: object) -> str:
    from screens.texts import say

    return say(words, Language.CHINESE)  # type: ignore[arg-type]


# --- pictures


def test_a_picture_is_painted_from_memory_and_the_next_takes_its_place(opened: Callable[..., Stage]) -> None:
    stage = opened("pages", Display())
    view = item_of(stage, PictureView)
    assert isinstance(view, PictureView)
    area = place(view)
    middle = QPointF(area.center().x(), area.top() + 20).toPoint()
    paper = stage.picture().pixelColor(middle)
    assert paper == QColor(250, 249, 245)
    shown = matter_samples.PAGES["pages"]
    assert isinstance(shown, s.PagesContent)
    flat = s.Picture(matter_samples.paper(1, 600, 200), text("pages.picture", number=1, pages=1))
    show(stage, "pages", replace(shown, pictures=(flat,), chosen=0))
    assert stage.picture().pixelColor(middle) != paper


def test_what_is_no_picture_leaves_its_place_empty(opened: Callable[..., Stage]) -> None:
    stage = opened("pages", Display())
    shown = matter_samples.PAGES["pages"]
    assert isinstance(shown, s.PagesContent)
    torn = s.Picture(b"\x89PNG torn", text("pages.picture", number=1, pages=1))
    show(stage, "pages", replace(shown, pictures=(torn,), chosen=0))
    view = item_of(stage, PictureView)
    assert isinstance(view, PictureView)
    assert view.property("aspect") == 0.0


def test_a_thumbnail_chooses_its_page(opened: Callable[..., Stage]) -> None:
    stage = opened("pages", Display())
    access.press(stage.view, Role.BUTTON, "看第 3 页")
    assert stage.intents == [ChoosePage(2)]


def test_the_document_camera_is_shown_whole(opened: Callable[..., Stage]) -> None:
    stage = opened("capture", Display())
    stage.bridge.look_at_desk(Red())
    view = item_of(stage, CameraView)
    assert isinstance(view, CameraView)
    view._fetch()
    picture, area = stage.picture(), place(view).toRect()
    assert picture.pixelColor(area.center()) == QColor(255, 0, 0)
    left = picture.pixelColor(area.left() + 2, area.center().y())
    top = picture.pixelColor(area.center().x(), area.top() + 2)
    assert QColor(255, 0, 0) in (left, top)


def test_the_code_that_is_shown_reads_as_the_address(opened: Callable[..., Stage]) -> None:
    stage = opened("upload", Display())
    content = samples.snapshot("upload", Display()).content
    assert isinstance(content, s.UploadContent)
    assert [found.text for found in zxingcpp.read_barcodes(drawn(stage.picture()))] == [content.url]


# --- what is held


def touch(stage: Stage, name: str, kind: QEvent.Type) -> None:
    spot = QPointF(access.find(stage.view, Role.BUTTON, name).place.center() - stage.view.position())
    held = Qt.MouseButton.LeftButton if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
    QCoreApplication.sendEvent(
        stage.view,
        QMouseEvent(kind, spot, spot, Qt.MouseButton.LeftButton, held, Qt.KeyboardModifier.NoModifier),
    )
    stage.settle()


def test_what_is_masked_is_shown_while_the_button_is_held(opened: Callable[..., Stage]) -> None:
    stage = opened("result_hidden", Display())
    touch(stage, "按住显示", QEvent.Type.MouseButtonPress)
    assert stage.intents == [Reveal(shown=True)]
    touch(stage, "按住显示", QEvent.Type.MouseButtonRelease)
    assert stage.intents == [Reveal(shown=True), Reveal(shown=False)]


def test_it_is_masked_again_when_the_page_goes_under_the_finger(opened: Callable[..., Stage]) -> None:
    stage = opened("result_hidden", Display())
    touch(stage, "按住显示", QEvent.Type.MouseButtonPress)
    stage.show("menu", Display())
    assert stage.intents == [Reveal(shown=True), Reveal(shown=False)]


def test_without_a_finger_one_press_shows_and_another_hides(opened: Callable[..., Stage]) -> None:
    stage = opened("result_hidden", Display())
    access.press(stage.view, Role.BUTTON, "按住显示")
    shown = matter_samples.PAGES["result_hidden"]
    assert isinstance(shown, s.ResultContent)
    show(stage, "result_hidden", replace(shown, revealed=True))
    access.press(stage.view, Role.BUTTON, "按住显示")
    assert stage.intents == [Reveal(shown=True), Reveal(shown=False)]


# --- the signature

FIELD = "签名的地方"
STROKE = [(0.1, 0.2), (0.3, 0.4), (0.5, 0.6)]


def strokes_of(stage: Stage) -> list[list[float]]:
    key, value = stage.typed[-1]
    assert key == "signature"
    return json.loads(value)  # type: ignore[no-any-return]


def signed(stage: Stage, *, yes: bool) -> None:
    shown = matter_samples.PAGES["signature"]
    assert isinstance(shown, s.SignatureContent)
    clear, done = shown.actions
    actions = (replace(clear, enabled=yes), replace(done, enabled=yes))
    show(stage, "signature", replace(shown, signed=yes, actions=actions))


def test_each_stroke_that_ends_hands_over_all_that_stands_there(opened: Callable[..., Stage]) -> None:
    stage = opened("signature", Display())
    access.draw(stage.view, FIELD, [STROKE])
    assert len(stage.typed) == 1
    access.draw(stage.view, FIELD, [STROKE])
    assert len(stage.typed) == 2
    first, second = strokes_of(stage)
    assert first == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], abs=0.02)
    assert second == pytest.approx(first, abs=0.002)


def test_strokes_stay_until_the_core_has_none_any_more(opened: Callable[..., Stage]) -> None:
    stage = opened("signature", Display())
    before = stage.picture()
    access.draw(stage.view, FIELD, [STROKE])
    signed(stage, yes=False)  # an answer to something else that was under way
    assert stage.picture() != before
    signed(stage, yes=True)
    access.press(stage.view, Role.BUTTON, "重写")
    assert stage.intents == [ClearSignature()]
    signed(stage, yes=False)
    access.draw(stage.view, FIELD, [STROKE])
    assert len(strokes_of(stage)) == 1


def test_nothing_of_a_signature_is_on_the_page_of_the_next_person(opened: Callable[..., Stage]) -> None:
    stage = opened("signature", Display())
    empty = stage.picture()
    access.draw(stage.view, FIELD, [STROKE])
    stage.show("menu", Display())
    stage.show("signature", Display())
    assert stage.picture() == empty


share = some.floats(0, 1)


@given(some.lists(some.lists(some.tuples(share, share), min_size=1, max_size=3000), max_size=12))
def test_strokes_of_any_length_fit_into_what_may_be_handed_over(
    strokes: list[list[tuple[float, float]]],
) -> None:
    text = written(strokes)
    assert len(text) <= LONGEST
    kept = json.loads(text)
    assert len(kept) == len(strokes)
    for row, stroke in zip(kept, strokes, strict=True):
        assert all(0 <= number <= 1 for number in row)
        assert row[:2] == pytest.approx(stroke[0], abs=0.001)
        assert row[-2:] == pytest.approx(stroke[-1], abs=0.001)


def test_thousands_of_dots_are_cut_off_at_the_end() -> None:
    dots = [[(number / 9000, 0.5)] for number in range(9000)]
    kept = json.loads(written(dots))
    assert 0 < len(kept) < 9000
    assert kept[0] == [0.0, 0.5]
