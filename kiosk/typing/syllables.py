"""The syllables of pinyin, and every way in which typed letters can be read as them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# Initial → finals, without tones; v is ü.
_FINALS: Final = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iang iao ie in ing o ong u",
    "c": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie in ing iu ong ou u uan ui un uo",
    "f": "a an ang ei en eng iao o ou u",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "l": "a ai an ang ao e ei en eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "n": "a ai an ang ao e ei en eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "w": "a ai an ang ei en eng o ong u",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
}  # fmt: skip
# Letters that stand within other syllables: words of speech only, never taken as whole.
_SPEECH: Final = frozenset(("m", "n", "ng", "hm", "hng"))
SYLLABLES: Final = _SPEECH | {begin + end for begin, ends in _FINALS.items() for end in ends.split()}
# Also typed: ü as u after l and n where no syllable with u exists, and as v after j, q, x and y.
_ALSO: Final = {"lue": "lve", "nue": "nve"} | {
    syllable[0] + "v" + syllable[2:]: syllable
    for syllable in SYLLABLES
    if syllable[:2] in ("ju", "qu", "xu", "yu")
}
_TYPED: Final = {syllable: syllable for syllable in SYLLABLES - _SPEECH} | _ALSO
_LONGEST: Final = max(map(len, _TYPED))
_BEGINNINGS: Final = (
    frozenset(typed[:length] for typed in _TYPED for length in range(1, len(typed))) | _SPEECH | {"hn"}
)
_INITIALS: Final = frozenset(_FINALS) - {""}
DIVIDER: Final = "'"


@dataclass(frozen=True, slots=True)
class Sound:
    """One syllable as typed: whole, or only begun (``yunw``, ``ywq``)."""

    letters: str  # of the syllable, ü as v
    whole: bool

    def matches(self, syllable: str) -> bool:
        return syllable == self.letters if self.whole else syllable.startswith(self.letters)


@dataclass(frozen=True, slots=True)
class Edge:
    """From one place in the letters to a later one."""

    sound: Sound
    end: int


class Lattice:
    """Every reading of the letters that leaves as few syllables unfinished as can be.

    ``xian`` is xian or xi-an; ``yunwq`` is yun with two syllables begun. ``edges[i]`` are the syllables that
    may begin at letter ``i``. ``readable`` is false where the letters are no pinyin.
    """

    def __init__(self, typed: str) -> None:
        count = len(typed)
        every = [list(_from(typed, at)) for at in range(count)]
        left: list[int | None] = [None] * count + [0]  # syllables left unfinished from here on
        for at in reversed(range(count)):
            left[at] = min(
                (
                    onward + (not edge.sound.whole)
                    for edge in every[at]
                    if (onward := left[edge.end]) is not None
                ),
                default=None,
            )
        self.edges: list[tuple[Edge, ...]] = [
            tuple(
                edge
                for edge in every[at]
                if (onward := left[edge.end]) is not None and onward + (not edge.sound.whole) == left[at]
            )
            for at in range(count)
        ]
        self.readable = count > 0 and left[0] is not None


def _from(typed: str, at: int) -> Iterator[Edge]:
    count = len(typed)
    for length in range(1, min(_LONGEST, count - at) + 1):
        part = typed[at : at + length]
        end = at + length
        after = end + 1 if typed[end : end + 1] == DIVIDER else end
        if part in _TYPED:
            yield Edge(Sound(_TYPED[part], whole=True), after)
        elif part in _INITIALS or (part in _BEGINNINGS and (end == count or after > end)):
            yield Edge(Sound(part, whole=False), after)
