"""QML against the types that it uses, Qt's and ours, without a single warning."""

import ast
import json
import re
import subprocess
import sysconfig
from pathlib import Path

import PySide6
import pytest

TOOLS = Path(sysconfig.get_path("scripts"))
METATYPES = Path(PySide6.__file__).parent / "Qt" / "metatypes"
QT_MODULES = ("core", "gui", "qml", "quick")


def _run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


def _python_modules(folder: Path) -> dict[tuple[str, int], list[Path]]:
    """QML module name and major version → the Python files that declare types of it."""
    found: dict[tuple[str, int], list[Path]] = {}
    for path in sorted(folder.rglob("*.py")):
        names = {
            target.id: node.value.value
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        if isinstance(module := names.get("QML_IMPORT_NAME"), str):
            found.setdefault((module, int(str(names.get("QML_IMPORT_MAJOR_VERSION", 1)))), []).append(path)
    return found


def _constants(source: Path) -> set[tuple[str, str]]:
    """Class and name of every property declared with ``constant=True``."""
    found = set()
    for cls in ast.walk(ast.parse(source.read_text("utf-8"))):
        if not isinstance(cls, ast.ClassDef):
            continue
        for node in cls.body:
            match node:
                case ast.FunctionDef(name=name, decorator_list=calls):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=call):
                    calls = [call]
                case _:
                    continue
            words = [word.arg for call in calls if isinstance(call, ast.Call) for word in call.keywords]
            if "constant" in words:
                found.add((cls.name, name))
    return found


def _describe(source: Path, target: Path) -> None:
    """Writes what the source declares, in the words of Qt's compiler.

    Its tool for Python forgets which properties are constant, so that is added.
    """
    done = _run(TOOLS / "pyside6-metaobjectdump", "-o", target, source)
    assert done.returncode == 0, f"{source}: {done.stderr}"
    described = json.loads(target.read_text("utf-8"))
    constants = _constants(source)
    for cls in (cls for part in described for cls in part["classes"]):
        for entry in cls.get("properties", []):
            entry["constant"] = (cls["className"], entry["name"]) in constants
    target.write_text(json.dumps(described), "utf-8")


def import_tree(screens: Path, tree: Path) -> list[Path]:
    """Lays out every QML module under ``tree`` as an import path; returns the QML files to check, within it.

    Types written in Python are described by Qt's own tools, so that a page that asks for a property that the
    view model lacks is found here.
    """
    for qmldir in sorted(screens.rglob("qmldir")):
        named = re.search(r"^module\s+(\S+)", qmldir.read_text("utf-8"), re.M)
        assert named, f"{qmldir} names no module"
        place = tree.joinpath(*named[1].split("."))
        place.mkdir(parents=True, exist_ok=True)
        (place / "qmldir").write_text(qmldir.read_text("utf-8"), "utf-8")
        for entry in qmldir.parent.iterdir():
            if entry.is_file() and entry.name != "qmldir" and entry.suffix != ".qmltypes":
                (place / entry.name).symlink_to(entry)
    for (module, major), sources in _python_modules(screens).items():
        place = tree.joinpath(*module.split("."))
        place.mkdir(parents=True, exist_ok=True)
        dumps = []
        for source in sources:
            dumps.append(place / f"{source.stem}.json")
            _describe(source, dumps[-1])
        done = _run(
            TOOLS / "pyside6-qmltyperegistrar",
            "--generate-qmltypes", place / "python.qmltypes", "-o", place / "unused.cpp",
            "--import-name", module, "--major-version", major,
            "--foreign-types", ",".join(str(METATYPES / f"qt6{name}_metatypes.json") for name in QT_MODULES),
            *dumps,
        )  # fmt: skip
        assert done.returncode == 0, f"{module}: {done.stderr}"
        qmldir = place / "qmldir"
        lines = qmldir.read_text("utf-8").splitlines() if qmldir.exists() else [f"module {module}"]
        # The one in the tree was copied, and what it says of types is replaced by what the sources say.
        lines = [line for line in lines if not line.startswith("typeinfo")]
        qmldir.write_text("\n".join([*lines, "typeinfo python.qmltypes", ""]), "utf-8")
    within = {path.resolve() for path in tree.rglob("*.qml")}
    return sorted(tree.rglob("*.qml")) + sorted(path for path in screens.rglob("*.qml") if path not in within)


def lint(files: list[Path], tree: Path) -> subprocess.CompletedProcess[str]:
    return _run(
        TOOLS / "pyside6-qmllint", "--ignore-settings", "--max-warnings", 0,
        "--unused-imports", "warning", "-I", tree, *files,
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_qml_has_no_warnings(root: Path, tmp_path: Path) -> None:
    files = import_tree(root / "screens", tmp_path)
    assert len({path.resolve() for path in files}) == len(list((root / "screens").rglob("*.qml"))) > 0
    done = lint(files, tmp_path)
    assert done.returncode == 0, (done.stdout + done.stderr).replace(str(tmp_path), "")


MODEL = """
from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Sample.Models"
QML_IMPORT_MAJOR_VERSION = 1

@QmlElement
class PageModel(QObject):
    @Property(str, constant=True)
    def title(self) -> str:
        return ""
"""
PAGE = """
import QtQuick
import Sample.Models

Text {
    id: root
    required property PageModel model
    text: root.model.%s
}
"""


@pytest.mark.parametrize(("asked", "complaint"), [("title", ""), ("titel", 'Member "titel" not found')])
def test_a_property_that_the_view_model_lacks_is_found(tmp_path: Path, asked: str, complaint: str) -> None:
    screens, tree = tmp_path / "screens", tmp_path / "tree"
    (screens / "pages").mkdir(parents=True)
    (screens / "models.py").write_text(MODEL)
    (screens / "pages" / "qmldir").write_text("module Sample.Pages\nAPage 1.0 APage.qml\n")
    (screens / "pages" / "APage.qml").write_text(PAGE % asked)
    done = lint(import_tree(screens, tree), tree)
    assert (done.returncode == 0) == (not complaint)
    assert complaint in done.stdout + done.stderr
