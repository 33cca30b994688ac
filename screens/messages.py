"""What Qt and QML complain of goes where everything else is logged."""

from __future__ import annotations

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("qt")
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _pass_on(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    _log.log(LEVELS.get(kind, logging.WARNING), "%s", message)


def log_qt_messages() -> None:
    """From now on, for the whole process."""
    qInstallMessageHandler(_pass_on)
