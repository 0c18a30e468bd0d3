"""What is said when something is refused."""

import pytest

from latent.tools.check import UserError
from tests.helpers.scripts import check_error_line


def refusal_of(function, *arguments, **options):
    """Return the one line of the UserError that a call must raise."""
    with pytest.raises(UserError) as refusal:
        function(*arguments, **options)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def error_line_of(capsys, script, main, *arguments):
    """Run a script's `main`, which must refuse these flags; returns the one line it ends with."""
    with pytest.raises(SystemExit) as end:
        main([*map(str, arguments)])
    assert end.value.code == 2
    return check_error_line(capsys.readouterr().err, script)
