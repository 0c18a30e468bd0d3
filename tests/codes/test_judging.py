"""Whoever judges decoded images: the reader of classes, and the balls around real images."""

import numpy as np
import pytest

from latent.codes.classifier import SURE, Reader
from latent.codes.judge import Judge
from latent.codes.principal_components import PrincipalComponents
from latent.codes.realism import Balls
from latent.data.images_in_file import ImagesInFile
from tests.helpers.runs import images_of_two_kinds


@pytest.fixture(scope="module")
def blobs():
    """Two classes far apart in 8 dimensions, 200 each, and their labels."""
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 200)
    return rng.normal(size=(400, 8)) + 8 * labels[:, None], labels


def test_a_reader_is_right_and_sure_of_classes_that_are_apart(blobs):
    vectors, labels = blobs
    probabilities = Reader.of(vectors, labels, 2).probabilities(vectors)
    assert (probabilities.argmax(axis=1) == labels).all()
    assert (probabilities.max(axis=1) >= SURE).mean() > 0.98


def test_a_reader_of_classes_that_cannot_be_told_apart_is_never_sure():
    rng = np.random.default_rng(0)
    vectors, labels = rng.normal(size=(3000, 2)), rng.integers(0, 2, 3000)
    probabilities = Reader.of(vectors, labels, 2).probabilities(rng.normal(size=(500, 2)))
    assert (probabilities.max(axis=1) >= SURE).mean() < 0.01


def test_classes_that_do_not_occur_have_no_probability(blobs):
    vectors, labels = blobs
    probabilities = Reader.of(vectors, labels * 3, 5).probabilities(vectors[:3])
    assert probabilities.shape == (3, 5)
    assert (probabilities[:, [1, 2, 4]] == 0).all()


def test_images_without_labels_are_all_of_their_one_class(blobs):
    probabilities = Reader.of(blobs[0], np.zeros(400, int), 1).probabilities(blobs[0][:3])
    np.testing.assert_array_equal(probabilities, np.ones((3, 1)))


def test_the_same_seed_reads_alike(blobs):
    first, second = (Reader.of(*blobs, 2, seed=3).probabilities(blobs[0]) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_balls_hold_what_is_distributed_like_real_vectors_and_nothing_far_away():
    rng = np.random.default_rng(0)
    balls = Balls.around(rng.normal(size=(2000, 3)))
    # The nearest of all is mostly nearer than the third nearest, though not always.
    assert 0.8 < balls.hold(rng.normal(size=(2000, 3))).mean() < 0.98
    assert balls.hold(balls.centres).all()
    assert not balls.hold(rng.normal(size=(500, 3)) + 20).any()


def test_what_lies_between_two_clusters_is_not_held_even_by_the_ball_of_an_outlier():
    rng = np.random.default_rng(0)
    clusters = np.concatenate(
        [rng.normal(size=(500, 2)), rng.normal(size=(500, 2)) + np.array([30, 0])]
    )
    outlier = np.array([[15.0, 12.0]])  # its ball reaches into both clusters
    between = np.array([[5.0, 0.0], [25.0, 0.0]])
    assert not Balls.around(np.concatenate([clusters, outlier])).hold(between).any()


def test_a_judge_knows_real_images_and_refuses_noise():
    images, labels = images_of_two_kinds(400), np.repeat([0, 1], 200)
    components = PrincipalComponents.of(images)
    judge = Judge.of(components, images, labels, 2, np.arange(0, 400, 2))
    seen = judge.look_at(images)
    assert (seen.classes == labels).all()
    assert seen.is_legible.mean() > 0.95
    assert seen.is_realistic[::2].all()
    noise = np.random.default_rng(0).integers(0, 256, (50, 28, 28), dtype=np.uint8)
    assert not judge.look_at(noise).is_realistic.any()
    between = ((images[:200] // 2) + (images[200:] // 2)).astype(np.uint8)
    assert judge.look_at(between).is_realistic.mean() < 0.1
    assert judge.look_at(between).reshaped(20, 10).classes.shape == (20, 10)


def test_a_judge_of_images_in_a_file_judges_as_one_of_images_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("latent.codes.judge.MOST_READ", 300)
    images, labels = images_of_two_kinds(400), np.repeat([0, 1], 200)
    (tmp_path / "a.bytes").write_bytes(images.tobytes())
    in_file = ImagesInFile(tmp_path / "a.bytes", 0, images.shape)
    verdicts = []
    for each in (images, in_file):
        components = PrincipalComponents.of(each)
        judge = Judge.of(components, each, labels, 2, np.arange(0, 400, 2))
        verdicts.append(judge.look_at(images))
    for name, wanted in vars(verdicts[0]).items():
        np.testing.assert_array_equal(getattr(verdicts[1], name), wanted)
