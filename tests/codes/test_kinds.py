"""Codes of numbers and codes of bits give the same answers where they hold the same."""

import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.kinds import as_codes, check_codes
from latent.tools.check import UserError


@pytest.fixture
def bits():
    """Codes of unlike bits, as numbers: one bit always off, one always on, two always alike."""
    rng = np.random.default_rng(0)
    codes = (rng.random((3000, 20)) < rng.random(20)).astype(np.float32)
    codes[:, 3], codes[:, 4] = 0, 1
    codes[:, 5] = codes[:, 6]
    return codes


def test_an_array_is_codes_of_numbers_and_bits_stay_what_they_are(bits):
    packed = PackedBits.of(bits)
    assert as_codes(packed) is packed
    assert as_codes(as_codes(bits).values[:5]).kind == "numbers"
    assert packed.kind == "bits"
    assert as_codes([[1.5, 2.0]]).shape == (1, 2)


def test_both_kinds_answer_the_same_questions_alike(bits):
    numbers, packed = as_codes(bits), PackedBits.of(bits)
    matrix = np.random.default_rng(1).normal(size=(20, 2))
    assert numbers.shape == packed.shape == (3000, 20)
    assert len(numbers) == len(packed) == 3000
    assert np.array_equal(numbers[[7, 8]], packed[[7, 8]])
    assert np.allclose(numbers.mean(), packed.mean())
    assert np.allclose(numbers.times(matrix), packed.times(matrix))
    assert np.allclose(numbers.principal_axes(), packed.principal_axes(), atol=1e-5)
    for codes in (numbers, packed):
        assert np.array_equal(np.concatenate(list(codes.blocks())), bits)
        assert max(map(len, codes.blocks())) <= 2048


def test_distances_are_euclids_of_numbers_and_jaccards_of_bits():
    codes = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1]], np.float32)
    rows = np.array([0, 1])
    assert as_codes(codes).distances(rows).tolist() == [[0, 1], [1, 0]]
    assert PackedBits.of(codes).distances(rows).tolist() == [[0, 0.5], [0.5, 0]]


def test_bits_that_vary_are_those_that_are_not_the_same_in_all(bits):
    assert np.array_equal(PackedBits.of(bits).varying(), np.delete(np.arange(20), [3, 4]))


def test_codes_become_the_other_kind():
    numbers, packed = as_codes(np.array([[0.2, 0.5]])), PackedBits.of(np.array([[1, 0]]))
    assert packed.like(numbers)[:].tolist() == [[0, 1]]
    assert packed.like(packed) is packed
    assert numbers.like(packed)[:].tolist() == [[1, 0]]


def test_the_largest_weight_of_a_principal_axis_is_positive():
    vectors = np.random.default_rng(0).normal(size=(50, 4)) * [1, 9, 1, 5]
    axes = as_codes(vectors).principal_axes()
    assert np.array_equal(np.abs(axes).argmax(axis=0), [1, 3])
    assert (axes[[1, 3], [0, 1]] > 0.9).all()


@pytest.mark.parametrize("codes", [np.ones((1, 3)), np.ones((4, 3)), np.zeros((2, 1))])
def test_codes_that_are_all_alike_have_no_axes(codes):
    for alike in (as_codes(codes), PackedBits.of(codes)):
        assert (alike.principal_axes() == 0).all()


def test_codes_of_no_columns_are_refused_of_either_kind():
    for none in (np.zeros((0, 3)), PackedBits.of(np.zeros((0, 3)))):
        with pytest.raises(UserError, match="at least one row and column"):
            check_codes(none)
