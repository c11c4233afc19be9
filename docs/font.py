"""`make font`: the font of pages and figures, from Inter as its makers publish it.

Two weights, cut down to what pages print: as woff2 for the page, as TrueType for vl-convert, and
the advance of every character, by which figures know how wide a text is. Beside them, for the
browser tests, a font without a single letter. The same source gives the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

# The whole font: the files of @fontsource/inter are cut by script, and have neither → nor ≥.
PACKAGE = "inter-ui@4.1.1"
PACKAGE_SHA256 = "e392e4d71f18a7c1f23dfecd833d68fa05eeab41862686584e80fd2b5d87e9c0"
LICENSE = "package/LICENSE.txt"
WEIGHTS = {400: "package/web/Inter-Regular.woff2", 600: "package/web/Inter-SemiBold.woff2"}
STYLES = {400: "Regular", 600: "SemiBold"}
# A name of its own: another Inter that is installed has other widths, and must not be taken for it.
FAMILY = "Inter Srmlib"
# Basic Latin, Latin-1, Latin Extended-A, the Romanian letters and ẞ; punctuation; ⁄ € №  ™; arrows;
# ∑ − ∕ √ ∞ ≈ ≠ ≤ ≥.
CHARACTERS = (
    "20-7E,A0-17F,218-21B,2C6,2C7,2D8-2DD,3A3,1E9E,2009,2010-2015,2018-201E,2020-2022,2026,202F,"
    "2030,2032,2033,2039,203A,2044,20AC,2116,2122,2190-2199,2211,2212,2215,221A,221E,2248,2260,"
    "2264,2265"
)
# Digits and signs that are all equally wide, so that numbers stand under each other everywhere.
TABULAR = "0123456789+−"
FAMILY_NAME, STYLE_NAME, UNIQUE_NAME, FULL_NAME, POSTSCRIPT_NAME = 1, 2, 3, 4, 6
WHOLE_FAMILY_NAME, WHOLE_STYLE_NAME = 16, 17


def main(folder: Path, without_letters: Path) -> None:
    files = _published()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "OFL.txt").write_bytes(files[LICENSE])
    advances = {}
    for weight, name in WEIGHTS.items():
        font = TTFont(BytesIO(files[name]), recalcTimestamp=False)
        _make_tabular(font)
        _cut_down(font, CHARACTERS)
        _call(font, FAMILY, STYLES[weight])
        for flavor, ending in ((None, "ttf"), ("woff2", "woff2")):
            font.flavor = flavor
            font.save(folder / f"inter-{weight}.{ending}", reorderTables=True)
        advances[str(weight)] = _advances(font)
    (folder / "advances.json").write_text(
        json.dumps(advances, ensure_ascii=False, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )
    _write_without_letters(
        TTFont(folder / "inter-400.ttf", recalcTimestamp=False), without_letters
    )


def _published() -> dict[str, bytes]:
    """The files that are needed of the published package, which must be the one that is known."""
    with TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        archive = (Path(folder) / packed.stdout.strip()).read_bytes()
    found = sha256(archive).hexdigest()
    if found != PACKAGE_SHA256:
        sys.exit(f"{PACKAGE} has the sha256 {found}, expected {PACKAGE_SHA256}.")
    with tarfile.open(fileobj=BytesIO(archive)) as package:
        return {
            name: package.extractfile(name).read() for name in (LICENSE, *WEIGHTS.values())
        }


def _make_tabular(font: TTFont) -> None:
    tabular = {ord(c): f"{font.getBestCmap()[ord(c)]}.tf" for c in TABULAR}
    for table in font["cmap"].tables:
        table.cmap.update(tabular)


def _cut_down(font: TTFont, characters: str) -> None:
    """To these characters, with kerning; without the features that would print another character than
    the one written ("->" as an arrow, "10x20" as "10×20").
    """
    options = Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 5, 7, 8, 9, 11, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(characters))
    subsetter.subset(font)


def _write_without_letters(font: TTFont, path: Path) -> None:
    """A browser that finds no font at all does not load those of a page reliably either: with this
    one it does, and a character that is not in the font of the page is an empty box.
    """
    _cut_down(font, "")
    _call(font, "Without Letters", "Regular")
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path, reorderTables=True)


def _call(font: TTFont, family: str, style: str) -> None:
    full = f"{family} {style}"
    names = {
        FAMILY_NAME: full,
        STYLE_NAME: "Regular",
        UNIQUE_NAME: f"{PACKAGE}, {full}",
        FULL_NAME: full,
        POSTSCRIPT_NAME: full.replace(" ", "-"),
        WHOLE_FAMILY_NAME: family,
        WHOLE_STYLE_NAME: style,
    }
    for name_id, words in names.items():
        font["name"].setName(words, name_id, 3, 1, 0x409)


def _advances(font: TTFont) -> dict[str, float]:
    """How far each character moves the next one, in thousandths of the size of the text."""
    per_em = font["head"].unitsPerEm
    return {
        chr(code): round(1000 * font["hmtx"][glyph][0] / per_em, 1)
        for code, glyph in sorted(font.getBestCmap().items())
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
