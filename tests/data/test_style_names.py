import pytest

from latent.data.style_names import STYLE_NAMES, style_of


@pytest.mark.parametrize(
    ("name", "style", "width"),
    [
        ("Lato-Regular", "Regular", "Normal width"),
        ("Lato-Bold", "Bold", "Normal width"),
        ("Lato-Italic", "Italic", "Normal width"),
        ("Lato-BoldItalic", "Bold Italic", "Normal width"),
        ("Lato-SemiBoldOblique", "Semi Bold Italic", "Normal width"),
        ("Lato-ExtraLight", "Extra Light", "Normal width"),
        ("Lato-UltraLightItalic", "Extra Light Italic", "Normal width"),
        ("Lato-Black", "Black", "Normal width"),
        ("Tuffy-Bold-Italic", "Bold Italic", "Normal width"),
        ("CabinCondensed-Medium", "Medium", "Condensed"),
        ("Barlow-SemiCondensedLight", "Light", "Condensed"),
        ("DejaVuSans-CondensedBold", "Bold", "Condensed"),
        ("Encode-SemiExpandedThin", "Thin", "Expanded"),
        ("BlackOpsOne-Regular", "Regular", "Normal width"),  # a name is no weight
        ("Antic", "Regular", "Normal width"),
    ],
)
def test_a_typefaces_name_says_its_style(name, style, width):
    assert style_of(name).name == style
    assert style_of(name).width == width


def test_every_style_has_a_name_of_its_own():
    assert len(set(STYLE_NAMES)) == len(STYLE_NAMES) == 18
    assert STYLE_NAMES[3] == "Regular"
    assert STYLE_NAMES[-1] == "Black Italic"
