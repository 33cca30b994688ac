"""The residents' photographs for the hub: drawn once, kept until the drawing or the residents change."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
KEPT = ROOT / "var" / "cache" / "demo-photos"
SOURCES = (
    *sorted((ROOT / "drivers" / "simulators" / "people").glob("*.py")),
    ROOT / "config" / "demo" / "residents.yaml",
    ROOT / "config" / "demo" / "faces.yaml",
    ROOT / "requirements.lock",  # what encodes the pictures
)


def photo_folder(kept: Path = KEPT, sources: Iterable[Path] = SOURCES) -> Path:
    """A folder with ``KEY.jpg`` of every resident; drawing takes seconds, finding it again none.

    ``kept`` holds one folder, named after the content of ``sources``. Errors: ``OSError`` when it cannot be
    written.
    """
    folder = kept / _fingerprint(sources)
    if folder.is_dir():
        return folder
    kept.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".drawing-", dir=kept))
    try:
        draw(fresh)
        try:
            fresh.rename(folder)
        except OSError:
            # Another demo was faster; its pictures are the same.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    for old in kept.iterdir():
        if old != folder and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)
    return folder


def draw(folder: Path) -> None:
    """Write every resident's photograph. Errors: ``OSError``."""
    from drivers.simulators import people  # numpy and Pillow: only when there is something to draw

    for person in people.load():
        (folder / f"{person.key}.jpg").write_bytes(people.hub_photo(person))


def _fingerprint(sources: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for source in sources:
        content = source.read_bytes()
        whole.update(f"{source.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()[:32]
