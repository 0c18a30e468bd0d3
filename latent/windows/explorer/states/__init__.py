"""The parts of what the explorer knows, each with one job; `latent.windows.explorer.state` has all.

Each is given the parts that it needs, and none knows of one that is made after it. In the order in
which they are made: `history` of what can be undone, the `pointer`, the `choice` of images that are
shown, `tiles` of each map, `colors`, the `seen_map` of each model, and then what is done with them:
`decoded` images, the `selection`, the `search`, `neighbors`, the place that is decoded `here`, and
the user's `own_image`.
"""
