import numpy as np

from latent.codes.similar_steps import steps_of_similar

PLAIN = np.array([[0.0, 0], [0, 1], [1, 0], [100, 0], [100, 1], [101, 0]])
STEPS = np.array([[1.0, 0], [1, 0], [1, 0], [5, 0], [5, 0], [5, 0]])  # 1 here, 5 there


def test_where_two_kinds_of_families_differ_each_typeface_gets_the_step_of_its_kind():
    found = steps_of_similar(np.array([[0.5, 0.5], [100.5, 0.5]]), PLAIN, STEPS)
    np.testing.assert_allclose(found, [[1, 0], [5, 0]], atol=1e-6)


def test_where_steps_have_nothing_to_do_with_codes_all_families_count():
    rng = np.random.default_rng(0)
    plain, steps = rng.normal(size=(300, 4)), rng.normal(size=(300, 4))
    found = steps_of_similar(plain[:50] + 0.01, plain, steps)
    # The mean of all has a length near 0; the step of the nearest one has that of a draw, near 2.
    assert np.linalg.norm(found, axis=1).mean() < 0.6


def test_the_step_of_a_typeface_of_the_same_family_says_nothing_of_how_far_to_look():
    # Pairs of like typefaces with like steps, which differ from family to family by chance alone.
    rng = np.random.default_rng(1)
    plain = np.repeat(rng.normal(size=(150, 4)), 2, axis=0) + 1e-3 * rng.normal(size=(300, 4))
    steps = np.repeat(rng.normal(size=(150, 4)), 2, axis=0)
    families = np.repeat(np.arange(150), 2)
    lengths = [
        np.linalg.norm(steps_of_similar(plain, plain, steps, each), axis=1).mean()
        for each in (families, None)
    ]
    assert lengths[0] < 0.8
    assert lengths[1] > 1.5


def test_where_all_typefaces_are_alike_or_of_one_family_it_is_the_mean_step():
    steps = np.array([[1.0], [3.0]])
    for plain, families in (([[2.0], [2.0]], None), ([[0.0], [9.0]], np.array(["A", "A"]))):
        found = steps_of_similar(np.array([[0.0], [5.0]]), np.array(plain), steps, families)
        np.testing.assert_allclose(found, [[2], [2]])
