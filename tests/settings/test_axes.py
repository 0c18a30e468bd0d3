import pytest

from latent.settings import Settings
from latent.settings.axes import read_axes
from tests.helpers.refusals import refusal_of


def test_values_go_evenly_from_the_first_to_the_last():
    ((tag, values),) = read_axes(["wght=100:900:9"])
    assert tag == "wght"
    assert values == tuple(range(100, 901, 100))
    assert read_axes(["slnt=0:-10:2"])[0].values == (0, -10)
    assert read_axes(["wdth=87.5:87.5:1"])[0].values == (87.5,)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["weight"], "--axes weight: must be TAG=FROM:TO:COUNT, such as wght=100:900:9"),
        (["wght=100:900"], "must be TAG=FROM:TO:COUNT"),
        (["wght=100:nan:3"], "must be TAG=FROM:TO:COUNT"),
        (["wght=100:900:0"], "COUNT must be 2 or more"),
        (["wght=100:900:1"], "or 1 where FROM and TO are the same"),
        (["wght=100:100:3"], "FROM and TO are the same, which is COUNT 1"),
        (["wght=100:99999:3"], "no font has values beyond 32,767"),
        (["wght=100:900:101"], "COUNT must be at most 100"),
        (["wght=1:9:2", "wght=1:9:3"], "wght is given twice"),
        (["wght=1:9:20", "wdth=1:9:6"], "20 × 6 = 120 places of each variable font, at most 100"),
    ],
)
def test_axes_that_cannot_be_are_refused(words, said):
    assert said in refusal_of(read_axes, words)
    assert said in refusal_of(Settings, dataset="typefaces", axes=tuple(words))


def test_settings_with_axes_and_a_size_come_back_from_their_plain_values():
    settings = Settings(
        dataset="typefaces", axes=("wght=100:900:3",), image_size=(64, 64), image_shape=(64, 64, 1)
    )
    assert Settings.from_dict(settings.to_dict()) == settings
    assert "axes" not in Settings(dataset="typefaces").to_dict()


def test_a_size_goes_with_typefaces_but_not_with_digits():
    assert "--image_size: goes with --dataset typefaces" in refusal_of(
        Settings, dataset="digits", image_size=(64, 64)
    )
