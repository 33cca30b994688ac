"""Every page, to the pixel. ``--golden-write`` keeps what is drawn now; look at it before committing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PySide6.QtGui import QImage
from support import screen_samples as samples
from support.stage import LANDSCAPE, PORTRAIT, Stage

from kiosk.flow.display import Display, Language, Palette, Reach, TypeSize
from screens import access

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"
MAIN = ("attract", "menu", "consent", "face", "form", "result", "printing", "finished", "rating", "problem")


def cases() -> list[tuple[str, str, Display]]:
    """Folder, page, display."""
    found = [
        (f"{language.value}-{size.value}", page, Display(language, size))
        for language in Language
        for size in TypeSize
        for page in samples.PAGES
    ]
    found += [("landscape", page, Display()) for page in (*MAIN, "menu_search", "entry", "form_text")]
    contrast = Display(Language.CHINESE, TypeSize.STANDARD, Palette.HIGH_CONTRAST)
    found += [("high-contrast", page, contrast) for page in MAIN]
    found += [("dark", page, Display(palette=Palette.DARK)) for page in ("attract", "menu", "form", "result")]
    seated = Display(reach=Reach.WHEELCHAIR)
    found += [("wheelchair", page, seated) for page in ("attract", "menu", "menu_search", "form", "rating")]
    return found


def drawn(image: QImage) -> Image.Image:
    rows = bytes(image.constBits())
    size = (image.width(), image.height())
    return Image.frombytes("RGB", size, rows, "raw", "RGB", image.bytesPerLine())


def compare(name: str, picture: Image.Image, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Lossless WebP: a third of a PNG's size, pixel for pixel the same."""
    golden = GOLDEN / f"{name}.webp"
    if request.config.getoption("--golden-write"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        if not golden.exists() or Image.open(golden).convert("RGB").tobytes() != picture.tobytes():
            picture.save(golden, "WEBP", lossless=True, quality=100, method=4)
        return
    assert golden.exists(), f"{name} has no golden picture; draw it with --golden-write and look at it"
    kept = Image.open(golden).convert("RGB")
    if kept.size == picture.size and kept.tobytes() == picture.tobytes():
        return
    picture.save(tmp_path / "drawn.png")
    if kept.size == picture.size:
        difference = ImageChops.difference(kept, picture)
        difference.point(lambda value: 255 if value else 0).save(tmp_path / "difference.png")
        where = f"in {difference.getbbox()}"
    else:
        where = f"in size: {picture.size} for {kept.size}"
    pytest.fail(f"{name} differs {where}; see {tmp_path}", pytrace=False)


@pytest.mark.parametrize(("folder", "page", "display"), cases(), ids=lambda value: str(value)[:40])
def test_page_is_drawn_as_kept(
    folder: str,
    page: str,
    display: Display,
    opened: Callable[..., Stage],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    stage = opened(page, display, LANDSCAPE if folder == "landscape" else PORTRAIT)
    compare(f"{folder}/{page}", drawn(stage.picture()), request, tmp_path)


def test_a_page_does_not_depend_on_what_was_drawn_before(opened: Callable[..., Stage]) -> None:
    pages = ("problem", "result", "attract", "finished")
    first = {page: drawn(opened(page, Display()).picture()).tobytes() for page in pages}
    again = {page: drawn(opened(page, Display()).picture()).tobytes() for page in reversed(pages)}
    assert [page for page in pages if first[page] != again[page]] == []


@pytest.mark.parametrize("language", Language)
def test_details_of_a_result_stand_on_a_page_of_their_own_for_elder(
    language: Language, opened: Callable[..., Stage], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    stage = opened("result", Display(language, TypeSize.ELDER))
    label = "看明细" if language is Language.CHINESE else "See the details"
    access.press(stage.view, access.Role.BUTTON, label)
    stage.settle()
    compare(f"{language.value}-elder/result_details", drawn(stage.picture()), request, tmp_path)


@pytest.mark.parametrize("size", TypeSize)
def test_idle_warning_stands_over_the_page(
    size: TypeSize, opened: Callable[..., Stage], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    stage = opened("menu", Display(size=size), idle=True)
    compare(f"zh-{size.value}/idle_warning", drawn(stage.picture()), request, tmp_path)


@pytest.mark.parametrize("name", ["返回", "查询", "2020"])
def test_focus_is_seen(
    name: str, opened: Callable[..., Stage], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtQuick import QQuickItem

    stage = opened("form", Display())
    stage.view.requestActivate()
    stage.settle()
    item = access.find(stage.view, access.Role.BUTTON, name).interface.object()
    assert isinstance(item, QQuickItem)
    item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    stage.settle()
    compare(f"zh-standard/focus_{name}", drawn(stage.picture()), request, tmp_path)
