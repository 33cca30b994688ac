"""The hub refuses a bad start with a sentence, before it has listened anywhere."""

from __future__ import annotations

import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hub.world import SECRETS, MovedClock, hub_settings
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from kiosk.backend.client import read_key
from kiosk.hub.__main__ import main, parse, settings_from
from kiosk.hub.application import build_application
from kiosk.hub.database import open_engine, prepare
from kiosk.hub.settings import DemoControls, HubSettings, SettingsError, make_secrets, read_secrets
from kiosk.hub.tables import Base, SchemaRow


def test_secrets_are_drawn_once_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make_secrets(folder, "T-0001")
    settings = HubSettings(folder, demo_controls=DemoControls.ON)
    secrets = read_secrets(settings)
    assert secrets.terminals == {"T-0001": read_key(folder / "terminal.key")}
    assert len(secrets.pepper) == 32
    assert len(secrets.demo_key) == 64
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    make_secrets(folder, "T-0002")
    assert read_secrets(settings) == secrets


def test_without_the_demos_controls_its_key_is_not_even_read(tmp_path: Path) -> None:
    make_secrets(tmp_path, "T-0001")
    (tmp_path / "demo.key").unlink()
    assert read_secrets(HubSettings(tmp_path)).demo_key == ""
    with pytest.raises(SettingsError, match=r"demo\.key cannot be read"):
        read_secrets(HubSettings(tmp_path, demo_controls=DemoControls.ON))


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("pepper", "short", "at least 32 bytes"),
        ("pepper", "00" * 31, "at least 32 bytes"),
        ("terminals.toml", "[terminals", "is not TOML"),
        ("terminals.toml", '[terminals]\nT = "abcd"', "at least 32 bytes"),
    ],
)
def test_a_bad_secret_is_named_and_not_shown(tmp_path: Path, name: str, content: str, complaint: str) -> None:
    make_secrets(tmp_path, "T-0001")
    (tmp_path / name).write_text(content)
    with pytest.raises(SettingsError, match=complaint) as caught:
        read_secrets(HubSettings(tmp_path))
    assert name in str(caught.value)
    assert "abcd" not in str(caught.value)


def test_a_secret_may_be_read_by_the_services_group(tmp_path: Path) -> None:
    make_secrets(tmp_path, "T-0001")
    (tmp_path / "pepper").chmod(0o640)
    assert read_secrets(HubSettings(tmp_path)).terminals


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o666])
def test_a_secret_that_others_can_open_is_none(tmp_path: Path, mode: int) -> None:
    make_secrets(tmp_path, "T-0001")
    (tmp_path / "pepper").chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_secrets(HubSettings(tmp_path))


GOOD = """residents:
  - {key: a, name: 甲, sex: "1", birth: 1990-01-01, id_number: "999999199001011235",
     district: 黄浦区, situation: employed}
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("residents: [", "is not YAML"),
        ("- a", "must be a table"),
        ("residents: 7", "must be a list"),
        (GOOD.replace('sex: "1"', "sex: 1"), "'a': sex must be a text"),
        (GOOD.replace("1990-01-01", "someday"), "'a': birth must be a date"),
    ],
)
def test_a_bad_register_is_refused_by_file_or_resident(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "residents.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=complaint):
        build_application(
            hub_settings(tmp_path, residents=path, register=None, records=None), SECRETS, MovedClock()
        )


def test_a_good_register_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "residents.yaml"
    path.write_text(GOOD)
    built = build_application(
        hub_settings(tmp_path, residents=path, register=None, records=None), SECRETS, MovedClock()
    )
    built.hub.engine.dispose()


def test_a_missing_register_strangers_and_bad_staff_are_refused(tmp_path: Path) -> None:
    settings = hub_settings(tmp_path, residents=tmp_path / "none.yaml")
    with pytest.raises(SettingsError, match=r"none\.yaml cannot be read"):
        build_application(settings, SECRETS, MovedClock())
    strange = tmp_path / "strange.yaml"
    strange.write_text("reported_lost: [wang, nobody]")
    with pytest.raises(SettingsError, match="no resident 'nobody'"):
        build_application(hub_settings(tmp_path, register=strange), SECRETS, MovedClock())
    staff = tmp_path / "hub.yaml"
    staff.write_text('staff: [{code: "1"}]')
    with pytest.raises(SettingsError, match="code, pin and rights"):
        build_application(hub_settings(tmp_path, register=staff), SECRETS, MovedClock())


def test_a_database_of_another_version_is_left_alone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/hub.db")
    SchemaRow.metadata.create_all(engine, tables=[SchemaRow.metadata.tables[SchemaRow.__tablename__]])
    with Session(engine) as session, session.begin():
        session.add(SchemaRow(id=1, version=999))
    with pytest.raises(SettingsError, match="has schema 999"):
        prepare(engine)
    assert inspect(engine).get_table_names() == [SchemaRow.__tablename__]
    engine.dispose()


def test_a_database_address_of_no_kind_is_refused() -> None:
    with pytest.raises(SettingsError, match="not understood"):
        open_engine("somewhere")


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_can_be_made_in_postgresql(table: object) -> None:
    made = str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[arg-type]
    assert "CREATE TABLE" in made


def test_the_command_line_gives_the_settings() -> None:
    options = parse(
        ["--secrets", "/s", "--port", "1234", "--database", "sqlite:////d/h.db", "--demo-controls"]
    )
    assert settings_from(options) == replace(
        HubSettings(Path("/s")),
        port=1234,
        database_url="sqlite:////d/h.db",
        demo_controls=DemoControls.ON,
    )
    assert settings_from(parse(["--secrets", "/s"])).demo_controls is DemoControls.OFF


def test_a_bad_start_ends_with_status_2_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--secrets", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_help_is_given_without_loading_the_web_framework() -> None:
    code = (
        "import sys; from kiosk.hub.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: sys.exit(any(m in sys.modules for m in ('fastapi', 'sqlalchemy', 'uvicorn')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
