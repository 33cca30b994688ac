"""Make the fonts of screen and paper from Debian's Noto Sans CJK (SIL Open Font License 1.1).

Only the Simplified Chinese face is taken, with every code point that it maps. Alternates, vertical forms and
hinting go, which halves the size. The result is committed, so that a picture of a page does not depend on the
machine's fonts.

Run: python assets/fonts/make.py [FOLDER OF THE .ttc FILES]
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).parent
DEBIAN = Path("/usr/share/fonts/opentype/noto")
FACE = "Noto Sans CJK SC"
FAMILY = "Noto Sans SC"
KEPT_FEATURES = ["kern", "mark", "mkmk"]


def simplified_chinese(collection: Path) -> TTFont:
    """The SC face of a collection; LookupError when it has none."""
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getDebugName(1) == FACE or font["name"].getDebugName(16) == FACE:
            return font
    raise LookupError(f"{collection} has no face named {FACE}. Nothing was written.")


def rename(font: TTFont, style: str) -> None:
    """Name it as ours, so that it is never mistaken for the complete Noto Sans CJK."""
    names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"NotoSansSC-{style}", 16: None, 17: None}
    table = font["name"]
    for name_id, value in names.items():
        table.removeNames(nameID=name_id)
        if value is not None:
            table.setName(value, name_id, 3, 1, 0x409)
    font["CFF "].cff.fontNames[0] = f"NotoSansSC-{style}"


def make(style: str, folder: Path) -> Path:
    font = simplified_chinese(folder / f"NotoSansCJK-{style}.ttc")
    options = Options()
    options.layout_features = KEPT_FEATURES
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap().keys())
    subsetter.subset(font)
    rename(font, style)
    target = HERE / f"NotoSansSC-{style}.otf"
    font.save(str(target))
    return target


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEBIAN
    for style in ("Regular", "Bold"):
        target = make(style, folder)
        print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
