"""The latent explorer: a map of images, and experiments with their codes.

`state` is all that is known, made of the parts in `states`; `panels` draw it; `actions` are what a
user can do; `window` puts them together. To add a panel: a class in `panels`, a row in `layout`, an
entry in `window`. To add a key: a row in `actions.keys` and a method of an action. To add an
experiment: a module in `experiments` that says its slots and its cells. To add a command of `--do`:
a function in `scripting`.
"""
