"""The five-stroke code of a character: 1 横, 2 竖, 3 撇, 4 点 or 捺, 5 折, in the order of writing.

Two sources: written orders of 6,939 characters, and, for all others, what a character is made of
(cjk-decomp), so that its code follows from those of its parts. 提 counts as 横 and 竖钩 as 竖, as the order
of strokes of GB 13000.1 does (《GB13000.1字符集汉字笔顺规范》). Used when the table is made, not on a kiosk.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

# Letters of the written orders; every other letter is a stroke with a bend.
_LETTERS: Final = {"j": "1", "i": "1", "f": "2", "g": "2", "s": "3", "k": "4", "l": "4", "d": "4"}
# Undivided parts of the decompositions that are strokes.
_STROKES: Final = {
    "㇀": "1", "㇐": "1", "一": "1",
    "㇑": "2", "㇚": "2", "丨": "2", "亅": "2",
    "㇒": "3", "㇓": "3", "㇢": "3", "丿": "3",
    "㇏": "4", "㇔": "4", "㇝": "4", "㇁": "2", "丶": "4", "乀": "4",
}  # fmt: skip
# Traditional forms that stand in many characters and in no list of written orders.
_WRITTEN: Final = {
    "鳥": "32511154444", "馬": "1211254444", "齒": "212134341343452", "婁": "25112512531",
    "鹵": "21253444441", "亞": "12155121", "東": "12511234", "齊": "41432533543211",
    "長": "12111534", "爾": "13425234343434", "烏": "3251154444", "樂": "325115545541234",
    "義": "4311213121534", "將": "52133544124", "僉": "3412512513434", "會": "3412524312511",
    "倉": "3445113251", "呂": "2513251", "與": "3211152511134", "幾": "554554134534",
    "帶": "12213545252", "內": "2534", "㐬": "415325", "飛": "534353432",
}  # fmt: skip
# How the parts of a traditional character stand in its simplified form.
_SIMPLER: Final = dict(zip(
    "金釒言訁糸糹食飠魚鳥馬車門頁齒貝見韋風龍長麥鹵會倉僉義亞婁齊爾東專睪臨瓜單盧黽",
    "钅钅讠讠纟纟饣饣鱼鸟马车门页齿贝见韦风龙长麦卤会仓佥义亚娄齐尔东专𠬤临瓜单卢黾",
    strict=True,
))  # fmt: skip
_LONGEST: Final = 64  # strokes; the longest code of a character in use is that of 𠔻
_IN_A_ROW: Final = frozenset(("a", "d", "st", "stl", "str"))  # one part is finished before the next begins
_ROUNDS: Final = 4  # the fourth finds next to nothing
_INSIDE_FIRST: Final = frozenset("辶⻌⻍⻎廴凵")
_REPEATS: Final = re.compile(r"^r(\d)?")


class StrokeOrders:
    def __init__(self, orders: Mapping[str, str], made_of: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
        """``orders`` is character → letters; ``made_of`` is part → how its parts stand, and these parts."""
        self._known: dict[str, str | None] = {
            character: "".join(_LETTERS.get(letter, "5") for letter in letters)
            for character, letters in orders.items()
        }
        self._known.update(_WRITTEN)
        self._made_of = made_of
        for _ in range(_ROUNDS):
            self._learn_parts(orders)

    def of(self, part: str) -> str | None:
        """None where a part of it is in neither source."""
        if part not in self._known:
            self._known[part] = None  # what is made of itself has no code
            self._known[part] = self._work_out(part)
        return self._known[part]

    def of_simplified(self, traditional: str, simpler: Mapping[str, str]) -> str | None:
        """Of the simplified form of a character, whose parts are those of ``traditional``, made simpler."""
        how, parts = self._made_of.get(traditional, ("", ()))
        found = tuple(_SIMPLER.get(part) or simpler.get(part, part) for part in parts)
        codes = [self.of(part) for part in found]
        if found == parts or not codes or None in codes:
            return None
        return _join(how.split("/")[0], found, [code for code in codes if code is not None])

    def _learn_parts(self, written: Iterable[str]) -> None:
        """A part is written as what is left of a character when the parts that are known are taken away.

        钅, which is no character, is written as 铁 begins; the order that most characters give is taken.
        """
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for character in written:
            how, parts = self._made_of.get(character, ("", ()))
            whole = self._known[character]
            unknown = [part for part in parts if part not in self._known]
            if whole is None or len(unknown) != 1 or how.split("/")[0] not in _IN_A_ROW:
                continue
            place = parts.index(unknown[0])
            before = "".join(self._known[part] or "" for part in parts[:place])
            after = "".join(self._known[part] or "" for part in parts[place + 1 :])
            if whole.startswith(before) and whole.endswith(after) and len(whole) > len(before) + len(after):
                votes[unknown[0]][whole[len(before) : len(whole) - len(after)]] += 1
        self._known.update({part: found.most_common(1)[0][0] for part, found in votes.items()})

    def _work_out(self, part: str) -> str | None:
        stroke = _STROKES.get(part) or ("5" if "㇀" <= part <= "㇣" else None)
        if stroke is not None:
            return stroke
        if part not in self._made_of:
            return None
        how, parts = self._made_of[part]
        codes = [self.of(each) for each in parts]
        if not codes or any(code is None for code in codes):
            return None
        joined = _join(how.split("/")[0], parts, [code for code in codes if code is not None])
        return joined if joined and len(joined) <= _LONGEST else None


def _join(how: str, parts: tuple[str, ...], codes: list[str]) -> str | None:
    first, rest = codes[0], "".join(codes[1:])
    if how.startswith("r") and not how.startswith(("ref", "rot")):
        found = _REPEATS.match(how)
        assert found is not None
        return first * int(found[1] or 2)
    if how == "s":  # the frame's bottom closes it
        return first[:-1] + rest + first[-1]
    if how == "sl" and parts[0] in "匚匸":  # the top, what is inside, the rest of the frame
        return first[:1] + rest + first[1:]
    if how.startswith("sb") and parts[0] in _INSIDE_FIRST:
        return rest + first
    if how == "built":
        return None
    return first + rest


def read_decompositions(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Lines such as ``的:a(白,勺)``; five digits name a part without a code point."""
    found = {}
    for line in text.splitlines():
        match = re.fullmatch(r"(.+?):([a-z0-9/]+)\((.*)\)", line.strip())
        if match:
            found[match[1]] = (match[2], tuple(part for part in match[3].split(",") if part))
    return found
