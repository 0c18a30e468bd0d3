import numpy as np

from latent.codes.analogies import StyledCodes, completed


def test_where_a_style_is_one_direction_every_analogy_is_right():
    rng = np.random.default_rng(0)
    bold = np.array([2.0, 0, 0, 1])

    def styled(n):
        plain = rng.normal(size=(n, 4))
        return StyledCodes(plain, plain + bold)

    own = styled(6)
    found = completed(own.plain, styled(6), styled(9), styled(8), rng)
    for way, codes in found.items():
        expected = own.plain if way == "leave C alone" else own.styled
        np.testing.assert_allclose(codes, expected, err_msg=way)


def test_where_each_family_has_its_own_way_to_be_bold_the_most_similar_is_right():
    rng = np.random.default_rng(0)
    plain = rng.normal(size=(200, 2)) * 5
    others = StyledCodes(plain, 2 * plain)  # whatever is far out moves far
    images = plain[:20] + 0.01
    same = StyledCodes(np.zeros((20, 2)), np.zeros((20, 2)))
    found = completed(images, same, others, others, rng)
    errors = {way: np.abs(codes - 2 * images).mean() for way, codes in found.items()}
    assert errors["same letter, most similar family"] < 0.1
    assert min(error for way, error in errors.items() if "similar" not in way) > 1
