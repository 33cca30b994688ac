"""Writes the JSON Schema of a matter's file for editors: ``python -m kiosk.catalogue.write_schema``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from kiosk.catalogue.models import DefinitionModel

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "matter.schema.json"


def schema() -> str:
    published = {
        "$schema": "https://json-schema.org/draft/2020-12/schema"
    } | DefinitionModel.model_json_schema()
    return json.dumps(published, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema(), "utf-8")
    print(FILE)
