"""The first frame's quick look at the settings agrees with their judgement."""

from pathlib import Path

import pytest

from kiosk.app.appearance import Appearance, glance
from kiosk.demo.photos import photo_folder
from kiosk.settings import Settings, load

OVERLAY = """\
[terminal]
id = "A-17"
production = true
[zone]
name = { zh = "某区自助区", en = "Some zone" }
help_phone = "12345-6"
[screen]
orientation = "landscape"
width_px = 1920
height_px = 1080
pixels_per_millimetre = 4
reach_line_px = 0
"""


def test_the_defaults_are_those_of_the_settings() -> None:
    assert Appearance() == Appearance.of(Settings())


def test_the_delivered_settings_look_the_same_to_both(root: Path) -> None:
    file = root / "config" / "kiosk.toml"
    settings = load(file)
    assert isinstance(settings, Settings)
    assert glance(file) == Appearance.of(settings)


def test_an_overlay_lies_over_the_settings(root: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(OVERLAY.replace("production = true\n", ""), "utf-8")
    file = root / "config" / "kiosk.toml"
    settings = load(file, overlay)
    assert isinstance(settings, Settings), settings
    seen = glance(file, overlay)
    assert seen == Appearance.of(settings)
    assert (seen.terminal, seen.width_px, seen.pixels_per_millimetre) == ("A-17", 1920, 4.0)


def test_a_production_terminal_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(OVERLAY, "utf-8")
    assert glance(file).production


@pytest.mark.parametrize(
    "faulty",
    ["[screen", "screen = 3", "[screen]\nwidth_px = -1\nheight_px = 'x'\nreach_line_px = 99999",
     "[screen]\nwidth_px = true\npixels_per_millimetre = nan", "[zone]\nname = 3\nhelp_phone = []",
     "[terminal]\nid = ''\nproduction = 'yes'"],
)  # fmt: skip
def test_what_is_unusable_is_passed_over(faulty: str, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(faulty, "utf-8")
    assert glance(file) == Appearance()
    assert glance(tmp_path / "missing.toml") == Appearance()


def test_photographs_are_drawn_once_and_anew_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Path] = []

    def draw(folder: Path) -> None:
        drawn.append(folder)
        (folder / "one.jpg").write_bytes(b"picture %d" % len(drawn))

    monkeypatch.setattr("kiosk.demo.photos.draw", draw)
    source = tmp_path / "residents.yaml"
    source.write_text("one", "utf-8")
    first = photo_folder(tmp_path / "kept", [source])
    assert photo_folder(tmp_path / "kept", [source]) == first
    assert len(drawn) == 1
    source.write_text("another", "utf-8")
    second = photo_folder(tmp_path / "kept", [source])
    assert (second / "one.jpg").read_bytes() == b"picture 2"
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [second.name]
