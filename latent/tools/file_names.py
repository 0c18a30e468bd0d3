"""Names that a user gives to files."""

from latent.tools.check import UserError

FORBIDDEN = frozenset('/\\:*?"<>|')  # by this or another operating system


def check_file_name(flag: str, name: str | None) -> None:
    """Raise UserError, naming the flag, unless `name` is None or can begin a file's name.

    >>> check_file_name("--name", "mine")
    """
    if name is not None and (not name or name.startswith(".") or FORBIDDEN & set(name)):
        raise UserError(f"{flag} {name}: must be a file name without a folder, not hidden")
