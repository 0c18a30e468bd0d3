"""A standing campaign against loss and belief: damaged files, kills, flags, surroundings, windows.

`make campaign` runs all of it, in hours; `make test` a short part. Every try has a number, from
which alone it follows: what fails is printed with it, and with the command that does it again.
"""
