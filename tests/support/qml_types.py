"""Describes QML types written in Python as Qt's compiler describes those of C++, for ``qmltyperegistrar``.

Called as ``python qml_types.py FOLDER TARGET``: imports every Python module under FOLDER that names a QML
module and writes ``TARGET/<QML module>.json``. It asks the running classes, not their source, so properties
made by helper functions are found too. Qt's own tool reads the source and sees only what is spelled out.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6 import QtQml
from PySide6.QtCore import QMetaMethod, QMetaObject, QObject

DECORATIONS: dict[type, dict[str, str]] = {}


def _note(original: Callable[[type], type], info: dict[str, str]) -> Callable[[type], type]:
    """The decorator of QtQml, which also notes what it was told."""

    def decorate(cls: type) -> type:
        DECORATIONS.setdefault(cls, {}).update(info)
        # QtQml looks for the QML module's name in the globals of its caller.
        around = {**vars(sys.modules[cls.__module__]), "original": original, "cls": cls}
        return cast(type, eval("original(cls)", around))

    return decorate


def _methods(meta: QMetaObject, kind: QMetaMethod.MethodType) -> list[dict[str, Any]]:
    described = []
    for index in range(meta.methodOffset(), meta.methodCount()):
        method = meta.method(index)
        if method.methodType() != kind:
            continue
        arguments = [
            {"name": bytes(name.data()).decode() or f"a{number}", "type": bytes(kind.data()).decode()}
            for number, (name, kind) in enumerate(
                zip(method.parameterNames(), method.parameterTypes(), strict=True), 1
            )
        ]
        described.append({
            "access": "public",
            "name": bytes(method.name().data()).decode(),
            "returnType": str(method.typeName()) or "void",
            "arguments": arguments,
        })  # fmt: skip
    return described


def _properties(meta: QMetaObject) -> list[dict[str, Any]]:
    described = []
    for index in range(meta.propertyOffset(), meta.propertyCount()):
        found = meta.property(index)
        entry: dict[str, Any] = {
            "name": found.name(), "type": found.typeName(), "index": index - meta.propertyOffset(),
            "read": found.name(), "constant": found.isConstant(), "final": found.isFinal(),
            "required": found.isRequired(),
            "designable": True, "scriptable": True, "stored": True, "user": False,
        }  # fmt: skip
        if found.isWritable():
            entry["write"] = found.name()
        if found.hasNotifySignal():
            entry["notify"] = bytes(found.notifySignal().name().data()).decode()
        described.append(entry)
    return described


def describe(cls: type[QObject]) -> dict[str, Any]:
    """One class, in the words of moc's JSON."""
    meta: QMetaObject = cls.staticMetaObject  # type: ignore[attr-defined]
    parent = meta.superClass()
    assert parent is not None
    return {
        "className": meta.className(),
        "qualifiedClassName": meta.className(),
        "object": True,
        "superClasses": [{"access": "public", "name": parent.className()}],
        "classInfos": [{"name": name, "value": value} for name, value in DECORATIONS.get(cls, {}).items()],
        "properties": _properties(meta),
        "signals": _methods(meta, QMetaMethod.MethodType.Signal),
        "slots": _methods(meta, QMetaMethod.MethodType.Slot),
    }


def main(folder: Path, target: Path) -> None:
    told = {
        "QmlElement": {"QML.Element": "auto"},
        "QmlAnonymous": {"QML.Element": "anonymous"},
        "QmlSingleton": {"QML.Singleton": "true"},
    }
    for name, info in told.items():
        setattr(QtQml, name, _note(getattr(QtQml, name), info))
    uncreatable: Any = QtQml.QmlUncreatable
    setattr(  # noqa: B010 (the types forbid the plain assignment)
        QtQml,
        "QmlUncreatable",
        lambda why: _note(uncreatable(why), {"QML.Creatable": "false", "QML.UncreatableReason": why}),
    )
    sys.path.insert(0, str(folder.parent))
    for path in sorted(folder.rglob("*.py")):
        if "QML_IMPORT_NAME" in path.read_text("utf-8"):
            importlib.import_module(".".join(path.relative_to(folder.parent).with_suffix("").parts))
    modules: dict[str, list[type[QObject]]] = {}
    waiting = list(QObject.__subclasses__())
    seen = set()
    while waiting:
        cls = waiting.pop(0)
        if cls in seen:
            continue
        seen.add(cls)
        waiting += cls.__subclasses__()
        module = getattr(sys.modules[cls.__module__], "QML_IMPORT_NAME", None)
        if module is not None:
            modules.setdefault(module, []).append(cls)
    for module, classes in modules.items():
        described = [describe(cls) for cls in classes]
        file = {"inputFile": f"{module}.h", "outputRevision": 69, "classes": described}
        (target / f"{module}.json").write_text(json.dumps([file], indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
