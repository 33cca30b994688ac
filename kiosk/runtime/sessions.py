"""Opening a session, and wiping it."""

from __future__ import annotations

import asyncio
import logging

from kiosk.flow.effects import CloseSession, ForgetCredential, ForgetMatter, ForgetTyped, OpenSession
from kiosk.flow.events import SessionWiped
from kiosk.runtime.desk import Desk
from kiosk.runtime.vault import OF_CREDENTIAL, OF_MATTER, SUBJECT, Vault

_log = logging.getLogger(__name__)
END_ADMISSION_S = 3.0


def open_session(desk: Desk, effect: OpenSession) -> None:
    """The vault is there before anything can be put into it."""
    desk.vault = Vault(effect.serial)


async def prepare_vision(desk: Desk, effect: OpenSession) -> None:
    await desk.vision.begin(effect.serial)


async def close_session(desk: Desk, effect: CloseSession, still_running: list[asyncio.Task[None]]) -> None:
    """Everything of the person goes: running work, the vault, the vision process, the back end's session."""
    vault = desk.vault_of(effect.serial)
    subject = vault.get(SUBJECT) if vault is not None else None
    if vault is not None:
        # First of all: whatever still runs finds nothing any more, and no place to leave anything.
        vault.drop()
        desk.vault = None
    desk.take_code()
    for task in still_running:
        task.cancel()
    if still_running:
        await asyncio.wait(still_running)
    await desk.vision.end(effect.serial)
    desk.post(SessionWiped(effect.serial))
    if subject is not None:
        # The terminal is wiped already.
        await end_admission(desk, subject)


async def end_admission(desk: Desk, subject: str) -> None:
    """Tell the back end that the person is no longer served; it forgets by itself if it cannot be told."""
    try:
        await asyncio.wait_for(desk.back_end.end_admission(subject), END_ADMISSION_S)
    except TimeoutError:
        _log.info("The back end was not told in time that an admission ended.")


def forget_credential(desk: Desk, effect: ForgetCredential) -> str | None:
    """What the back end knew its person by, if it knew the person already: that admission is to be ended."""
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return None
    subject = vault.get(SUBJECT)
    vault.photo_settled.clear()
    vault.standing_settled.clear()
    vault.credentials += 1
    vault.face_checks += 1
    vault.forget(*OF_CREDENTIAL)  # type: ignore[misc]  # slots of different kinds
    vault.forget_typed()
    return subject


def forget_matter(desk: Desk, effect: ForgetMatter) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is not None:
        vault.asked = 0
        vault.matters += 1
        vault.uploads += 1
        vault.forget(*OF_MATTER)  # type: ignore[misc]  # slots of different kinds
        vault.forget_typed()


def forget_typed(desk: Desk, effect: ForgetTyped) -> None:
    if desk.vault is not None:
        desk.vault.forget_typed(effect.key)
