import numpy as np
import pytest

from latent.codes.bits import BitUse, PackedBits

CODES = np.array([[1, 0, 0, 1, 0, 0, 0, 0, 1, 0], [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]])


def test_codes_come_back_as_they_were_packed():
    packed = PackedBits.of(CODES)
    assert packed.packed.shape == (2, 2)
    assert packed.shape == (2, 10)
    assert len(packed) == 2
    assert packed[:].dtype == np.float32
    assert np.array_equal(packed[:], CODES)
    assert np.array_equal(packed[1], CODES[1])
    assert np.array_equal(packed[[1, 0]], CODES[::-1])
    assert np.array_equal(np.asarray(packed), CODES)
    assert np.array_equal(np.concatenate(list(packed.blocks())), CODES)


def test_a_number_from_a_half_upwards_is_a_bit_that_is_on():
    assert PackedBits.of(np.array([[0.49, 0.5, 0.51, -3, 7]]))[0].tolist() == [0, 1, 1, 0, 1]


def test_words_hold_the_same_bits_and_zeros_behind():
    words = PackedBits.of(CODES).words()
    assert words.shape == (2, 1)
    assert [int(word).bit_count() for word in words[:, 0]] == [3, 2]
    assert PackedBits.of(np.ones((3, 65))).words().shape == (3, 2)


def test_bits_are_counted_and_selected():
    packed = PackedBits.of(CODES)
    assert packed.counts().tolist() == [3, 2]
    assert np.array_equal(packed.select(np.array([8, 1]))[:], CODES[:, [8, 1]])
    assert packed.select(np.array([], int))[:].tolist() == [[0], [0]]


@pytest.mark.parametrize(
    ("packed", "n_bits"),
    [
        (np.zeros((2, 2), np.uint8), 17),
        (np.zeros((2, 2), np.uint8), 8),
        (np.zeros((2, 2), np.uint8), 0),
        (np.zeros((2, 2), np.uint8), True),
        (np.zeros((2, 2), np.uint8), "16"),
        (np.zeros((2, 2)), 16),
        (np.zeros(2, np.uint8), 16),
        (None, 16),
        (np.full((2, 2), 1, np.uint8), 15),  # the last bit is beyond the code
    ],
)
def test_what_is_not_packed_bits_is_refused(packed, n_bits):
    with pytest.raises(ValueError):
        PackedBits(packed, n_bits)


def test_the_use_of_bits_is_counted():
    codes = [[1, 0, 1, 0], [1, 0, 0, 1], [1, 0, 1, 0], [1, 0, 0, 0]]
    use = BitUse.of(PackedBits.of(np.array(codes)))
    assert use.n_on.tolist() == [2, 2, 2, 1]
    assert use.frequency.tolist() == [1, 0, 0.5, 0.25]
    assert use.n_distinct == 3
    assert use.is_always_on.tolist() == [True, False, False, False]
    assert use.is_always_off.tolist() == [False, True, False, False]
    assert use.most_used_first.tolist() == [0, 2, 3, 1]


def test_bits_used_alike_stay_in_their_order():
    use = BitUse.of(PackedBits.of(np.array([[0, 1, 0, 1, 1]])))
    assert use.most_used_first.tolist() == [1, 3, 4, 0, 2]
