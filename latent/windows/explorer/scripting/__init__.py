"""The commands of `--do`: each does by words what a user can do by mouse and keys.

`command` says what a command is, and `words` what stands behind its name can mean. The other
modules have the commands, and `latent.windows.explorer.script` runs them.
"""
