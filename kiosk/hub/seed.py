"""Fills an empty register with invented residents and their records; the same files give the same records
every time."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from kiosk.backend.models import AssuranceMethod, CaseStatus, Standing
from kiosk.hub.case_store import CaseKind, answered
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.database import transaction
from kiosk.hub.departments.all import DEPARTMENTS, registry
from kiosk.hub.departments.pension_history import contributions
from kiosk.hub.departments.registry import Reply
from kiosk.hub.departments.wording import Wording
from kiosk.hub.hashing import hash_pin
from kiosk.hub.register import register_records, relations
from kiosk.hub.settings import HubSecrets, HubSettings, SettingsError
from kiosk.hub.tables import CaseRow, ContributionRow, RecordRow, ResidentRow, StaffRightRow, StaffRow

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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
        if settings.records is not None:
            known = {str(entry["key"]): entry for entry in entries}
            rows = list(_records(session, settings.records, known, today))
            session.execute(insert(RecordRow), rows)
            session.flush()
            for key, given in _of_residents(settings.records / "register.yaml", known).items():
                for case in given.get("cases", ()):
                    _add_case(session, settings, key, case, now)
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
        data = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506  # the safe loader, in C
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


def _records(
    session: Session, folder: Path, known: Mapping[str, Mapping[str, Any]], today: date
) -> Iterator[dict[str, Any]]:
    """What the shared registers and the departments know, as rows."""
    file = folder / "register.yaml"
    register = _of_residents(file, known)
    try:
        for key, entry in known.items():
            for kind, data in register_records(entry, register.get(key, {})):
                yield {"resident": key, "kind": kind, "data": data}
        for key, kind, data in relations(register):
            yield {"resident": key, "kind": kind, "data": data}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{file}: {type(error).__name__} {error}; the hub was not started.") from None
    files = {name: _of_residents(folder / f"{name}.yaml", known) for name in {d.name for d in DEPARTMENTS}}
    for department in DEPARTMENTS:
        for key, entry in known.items():
            given = files[department.name].get(key, {})
            resident = session.get_one(ResidentRow, key)
            for kind, data in department.records_of(resident, str(entry["situation"]), given, today):
                yield {"resident": key, "kind": kind, "data": dict(data)}


def _add_case(
    session: Session, settings: HubSettings, resident: str, given: Mapping[str, Any], now: datetime
) -> None:
    """A case that was accepted some days ago, so that there is one to follow."""
    handler = registry().find(str(given["matter"]))
    if handler is None:
        return
    at = now - timedelta(days=int(given["days_ago"]))
    case = CaseRow(
        id=str(given["id"]),
        matter=handler.matter,
        kind=CaseKind.SUBMISSION,
        terminal="",
        resident=resident,
        assurance=AssuranceMethod.FACE,
        opened_at=at,
        outcome=CaseStatus.ACCEPTED,
        received_by=settings.organisation,
        accepted_by=handler.department,
        given={"form": {}, "lists": {}, "materials": [], "confirmed": []},
    )
    session.add(case)
    session.flush()
    says = Wording("F02")
    reply = Reply(headline=says.text("headline.accepted"), status=CaseStatus.ACCEPTED, due=says.text("due"))
    answered(session, case, reply, at)


def _of_residents(file: Path, known: Mapping[str, object]) -> Mapping[str, Mapping[str, Any]]:
    """The table ``residents`` of a file of records; empty when there is no such file."""
    if not file.is_file():
        return {}
    residents = _load(file).get("residents", {})
    if not isinstance(residents, Mapping):
        raise SettingsError(f"{file}: 'residents' must be a table by key; the hub was not started.")
    if strangers := sorted(set(residents) - set(known)):
        raise SettingsError(f"{file}: there is no resident '{strangers[0]}'; the hub was not started.")
    return residents


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
