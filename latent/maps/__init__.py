"""Maps: vectors laid out in two dimensions by PCA, kernel PCA, t-SNE or UMAP.

Each method is one class with one interface: `check` whether so many vectors can be laid out, then
`fit` them. Positions lie in the unit square, x to the right and y upwards; an `EmbeddingFile` keeps
them, and places new vectors among them. To add a method: a class like the others, and an entry in
EMBEDDINGS.
"""

import dataclasses
from typing import Any

from latent.maps.base import Embedding
from latent.maps.kernel_pca import KPCAEmbedding
from latent.maps.pca import PCAEmbedding
from latent.maps.tsne import TSNEEmbedding
from latent.maps.umap import UMAPEmbedding
from latent.tools.check import check_option

EMBEDDINGS: dict[str, type[Embedding]] = {
    method.name: method for method in (PCAEmbedding, TSNEEmbedding, UMAPEmbedding, KPCAEmbedding)
}


def make_embedding(name: str, **parameters: Any) -> Embedding:
    """Make the method called `name` with those of `parameters` that it has.

    Raises UserError for an unknown name or a value that is out of range.

    >>> make_embedding("TSNE", perplexity=20, n_neighbors=15).parameters
    {'perplexity': 20.0}
    """
    method = EMBEDDINGS[check_option("--methods", name, EMBEDDINGS)]
    own = {field.name for field in dataclasses.fields(method)}
    return method(**{key: value for key, value in parameters.items() if key in own})
