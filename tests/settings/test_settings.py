"""Settings: defaults for everything, and a sentence for every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.contract import DeviceKind
from kiosk.flow.setup import Timings
from kiosk.problems import Problem
from kiosk.settings import Settings, catalogue_dir, load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.toml"


def loaded(file: Path, *overlays: Path) -> Settings:
    settings = load(file, *overlays)
    assert isinstance(settings, Settings), settings
    return settings


def faults(file: Path, *overlays: Path) -> tuple[Problem, ...]:
    problems = load(file, *overlays)
    assert isinstance(problems, tuple), "the settings were accepted"
    return problems


def test_nothing_is_required(file: Path) -> None:
    settings = loaded(file)
    assert settings.terminal.profile == "personal"
    assert settings.screen.height_px == 1920
    assert not settings.terminal.production
    assert settings.devices == {}


def test_the_file_of_the_project_states_the_defaults() -> None:
    shipped = loaded(ROOT / "config" / "kiosk.toml")
    same = {"terminal", "hub", "journal"}  # which hold absolute paths
    assert shipped.model_dump(exclude=same) == Settings().model_dump(exclude=same)


def test_the_timings_of_the_flow_and_of_the_settings_agree() -> None:
    theirs, ours = Timings(), Settings().timings
    differing = [
        name for name in Timings.__dataclass_fields__ if getattr(theirs, name) != getattr(ours, name, None)
    ]
    assert differing == []


def test_an_overlay_replaces_single_values(file: Path, tmp_path: Path) -> None:
    file.write_text("[zone]\nhelp_phone = '021-12345'\n[timings]\nidle = 90\nasking = 5\n")
    overlay = tmp_path / "demo" / "demo.toml"
    overlay.parent.mkdir()
    overlay.write_text("[timings]\nasking = 7\n[terminal]\ndata_dir = 'here'\n")
    settings = loaded(file, overlay)
    assert settings.timings.idle == 90
    assert settings.timings.asking == 7
    assert settings.zone.help_phone == "021-12345"
    assert settings.terminal.data_dir == overlay.parent / "here"


def test_journal_and_keys_lie_in_the_data_folder_unless_they_say_otherwise(
    file: Path, tmp_path: Path
) -> None:
    file.write_text("[terminal]\ndata_dir = 'data'\n[hub]\nkey_file = '/etc/kiosk/hub.key'\n")
    settings = loaded(file)
    assert settings.journal.file == tmp_path / "data" / "journal.db"
    assert settings.journal.key_file == tmp_path / "data" / "audit.key"
    assert settings.hub.key_file == Path("/etc/kiosk/hub.key")


def test_the_folder_that_systemd_made_is_used(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/kiosk")
    assert loaded(file).journal.file == Path("/var/lib/kiosk/journal.db")
    file.write_text("[terminal]\ndata_dir = '/srv/kiosk'\n")
    assert loaded(file).journal.file == Path("/srv/kiosk/journal.db")


def test_the_catalogue_lies_beside_the_settings_or_in_the_project(file: Path, tmp_path: Path) -> None:
    assert catalogue_dir(file) == ROOT / "config"
    (tmp_path / "matters").mkdir()
    assert catalogue_dir(file) == tmp_path


def test_a_device_is_named_by_its_kind_or_says_its_kind(file: Path) -> None:
    file.write_text(
        """
[devices.id-card-reader]
driver = "sam"
port = "/dev/ttyUSB0"
[devices.document-camera]
kind = "camera"
driver = "v4l2"
settings = { width_px = 3264 }
"""
    )
    settings = loaded(file)
    reader = settings.device(DeviceKind.ID_CARD_READER)
    assert reader is not None and reader.port == "/dev/ttyUSB0"
    camera = settings.device(DeviceKind.CAMERA)
    assert camera is not None and camera.settings == {"width_px": 3264}
    assert settings.device(DeviceKind.DOOR) is None


@pytest.mark.parametrize(
    ("text", "line", "key", "what"),
    [
        ("[zone]\nhelp_phone = 'call us'", 2, "zone.help_phone", "pattern"),
        ("[zone]\nname = { zh = '一' }", 2, "zone.name.en", "'en' is missing"),
        ("\n[timings]\nidle = 5", 3, "timings.idle", "greater than or equal to 20"),
        ("[timings]\nwarning = 5", 2, "timings.warning", "greater than or equal to 20"),
        ("[timings]\nproof = 1000", 2, "timings.proof", "less than or equal to 900"),
        ("[timings]\nreading = nan", 2, "timings.reading", "finite"),
        ("[timings]\nidel = 60", 2, "timings.idel", "not a setting"),
        ("[screen]\norientation = 'landscape'", 1, "screen", "do not belong"),
        ("[screen]\nreach_line_px = 1920", 1, "screen", "below the screen"),
        ("[screen]\npixels_per_millimetre = 0", 2, "screen.pixels_per_millimetre", "greater than 0.5"),
        ("[devices.toaster]\ndriver='x'", 1, "devices.toaster.kind", "should be"),
        ("[devices.camera]\nport='x'", 1, "devices.camera.driver", "'driver' is missing"),
        ("[hub]\nurl = 'ftp://x'", 2, "hub.url", "pattern"),
        ("[terminal]\nid = '../x'", 2, "terminal.id", "pattern"),
        ("x = \ny = 1", 1, "", "not sound TOML"),
    ],
)
def test_a_fault_names_file_line_and_key(file: Path, text: str, line: int, key: str, what: str) -> None:
    file.write_text(text)
    [problem] = faults(file)
    assert (problem.file, problem.line, problem.key) == (file, line, key), problem
    assert what in problem.what
    assert problem.remedy


def test_the_fault_is_placed_in_the_file_that_won(file: Path, tmp_path: Path) -> None:
    file.write_text("[timings]\nidle = 90\n")
    overlay = tmp_path / "site.toml"
    overlay.write_text("\n\n[timings]\nidle = 1\n")
    [problem] = faults(file, overlay)
    assert (problem.file, problem.line) == (overlay, 4)


def test_a_named_overlay_must_be_there(file: Path, tmp_path: Path) -> None:
    [problem] = faults(file, tmp_path / "absent.toml")
    assert "not there" in problem.what


def test_a_file_in_another_encoding_is_told(file: Path) -> None:
    file.write_bytes("[zone]\nname = { zh = '自助区', en = 'x' }".encode("gb18030"))
    [problem] = faults(file)
    assert "UTF-8" in problem.what


def test_a_fault_does_not_repeat_the_value(file: Path) -> None:
    file.write_text("[hub]\nkey_file = { secret = 'aabbccddeeff' }\nurl = 'aabbccddeeff'\n")
    assert all("aabbccddeeff" not in str(problem) for problem in faults(file))


PRODUCTION = "[terminal]\nproduction = true\n"


def test_production_refuses_a_simulator(file: Path) -> None:
    file.write_text(PRODUCTION + "[devices.camera]\ndriver='x'\nsimulator = true\n")
    [problem] = faults(file)
    assert problem.line == 5
    assert "simulator" in problem.what


def test_production_refuses_a_stand_in_for_photographs(file: Path) -> None:
    reader = PRODUCTION + "[devices.id-card-reader]\ndriver='sam'\n"
    file.write_text(reader)
    [problem] = faults(file)
    assert "photograph" in problem.what
    assert problem.line == 3
    file.write_text(reader + "settings={photo_library='/opt/decoder/libwlt.so'}\n")
    assert loaded(file).terminal.production


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/", "http://127.0.0.1:8600@hub.example/", "http://localhost.example/"]
)
def test_production_refuses_an_unencrypted_back_end_elsewhere(file: Path, url: str) -> None:
    file.write_text(PRODUCTION + f"[hub]\nurl = '{url}'\n")
    [problem] = faults(file)
    assert "encryption" in problem.what
    file.write_text(PRODUCTION + "[hub]\nurl = 'https://hub.example/'\n")
    assert loaded(file).terminal.production


def test_the_same_is_accepted_where_it_is_no_production(file: Path) -> None:
    file.write_text("[devices.camera]\ndriver='x'\nsimulator = true\n")
    assert loaded(file).devices["camera"].simulator
