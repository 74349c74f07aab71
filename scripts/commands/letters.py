"""The letters of posters: two weights of Noto Sans SC, cut down to what a notice in Chinese may hold."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.ttLib.woff2 import WOFF2FlavorData

from commands.project import ROOT

FOLDER = ROOT / "hooks" / "zhishuo" / "posters" / "fonts"
# The standard's 8,105 characters (通用规范汉字表), in its order, from the field kTGH of Unicode's Unihan database.
HANZI = FOLDER / "hanzi.txt"
_PACKAGE = "@expo-google-fonts/noto-sans-sc"
_WEIGHTS = {
    "regular.woff2": "400Regular/NotoSansSC_400Regular.ttf",
    "bold.woff2": "700Bold/NotoSansSC_700Bold.ttf",
}
# Latin with its accents, punctuation, signs of money and measure, arrows, signs of arithmetic, numbers in circles,
# shapes, Chinese punctuation, full-width forms.
_RANGES = (
    *((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x2033), (0x203B, 0x203B), (0x20AC, 0x20AC)),
    *((0x2103, 0x2103), (0x2116, 0x2116), (0x2160, 0x216B), (0x2190, 0x2193), (0x2200, 0x22FF), (0x2460, 0x2473)),
    *((0x25A0, 0x25FF), (0x2605, 0x2606), (0x2713, 0x2717), (0x3000, 0x301F), (0x3231, 0x3231), (0x338E, 0x33A1)),
    *((0xFF01, 0xFF5E), (0xFFE5, 0xFFE5)),
)
_PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹ"


def write_letters(modules: Path) -> list[Path]:
    """Write both weights, their licence and their checksums from the packages in `modules`; return the fonts."""
    hanzi = HANZI.read_text(encoding="utf-8").replace("\n", "")
    wanted = {ord(letter) for letter in hanzi + _PINYIN} | {code for a, b in _RANGES for code in range(a, b + 1)}
    written = [_write(modules / _PACKAGE / source, FOLDER / name, wanted) for name, source in _WEIGHTS.items()]
    shutil.copyfile(modules / _PACKAGE / "LICENSE_FONT", FOLDER / "OFL.txt")
    sums = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in written)
    (FOLDER / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    return written


def _write(source: Path, target: Path, wanted: set[int]) -> Path:
    """Write the glyphs of `wanted` alone: text is set character by character, without features or hints.

    FreeType would bend the letters of a font without any program, and their widths; one that does nothing stops it. It
    also reads 燊 wrongly where woff2 has transformed the outlines, so they stay as they are.
    """
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True, glyph_names=False)
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"]
    with TTFont(source, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        font["fpgm"] = newTable("fpgm")
        font["fpgm"].program = Program()
        font["fpgm"].program.fromAssembly(["PUSHB[ ]", "0", "POP[ ]"])
        font.flavor, font.flavorData = "woff2", WOFF2FlavorData(transformedTables=set())
        font.save(target)
    return target
