import numpy as np

from latent.windows.explorer import coder as coder_module
from latent.windows.explorer.coder import Coder
from tests.helpers.maps import fake_decode, grid_map


def found_all(find):
    while (work := find()) is not None:
        work()()


def test_only_codes_that_are_new_are_decoded_and_placed():
    calls = []

    def decode(codes):
        calls.append(len(codes))
        return fake_decode(codes)

    coder = Coder(grid_map())
    codes = list(coder.codes_of([1, 2, 2, 3]))
    assert coder.decoding(codes) is None  # there is no decoder yet
    coder.take_decoder(decode)
    found_all(lambda: coder.decoding(codes))
    found_all(lambda: coder.decoding([*codes, codes[0] + 1]))
    assert calls == [3, 1]
    expected = np.rint(fake_decode(codes[0][None])[0] * 255)
    np.testing.assert_array_equal(coder.image_of(codes[0].tobytes()), expected)
    assert coder.place_of(codes[0].tobytes()) is None
    found_all(lambda: coder.placing(codes))
    place = coder.content.place(codes[0][None])[0]
    np.testing.assert_array_equal(coder.place_of(codes[0].tobytes()), place)


def test_what_an_older_decoder_made_is_not_taken():
    coder = Coder(grid_map())
    coder.take_decoder(lambda codes: 0 * fake_decode(codes))
    codes = coder.codes_of([1])
    find = coder.decoding(codes)
    coder.take_decoder(fake_decode)
    find()()
    assert coder.image_of(codes[0].tobytes()) is None


def test_what_is_kept_does_not_grow_for_ever_but_holds_all_that_is_shown(monkeypatch):
    monkeypatch.setattr(coder_module, "MOST_KEPT_BYTES", 5 * (12 + 784))
    coder = Coder(grid_map())
    coder.take_decoder(fake_decode)
    codes = coder.codes_of(range(9))
    found_all(lambda: coder.decoding(codes))
    assert all(coder.image_of(code.tobytes()) is not None for code in codes)
    found_all(lambda: coder.decoding(coder.codes_of([20])))
    assert len(coder._images) == 5
    assert coder.image_of(codes[8].tobytes()) is not None
    assert coder.image_of(codes[0].tobytes()) is None


def test_the_mean_of_very_many_images_is_that_of_all(monkeypatch):
    monkeypatch.setattr(coder_module, "IMAGES_AT_ONCE", 7)
    coder, content = Coder(grid_map()), grid_map()
    some = tuple(range(0, 64, 3))
    np.testing.assert_allclose(
        coder.pick_code(some), content.codes[list(some)].mean(axis=0), atol=1e-6
    )
    mean = content.images[list(some)].mean(axis=0)
    assert np.abs(coder.pick_image(some) - mean).max() <= 0.5
    assert coder.pick_image(some) is coder.pick_image(some)
    assert coder.pick_name(some) == "mean of 22 images"
