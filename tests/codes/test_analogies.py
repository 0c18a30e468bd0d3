import numpy as np

from latent.codes.analogies import RANDOM_FAMILY, StyledCodes, completed, completed_typefaces


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


def test_whole_typefaces_take_their_step_from_a_random_a_similar_or_every_family():
    rng = np.random.default_rng(0)
    plain = np.array([[0.0, 0], [10, 0], [0, 10]])
    others = StyledCodes(plain, plain + np.array([[1, 0], [2, 0], [6, 0]]))
    images = np.array([[0.0, 1], [9, 0], [1, 9]] * 50)
    found = completed_typefaces(images, others, rng)
    moved = {way: codes - images for way, codes in found.items()}
    assert not moved["leave C alone"].any()
    np.testing.assert_allclose(moved["most similar family"], [[1, 0], [2, 0], [6, 0]] * 50)
    similar = moved["mean of similar families"]
    assert similar.min() >= 0 and similar[:, 0].min() >= 1 and similar[:, 0].max() <= 6
    np.testing.assert_allclose(moved["mean of all families"], np.tile([3, 0], (150, 1)))
    assert {*moved[RANDOM_FAMILY][:, 0]} == {1, 2, 6}
