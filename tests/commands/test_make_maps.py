from pathlib import Path

from latent.commands.make_maps import MapResult


def test_a_measure_that_too_few_images_have_is_said_to_be_undefined():
    made = MapResult("TSNE", Path("a.pkl"), 0.5, float("nan"), 1.25, was_there=False)
    assert str(made) == (
        "t-SNE      10-NN accuracy 0.5000, trustworthiness not defined for so few images, "
        "1.2 s: a.pkl"
    )
