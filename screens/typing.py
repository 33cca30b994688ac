"""The view model of the Chinese keys: what is being typed, and the candidates that fit on the screen.

Nothing of it outlives the keys: what was looked up is dropped as soon as it is in the field, so nothing that
one person types is kept for, or offered to, the next.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtQml import QmlElement

from kiosk.typing import handwriting
from kiosk.typing.candidates import Candidate
from kiosk.typing.composition import Composition, Method
from kiosk.typing.handwriting import HandwritingError, Recogniser, Strokes
from kiosk.typing.lexicon import Lexicon, TableError, shared
from kiosk.typing.paging import Cell, Page, page_from
from screens.items.ink import InkPad

QML_IMPORT_NAME = "Kiosk.Models"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)
_NO_PAGE = Page((), 0)
DRAWING = "drawing"  # the way of typing that has no letters
MOST_DRAWN = 32  # candidates of one handwritten character


@QmlElement
class CandidateRow(QAbstractListModel):
    """The candidates of the page shown: ``word``, and over how many ``slots`` of a row it reaches."""

    WORD = Qt.ItemDataRole.UserRole + 1
    SLOTS = Qt.ItemDataRole.UserRole + 2
    countChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cells: tuple[Cell, ...] = ()

    def show(self, cells: tuple[Cell, ...]) -> None:
        if cells != self.cells:
            self.beginResetModel()
            self.cells = cells
            self.endResetModel()
            self.countChanged.emit()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.cells)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        if not index.isValid():
            return None
        cell = self.cells[index.row()]
        return cell.text if role == self.WORD else cell.slots if role == self.SLOTS else None

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802
        return {int(self.WORD): QByteArray(b"word"), int(self.SLOTS): QByteArray(b"slots")}

    count = Property(int, lambda row: len(row.cells), notify=countChanged)


class _Hand:
    """The recogniser while somebody writes by hand. It outlives the model, whose end closes it."""

    def __init__(self) -> None:
        self._recogniser: Recogniser | None = None

    def open(self) -> None:
        """Raises HandwritingError."""
        self.close()
        self._recogniser = Recogniser()

    def close(self) -> None:
        if self._recogniser is not None:
            self._recogniser.close()
            self._recogniser = None

    def read(self, strokes: Strokes) -> tuple[Candidate, ...]:
        found = self._recogniser.recognise(strokes, MOST_DRAWN) if self._recogniser else ()
        return tuple(Candidate(text, 0) for text in found)


@QmlElement
class TypingModel(QObject):
    """Keys go in by ``type``, chosen text comes out by ``committed``.

    ``slots`` and ``rows`` say how much the screen shows at once. ``ready`` is false where the tables are
    missing; then only what is on the keys can be typed.
    """

    changed = Signal()
    turned = Signal()  # another page of candidates, or pages of another size
    committed = Signal(str)
    methodChanged = Signal()
    sizeChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composition = Composition()
        self._method: str = Method.PINYIN.value
        self._candidates: tuple[Candidate, ...] = ()
        self._slots, self._rows = 8, 1
        self._page = _NO_PAGE
        self._earlier: list[int] = []  # where the pages before this one begin
        self._row = CandidateRow(self)
        self._drawn: Strokes = ()
        self._hand = _Hand()
        self._lexicon: Lexicon | None = None
        try:
            self._lexicon = shared()
        except TableError as fault:
            _log.error("%s", fault)
        self._can_draw = handwriting.is_there()
        # Not to methods of this object: those are not called once it is being destroyed.
        self.destroyed.connect(self._hand.close)
        if self._lexicon is not None:
            self.destroyed.connect(self._lexicon.forget)

    # --- what is typed -------------------------------------------------------------------------------------

    @Slot(str)
    def type(self, letter: str) -> None:
        self._become(self._composition.type(letter))

    @Slot(InkPad)
    def recognise(self, ink: InkPad) -> None:
        """What is written by hand now stands for one character."""
        self._drawn = ink.strokes
        self._look_up()

    @Slot()
    def erase(self) -> None:
        """Take the last letter back; does nothing where nothing is being typed."""
        self._become(self._composition.erase())

    @Slot()
    def clear(self) -> None:
        self._become(Composition(self._composition.method))

    @Slot(int)
    def choose(self, place: int) -> None:
        """Take the candidate at this place of the page."""
        if 0 <= place < len(self._page.cells):
            self._take(self._candidates[self._page.cells[place].index])

    @Slot()
    def chooseFirst(self) -> None:  # noqa: N802 - QML's spelling
        """What the space key does: the likeliest candidate; where there is none, the letters as they are."""
        if self._candidates:
            self._take(self._candidates[0])
        else:
            written = "" if self._composition.method is Method.STROKES else self._composition.typed
            self._commit(self._composition.text + written)

    @Slot()
    def finish(self) -> None:
        """Take the likeliest for all that is being typed: something else follows."""
        while not self._composition.empty or (self._drawn and self._candidates):
            self.chooseFirst()

    def _take(self, candidate: Candidate) -> None:
        if self._drawn:
            self._commit(candidate.text)
        else:
            self._become(self._composition.choose(candidate))

    def _become(self, composition: Composition) -> None:
        if composition.done:
            self._commit(composition.text)
        elif composition != self._composition:
            self._composition = composition
            self._look_up()

    def _commit(self, text: str) -> None:
        self._drawn = ()
        self._composition = Composition(self._composition.method)
        self._look_up()
        self.committed.emit(text)

    def _look_up(self) -> None:
        if self._drawn:
            self._candidates = self._hand.read(self._drawn)
        elif self._lexicon is not None:
            self._candidates = self._composition.candidates(self._lexicon)
            if self._composition.empty:
                self._lexicon.forget()
        self._turn_to(0)
        self.changed.emit()

    # --- pages of candidates -------------------------------------------------------------------------------

    @Slot()
    def nextPage(self) -> None:  # noqa: N802
        if self._page.following < len(self._candidates):
            earlier = [*self._earlier, self._first()]
            self._turn_to(self._page.following, earlier)

    @Slot()
    def previousPage(self) -> None:  # noqa: N802
        if self._earlier:
            self._turn_to(self._earlier[-1], self._earlier[:-1])

    def _first(self) -> int:
        return self._page.cells[0].index if self._page.cells else 0

    def _turn_to(self, first: int, earlier: list[int] | None = None) -> None:
        texts = [candidate.text for candidate in self._candidates]
        self._page = page_from(texts, first, self._slots, self._rows)
        self._earlier = earlier or []
        self._row.show(self._page.cells)
        self.turned.emit()

    # --- for QML -------------------------------------------------------------------------------------------

    def _read_method(self) -> str:
        return self._method

    def _write_method(self, method: str) -> None:
        if method == self._method:
            return
        self._method, self._drawn = method, ()
        if method == DRAWING:
            self._open_hand()
        else:
            self._hand.close()
            self._composition = self._composition.by(Method(method))
        self._look_up()
        self.methodChanged.emit()

    def _open_hand(self) -> None:
        try:
            self._hand.open()
        except HandwritingError as fault:
            _log.error("Nobody can write by hand: %s", fault)
            self._can_draw = False
            self.changed.emit()

    def _read_slots(self) -> int:
        return self._slots

    def _write_slots(self, slots: int) -> None:
        self._resize(max(1, slots), self._rows)

    def _read_rows(self) -> int:
        return self._rows

    def _write_rows(self, rows: int) -> None:
        self._resize(self._slots, max(1, rows))

    def _resize(self, slots: int, rows: int) -> None:
        if (slots, rows) != (self._slots, self._rows):
            self._slots, self._rows = slots, rows
            self._turn_to(0)
            self.sizeChanged.emit()

    method = Property(str, _read_method, _write_method, notify=methodChanged)
    slots = Property(int, _read_slots, _write_slots, notify=sizeChanged)
    rows = Property(int, _read_rows, _write_rows, notify=sizeChanged)
    composing = Property(str, lambda model: model._composition.shown, notify=changed)
    letters = Property(str, lambda model: model._composition.letters, notify=changed)
    busy = Property(  # something is typed or written that is not in the field yet
        bool, lambda model: not model._composition.empty or bool(model._drawn), notify=changed
    )
    candidates = Property(CandidateRow, lambda model: model._row, constant=True)
    hasCandidates = Property(bool, lambda model: bool(model._candidates), notify=changed)
    hasPrevious = Property(bool, lambda model: bool(model._earlier), notify=turned)
    hasNext = Property(bool, lambda model: model._page.following < len(model._candidates), notify=turned)
    canDraw = Property(bool, lambda model: model._can_draw, notify=changed)
    ready = Property(bool, lambda model: model._lexicon is not None, constant=True)
