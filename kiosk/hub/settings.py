"""What the hub is told at its start, and the secrets that it reads from files."""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

OPEN_TO_OTHERS = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP
"""A secret may be root's and readable by the service's group; nothing more."""


CONFIG = Path(__file__).resolve().parents[2] / "config"


class SettingsError(ValueError):
    """A sentence for the operator: what is wrong and what to do. Nothing has been started."""


class DemoControls(StrEnum):
    """Whether the demo's operations (issuing codes, reading messages, faults) are served. Never in
    production."""

    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True)
class HubSettings:
    """How one hub runs. Paths that are None leave the register empty."""

    secrets: Path
    host: str = "127.0.0.1"
    port: int = 8600
    database_url: str = "sqlite://"
    residents: Path | None = None
    photos: Path | None = None
    register: Path | None = None
    """What only the register knows of the residents (lost documents), and the staff."""
    records: Path | None = None
    """A folder with the records of the demo's residents, a file for each department."""
    config: Path = CONFIG
    """The folder with the matters' definitions and the dictionaries."""
    demo_controls: DemoControls = DemoControls.OFF
    public_url: str = ""
    """The address under which residents reach `/verify`; empty: `http://host:port`."""
    organisation: str = "黄浦区24小时政务服务自助区"
    """The receiving organisation (收) on every case."""

    @property
    def verify_base(self) -> str:
        """The start of every verification address."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


@dataclass(frozen=True, slots=True)
class HubSecrets:
    """Keys, none of which is ever printed."""

    pepper: bytes = field(repr=False)
    """Keys the hashes of codes, PINs and numbers, so that a stolen database alone gives none of them away."""
    terminals: dict[str, bytes] = field(repr=False)
    demo_key: str = field(default="", repr=False)


def _read(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(
            f"The secret file {path} cannot be read ({error.strerror}); the hub was not started. "
            "Create it, or name another folder of secrets."
        ) from None
    if mode & OPEN_TO_OTHERS:
        raise SettingsError(
            f"The secret file {path} can be opened by others; the hub was not started. Run: chmod 600 {path}"
        )
    return text


def _key(path: Path, text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) < 32:
        raise SettingsError(f"{path} must hold at least 32 bytes in hexadecimal; the hub was not started.")
    return key


def read_secrets(settings: HubSettings) -> HubSecrets:
    """Read `pepper`, `terminals.toml` and, for the demo's controls, `demo.key`.

    Raises SettingsError when a file is missing, readable by others or not a key.
    """
    folder = settings.secrets
    pepper = _key(folder / "pepper", _read(folder / "pepper"))
    path = folder / "terminals.toml"
    try:
        table = tomllib.loads(_read(path)).get("terminals", {})
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML ({error}); the hub was not started.") from None
    terminals = {name: _key(path, str(value)) for name, value in table.items()}
    demo_key = ""
    if settings.demo_controls is DemoControls.ON:
        demo_key = _key(folder / "demo.key", _read(folder / "demo.key")).hex()
    return HubSecrets(pepper, terminals, demo_key)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def make_secrets(folder: Path, terminal: str) -> None:
    """Draw the secrets of a hub and one terminal into a folder, keeping what is there already.

    `terminal.key` is the terminal's own copy of its key. For the demo and for setting up a site.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / "pepper").exists():
        _write(folder / "pepper", secrets.token_hex(32) + "\n")
    if not (folder / "demo.key").exists():
        _write(folder / "demo.key", secrets.token_hex(32) + "\n")
    if not (folder / "terminals.toml").exists():
        key = secrets.token_hex(32)
        _write(folder / "terminals.toml", f'[terminals]\n"{terminal}" = "{key}"\n')
        _write(folder / "terminal.key", key + "\n")
