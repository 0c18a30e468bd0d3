"""Small fonts made on the spot, of every kind that can be read: each character is a rectangle."""

from fontTools.agl import UV2AGL
from fontTools.fontBuilder import FontBuilder
from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T1CharString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from latent.data.characters import CHARACTERS

EXTRA_WIDTH = 400  # of the bold instance
GLYPH_NAMES = {character: UV2AGL[ord(character)] for character in CHARACTERS}


def sides_of(character):
    """Return the width and height of a character's rectangle, in font units."""
    place = CHARACTERS.index(character)
    return 200 + 3 * place, 700 - 2 * place


def write_truetype(path, family="Boxes", characters=CHARACTERS):
    builder_of(family, characters).save(path)
    return path


def write_variable(path, family="Boxes", least=400):
    """Write a font with the named instances Regular and Bold, the wider one."""
    builder = builder_of(family)
    builder.setupFvar(
        [("wght", least, 400, 700, "Weight")],
        [
            {"location": {"wght": 400}, "stylename": "Regular"},
            {"location": {"wght": 700}, "stylename": "Bold"},
        ],
    )
    # The rectangle's four corners, then the four points that hold a glyph's advance.
    moves = [(0, 0), (0, 0), (EXTRA_WIDTH, 0), (EXTRA_WIDTH, 0), *[(0, 0)] * 4]
    builder.setupGvar(
        {name: [TupleVariation({"wght": (0, 1, 1)}, moves)] for name in GLYPH_NAMES.values()}
    )
    builder.save(path)
    return path


def write_collection(path, families):
    collection = TTCollection()
    collection.fonts = [builder_of(family).font for family in families]
    collection.save(path)
    return path


def write_type1(path):
    """Write a Type 1 font as text (.pfa): a clear part, and glyphs in the format's own cipher."""
    glyphs = [(".notdef", type1_glyph([0, 500, "hsbw", "endchar"]))]
    for character, name in GLYPH_NAMES.items():
        width, height = sides_of(character)
        outline = [0, height, "rlineto", width, 0, "rlineto", 0, -height, "rlineto"]
        program = [50, 1000, "hsbw", 0, 0, "rmoveto", *outline, "closepath", "endchar"]
        glyphs.append((name, type1_glyph(program)))
    private = (
        b"dup /Private 8 dict dup begin /RD {string currentfile exch readstring pop} def "
        b"/ND {def} def /NP {put} def /BlueValues [] def /MinFeature {16 16} def "
        b"/password 5839 def /lenIV 4 def 2 index /CharStrings %d dict dup begin\n" % len(glyphs)
    )
    for name, code in glyphs:
        private += b"/%s %d RD %s ND\n" % (name.encode(), len(code), code)
    private += b"end end put put dup /FontName get exch definefont pop mark currentfile closefile\n"
    secret, _ = eexec.encrypt(b"\0\0\0\0" + private, 55665)
    clear = (
        b"%!PS-AdobeFont-1.0: Boxes 1.0\n11 dict begin\n/FontInfo 3 dict dup begin "
        b"/FullName (Boxes Medium) def /FamilyName (Boxes) def /Weight (Medium) def end def\n"
        b"/FontName /Boxes-Medium def /PaintType 0 def /FontType 1 def "
        b"/FontMatrix [0.001 0 0 0.001 0 0] def /FontBBox {0 0 1000 1000} def "
        b"/Encoding StandardEncoding def\ncurrentdict end\ncurrentfile eexec\n"
    )
    path.write_bytes(clear + secret.hex().encode() + b"\n" + b"0" * 512 + b"\ncleartomark\n")
    return path


def type1_glyph(program):
    glyph = T1CharString(program=program)
    glyph.compile()
    code, _ = eexec.encrypt(b"\0\0\0\0" + glyph.bytecode, 4330)
    return code


def builder_of(family, characters=CHARACTERS):
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *GLYPH_NAMES.values()])
    builder.setupCharacterMap({ord(character): GLYPH_NAMES[character] for character in characters})
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for character, name in GLYPH_NAMES.items():
        width, height = sides_of(character)
        pen = TTGlyphPen(None)
        pen.moveTo((50, 0))
        for corner in ((50, height), (50 + width, height), (50 + width, 0)):
            pen.lineTo(corner)
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    return builder
