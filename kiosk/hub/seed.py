"""Fills an empty register with invented residents and their records; the same files give the same records
every time."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from kiosk.backend.models import Standing
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.database import transaction
from kiosk.hub.departments.pension_history import contributions
from kiosk.hub.hashing import hash_pin
from kiosk.hub.settings import HubSecrets, HubSettings, SettingsError
from kiosk.hub.tables import ContributionRow, ResidentRow, StaffRightRow, StaffRow

log = logging.getLogger("kiosk.hub")


def seed(engine: Engine, settings: HubSettings, secrets: HubSecrets, now: datetime) -> None:
    """Fill the register from the files that the settings name, unless it has residents already.

    Raises SettingsError naming the file, the resident's key and the field that cannot be used; nothing is
    kept then.
    """
    if settings.residents is None:
        return
    with transaction(engine) as session:
        if session.scalars(select(ResidentRow.key).limit(1)).first() is not None:
            return
        register = _load(settings.register) if settings.register else {}
        lost, without_pension = (set(register.get(name, [])) for name in ("reported_lost", "without_pension"))
        entries = _load(settings.residents).get("residents")
        if not isinstance(entries, list):
            raise SettingsError(f"{settings.residents}: 'residents' must be a list; the hub was not started.")
        today = now.astimezone(SHANGHAI).date()
        for entry in entries:
            _add_resident(session, settings, entry, lost)
            if entry["key"] not in without_pension:
                _add_contributions(session, entry, today)
        if strangers := sorted((lost | without_pension) - {entry["key"] for entry in entries}):
            raise SettingsError(
                f"{settings.register}: there is no resident '{strangers[0]}'; the hub was not started."
            )
        for row in _staff(register, settings, secrets):
            session.add(row)
            session.flush()
    log.info("register seeded", extra={"fields": {"residents": len(entries)}})


def _load(path: Path) -> Mapping[str, Any]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}); the hub was not started.") from None
    except yaml.YAMLError:
        raise SettingsError(f"{path} is not YAML; the hub was not started.") from None
    if not isinstance(data, Mapping):
        raise SettingsError(f"{path} must be a table of names and values; the hub was not started.")
    return data


def _add_resident(session: Session, settings: HubSettings, entry: Mapping[str, Any], lost: set[str]) -> None:
    key = str(entry.get("key", "?"))
    for name in ("key", "name", "sex", "id_number", "district", "situation"):
        if not isinstance(entry.get(name), str):
            raise SettingsError(f"resident '{key}': {name} must be a text; the hub was not started.")
    birth = entry.get("birth")
    if not isinstance(birth, date):
        raise SettingsError(
            f"resident '{key}': birth must be a date like 1990-01-31; the hub was not started."
        )
    session.add(
        ResidentRow(
            key=key,
            name=entry["name"],
            sex=entry["sex"],
            birth=birth,
            number=entry["id_number"],
            phone=entry.get("phone"),
            district=entry["district"],
            standing=Standing.REPORTED_LOST if key in lost else Standing.OK,
            disability_certificate=entry["situation"] == "disabled",
            photo=_photo(settings.photos, key),
        )
    )
    session.flush()


def _add_contributions(session: Session, entry: Mapping[str, Any], today: date) -> None:
    rows = list(contributions(entry["key"], entry["birth"], entry["sex"], entry["situation"], today))
    if rows:
        session.execute(insert(ContributionRow), rows)


def _photo(folder: Path | None, key: str) -> bytes | None:
    path = folder / f"{key}.jpg" if folder else None
    return path.read_bytes() if path is not None and path.is_file() else None


def _staff(
    register: Mapping[str, Any], settings: HubSettings, secrets: HubSecrets
) -> Iterator[StaffRow | StaffRightRow]:
    for entry in register.get("staff", []):
        try:
            code, pin = str(entry["code"]), str(entry["pin"])
            rights = [(str(right["terminal"]), str(right["matter"])) for right in entry["rights"]]
        except (KeyError, TypeError):
            raise SettingsError(
                f"{settings.register}: every staff member needs code, pin and rights (terminal, matter); "
                "the hub was not started."
            ) from None
        yield StaffRow(code=code, pin_hash=hash_pin(secrets.pepper, pin), wrong_tries=0, locked_until=None)
        for terminal, matter in rights:
            yield StaffRightRow(staff=code, terminal=terminal, matter=matter)
