"""The library: what `latent.open` gives to a program of one's own.

Comes in: the path of a weights file or an embedding, images and codes as arrays that nobody vouches
for. Goes out: a `Model` that encodes, decodes and walks between codes, or an `EmbeddingFile`. To
add something that models can do: a method of `Model`, which checks what it is given.
"""

from latent.library.opening import is_weights_file, open_file
