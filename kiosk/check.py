"""Everything that can be checked without starting: settings, catalogue, translations (``kiosk check``)."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kiosk import catalogue, settings
from kiosk.domain.fields import FieldError, FieldFault
from kiosk.domain.identifiers import IdentifierError
from kiosk.problems import Problem
from kiosk.settings import Settings
from kiosk.toml_lines import line_of

__all__ = ["check", "check_translations", "check_used_keys"]

ROOT: Final = Path(__file__).resolve().parent.parent
TRANSLATIONS: Final = ROOT / "assets" / "translations"
LANGUAGES: Final = ("zh", "en")
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_TEXT_CALLS: Final = {"text": "", "Text": "key", "Column": "label", "Fact": "label", "TextRef": "key"}
_QML_KEY: Final = re.compile(r"qsTrId\(\s*\"([^\"]+)\"\s*([+)])")


def check(file: Path, *overlays: Path) -> list[Problem]:
    """All that is wrong with a configuration whose settings are ``file``.

    An empty list means that the kiosk would start with everything that it is told to serve.
    """
    found: list[Problem] = []
    loaded = settings.load(file, *overlays)
    if isinstance(loaded, Settings):
        profile = loaded.terminal.profile
    else:
        found += loaded
        profile = Settings().terminal.profile
    _, problems = catalogue.load(settings.catalogue_dir(file), profile)
    found += problems
    found += check_translations(TRANSLATIONS)
    found += check_used_keys(TRANSLATIONS, ROOT)
    return found


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _tables(folder: Path) -> tuple[dict[str, dict[str, object]], list[Problem]]:
    tables: dict[str, dict[str, object]] = {}
    found: list[Problem] = []
    for language in LANGUAGES:
        file = folder / f"{language}.toml"
        try:
            tables[language] = dict(_flat(tomllib.loads(file.read_text("utf-8"))))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            found.append(Problem(file, 0, "", f"The texts cannot be read ({error}).", "Mend the file."))
    return tables, found


def check_translations(folder: Path) -> list[Problem]:
    """Keys that one language lacks, empty texts, and parameters that differ between the languages."""
    tables, found = _tables(folder)
    if found:
        return found
    for language in LANGUAGES:
        file = folder / f"{language}.toml"
        [other] = [name for name in LANGUAGES if name != language]
        there = folder / f"{other}.toml"
        for key, value in tables[language].items():
            line = line_of(file, tuple(key.split(".")))
            if not isinstance(value, str) or not value.strip():
                found.append(Problem(file, line, key, "Here stands no text.", "Write one."))
            elif key not in tables[other]:
                what, remedy = f"{there.name} has no text for this.", "Add it there, or remove it here."
                found.append(Problem(file, line, key, what, remedy))
            elif language == LANGUAGES[0]:
                ours, theirs = _parameters(value), _parameters(str(tables[other][key]))
                if ours != theirs:
                    what = (
                        f"The parameters differ from those of {there.name}: {_named(ours)}, {_named(theirs)}."
                    )
                    found.append(Problem(file, line, key, what, "Name the same ones in both languages."))
    return found


def _parameters(text: str) -> frozenset[str]:
    return frozenset(_PARAMETER.findall(text))


def _named(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def check_used_keys(folder: Path, code: Path) -> list[Problem]:
    """Keys that the code names and no language has. A key with a hole must match at least one text."""
    tables, _ = _tables(folder)
    known = tables.get(LANGUAGES[0], {})
    found = []
    for file, line, pattern in used_keys(code):
        if not any(pattern.fullmatch(key) for key in known):
            key = pattern.pattern.replace(r"\.", ".").replace(r"[^.]+", "*")
            what = "The code names this text, and there is none."
            found.append(Problem(file, line, key, what, "Add it to zh.toml and en.toml."))
    errors = [FieldError(code) for code in (*FieldFault, *IdentifierError)]
    for key in sorted(error.text_key for error in errors):
        if key not in known:
            file = folder / f"{LANGUAGES[0]}.toml"
            what = "A field can be wrong in this way, and there is no text for it."
            found.append(Problem(file, 0, key, what, "Add it to zh.toml and en.toml."))
    return found


def used_keys(code: Path) -> Iterator[tuple[Path, int, re.Pattern[str]]]:
    """File, line and pattern of each text key that Python and QML name; holes match one part."""
    for folder in ("kiosk", "screens"):
        for file in sorted((code / folder).rglob("*.py")):
            yield from _keys_of_python(file)
        for file in sorted((code / folder).rglob("*.qml")):
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                for key, after in _QML_KEY.findall(line):
                    hole = ".+" if after == "+" else ""
                    yield file, number, re.compile(re.escape(key) + hole)


def _keys_of_python(file: Path) -> Iterator[tuple[Path, int, re.Pattern[str]]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if not isinstance(node, ast.Call) or name not in _TEXT_CALLS:
            continue
        # text("key"), or what the hub sends: Column(label="key", …).
        named = [keyword.value for keyword in node.keywords if keyword.arg == _TEXT_CALLS[name]]
        keys = named or node.args
        match keys[0] if keys else None:
            case ast.Constant(value=str(key)):
                yield file, node.lineno, re.compile(re.escape(key))
            case ast.JoinedStr(values=parts):
                pattern = "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[^.]+"
                    for part in parts
                )
                yield file, node.lineno, re.compile(pattern)
            case _:
                pass
