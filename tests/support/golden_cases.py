"""The pictures that are kept, and how each is drawn: ``python golden_cases.py FOLDER`` draws them all as PNG.

Each is drawn in a process of its own, forked before Qt begins. Letters higher than 64 px are filled as
outlines, and FreeType gives these with fractions of a pixel of difference after other sizes of text.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem
from support import matter_samples
from support import screen_samples as samples
from support.stage import LANDSCAPE, PORTRAIT, Stage

from kiosk.flow.display import Display, Language, Palette, Reach, TypeSize
from screens import access

MAIN = ("attract", "menu", "consent", "face", "form", "result", "printing", "finished", "rating", "problem")


MAIN_LOW = ("attract", "menu", "consent", "guide", "entry", "result", "problem_face")

# Pages of a matter that are kept in every language and size; the others in one.
MATTER = (
    "choices", "conditions", "form_six", "form_streets", "form_birth", "form_reasons", "form_list",
    "materials", "pages", "upload", "review", "signature", "result_accepted", "result_full",
)  # fmt: skip
MATTER_FEW = ("form_six", "form_streets", "form_birth", "materials", "review", "signature")


@dataclass(frozen=True)
class Case:
    folder: str
    page: str
    display: Display
    name: str = ""  # of the picture, where it is not the page's
    idle: bool = False
    press: str = ""  # a button to press first
    turn_to: str = ""  # keys to turn to, then
    presses: tuple[str, ...] = ()  # and keys to press one after another
    focus: str = ""  # a button to put the keyboard's focus on

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name or self.page}"


def cases() -> list[Case]:
    found = [
        Case(f"{language.value}-{size.value}", page, Display(language, size))
        for language in Language
        for size in TypeSize
        for page in samples.PAGES
        if page not in matter_samples.PAGES
        or page in MATTER
        or (language, size) == (Language.CHINESE, TypeSize.STANDARD)
    ]
    found += [
        Case("landscape", page, Display())
        for page in (*MAIN, *MATTER_FEW, "menu_search", "entry", "form_text")
    ]
    for language in Language:
        low = Display(language, TypeSize.ELDER)  # where least fits beside each other
        found += [
            Case(f"landscape-{language.value}-elder", page, low)
            for page in (
                "attract",
                "menu",
                "consent",
                "guide",
                "entry",
                "result",
                "result_full",
                "problem_face",
            )
        ]
    contrast = Display(Language.CHINESE, TypeSize.STANDARD, Palette.HIGH_CONTRAST)
    found += [Case("high-contrast", page, contrast) for page in (*MAIN, *MATTER_FEW)]
    found += [
        Case("dark", page, Display(palette=Palette.DARK)) for page in ("attract", "menu", "form", "result")
    ]
    seated = Display(reach=Reach.WHEELCHAIR)
    found += [
        Case("wheelchair", page, seated)
        for page in ("attract", "menu", "menu_search", "form", "rating", *MATTER_FEW)
    ]
    for language, label in ((Language.CHINESE, "看明细"), (Language.ENGLISH, "See the details")):
        elder = Display(language, TypeSize.ELDER)
        found.append(Case(f"{language.value}-elder", "result", elder, "result_details", press=label))
        for name, field in (("asked", "银行卡号"), ("options", "属于哪种情况")):
            if language is Language.CHINESE:
                found.append(Case("zh-elder", "form_six", elder, f"form_{name}", press=field))
    for size in TypeSize:
        found.append(Case(f"zh-{size.value}", "menu", Display(size=size), "idle_warning", idle=True))
    found += typing_cases()
    for number, name in enumerate(("返回", "查询", "2020"), 1):
        found.append(Case("zh-standard", "form", Display(), f"focus_{number}", focus=name))
    return found


def typing_cases() -> list[Case]:
    """The Chinese keys while something is typed."""
    found = []
    for size in TypeSize:
        here, display = f"zh-{size.value}", Display(size=size)
        found += [
            Case(here, "form_text", display, "typing_pinyin", presses=tuple("yunwuqu")),
            Case(here, "form_text", display, "typing_more", presses=(*"yan", "更多")),
            Case(here, "form_text", display, "typing_strokes", turn_to="笔画", presses=("撇", "横")),
            Case(here, "form_text", display, "typing_drawing", turn_to="手写"),
            Case(here, "form_text", display, "typing_digits", turn_to="数字"),
        ]
    english = Display(Language.ENGLISH)
    found.append(Case("en-standard", "form_text", english, "typing_strokes", turn_to="Strokes"))
    for folder, display in (("wheelchair", Display(reach=Reach.WHEELCHAIR)), ("landscape", Display())):
        found.append(Case(folder, "form_text", display, "typing_pinyin", presses=tuple("xian")))
    return found


def draw(case: Case, target: Path) -> None:
    profile = LANDSCAPE if case.folder.startswith("landscape") else PORTRAIT
    stage = Stage.open(case.page, case.display, profile, idle=case.idle)
    if case.press:
        access.press(stage.view, access.Role.BUTTON, case.press)
        stage.settle()
    if case.turn_to:
        access.press(stage.view, access.Role.RADIO_BUTTON, case.turn_to)
    for name in case.presses:
        access.press(stage.view, access.Role.BUTTON, name)
    stage.settle()
    if case.focus:
        stage.view.requestActivate()
        stage.settle()
        item = access.find(stage.view, access.Role.BUTTON, case.focus).interface.object()
        assert isinstance(item, QQuickItem)
        item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
        stage.settle()
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = stage.picture()
    assert picture.save(str(target), "PNG", 100), f"{target} could not be written"


def main() -> None:
    target = Path(sys.argv[1])
    failed = []
    for case in cases():
        child = os.fork()
        if child == 0:
            code = 1
            try:
                draw(case, target / f"{case.path}.png")
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        if os.waitpid(child, 0)[1] != 0:
            failed.append(case.path)
    sys.exit(f"not drawn: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
