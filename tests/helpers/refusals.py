"""What is said when something is refused."""

import pytest

from latent.tools.check import UserError


def refusal_of(function, *arguments, **options):
    """Return the one line of the UserError that a call must raise."""
    with pytest.raises(UserError) as refusal:
        function(*arguments, **options)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)
