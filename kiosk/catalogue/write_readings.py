"""Writes the readings of matters and dictionaries: ``python -m kiosk.catalogue.write_readings config``."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.catalogue.dictionaries import FOLDER, READINGS
from kiosk.catalogue.dictionary_files import load_dictionaries
from kiosk.catalogue.loader import texts_to_read
from kiosk.catalogue.pinyin import FILE, write


def main(arguments: list[str]) -> int:
    config_dir = Path(arguments[0] if arguments else "config")
    count = write(config_dir, texts_to_read(config_dir))
    print(f"{config_dir / FILE}: {count} texts")
    folder = config_dir / FOLDER
    dictionaries, _ = load_dictionaries(folder)
    count = write(folder, dictionaries.texts_to_read(), READINGS)
    print(f"{folder / READINGS}: {count} texts")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
