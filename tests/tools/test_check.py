from fractions import Fraction

import numpy as np
import pytest

from latent.tools.check import UserError, check_number, check_option, check_whole_number


def test_an_allowed_option_comes_back():
    assert check_option("--loss", "bce", ("mse", "bce")) == "bce"


def test_another_option_is_refused_with_the_list_of_those_allowed():
    with pytest.raises(UserError, match=r"^--loss mae: must be one of mse, bce$"):
        check_option("--loss", "mae", ("mse", "bce"))


@pytest.mark.parametrize("value", [1, 5, 10, np.int64(7), np.uint8(1)])
def test_a_whole_number_within_its_range_comes_back_as_an_int(value):
    checked = check_whole_number("--epochs", value, least=1, most=10)
    assert type(checked) is int
    assert checked == value


@pytest.mark.parametrize("value", [0, 11, -(10**400), 1.0, float("nan"), True, "3", None, [3]])
def test_anything_but_a_whole_number_within_its_range_is_refused(value):
    with pytest.raises(UserError, match=r"^--epochs .*: must be a whole number from 1 to 10$"):
        check_whole_number("--epochs", value, least=1, most=10)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({}, "a whole number"),
        ({"least": 1}, "a whole number, at least 1"),
        ({"most": 65536}, "a whole number, at most 65,536"),
        ({"least": 0, "most": 2}, "a whole number from 0 to 2"),
    ],
)
def test_the_message_names_the_bounds_that_there_are(bounds, words):
    with pytest.raises(UserError) as refusal:
        check_whole_number("--epochs", "many", **bounds)
    assert str(refusal.value) == f"--epochs many: must be {words}"


@pytest.mark.parametrize("value", [0, 0.5, 1, np.float32(0.25), np.int64(1), Fraction(1, 2)])
def test_a_number_within_its_range_comes_back_as_a_float(value):
    checked = check_number("--rate", value, least=0, most=1)
    assert type(checked) is float
    assert checked == value


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -float("inf"), 10**400, True, "0.5", None, 1j, np.float32("nan")],
)
def test_anything_but_a_finite_number_is_refused(value):
    with pytest.raises(UserError, match=r"^--rate .*: must be a number$"):
        check_number("--rate", value)


def test_least_and_most_belong_to_the_range_above_and_below_do_not():
    assert check_number("--rate", 0, least=0) == 0
    assert check_number("--rate", 1, most=1) == 1
    with pytest.raises(UserError, match=r"^--rate 0: must be a number, above 0$"):
        check_number("--rate", 0, above=0)
    with pytest.raises(UserError, match=r"^--rate 1: must be a number, at least 0, below 1$"):
        check_number("--rate", 1, least=0, below=1)
    with pytest.raises(UserError, match=r"^--rate -0.1: must be a number, at least 0, below 1$"):
        check_number("--rate", -0.1, least=0, below=1)
    with pytest.raises(UserError, match=r"^--rate 2: must be a number from 0 to 1$"):
        check_number("--rate", 2, least=0, most=1)
