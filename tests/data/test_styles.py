import pytest

from latent.data.styles import style_pairs


@pytest.mark.parametrize(
    ("style", "plain", "styled"),
    [
        ("bold", "Lato-Regular", "Lato-Bold"),
        ("bold", "Lato-Italic", "Lato-BoldItalic"),
        ("bold", "Tuffy", "Tuffy-Bold"),
        ("bold", "NotoSans-Condensed", "NotoSans-CondensedBold"),
        ("italic", "Lato-Regular", "Lato-Italic"),
        ("italic", "DejaVuSans-Bold", "DejaVuSans-BoldOblique"),
        ("italic", "DejaVuSans-Book", "DejaVuSans-Oblique"),
        ("condensed", "Noto-Regular", "Noto-Condensed"),
        ("condensed", "Noto-Bold", "Noto-CondensedBold"),
        ("condensed", "IBMPlexSans-Bold", "IBMPlexSansCondensed-Bold"),
        ("condensed", "Cabin-Medium", "CabinCondensed-MediumCondensed"),
        ("condensed", "GilliusADF-Bold", "GilliusADF-BoldCond"),
    ],
)
def test_a_style_is_found_beside_its_plain_form(style, plain, styled):
    others = ["Other-Regular", "Boldonse-Regular", "Italiana-Regular"]
    assert style_pairs([styled, *others, plain], style) == [(plain, styled)]


@pytest.mark.parametrize(
    ("style", "names"),
    [
        ("bold", ["A-Regular", "A-SemiBold", "A-ExtraBold", "A-Black"]),
        ("bold", ["A-Bold"]),
        ("bold", ["Boldonse-Regular", "onse-Regular"]),
        ("italic", ["A-Regular", "B-Italic"]),
        ("condensed", ["A-Regular", "A-SemiCondensed", "A-ExtraCondensed"]),
    ],
)
def test_other_degrees_and_lone_typefaces_are_no_pairs(style, names):
    assert style_pairs(names, style) == []
