"""The drawing of a network: which of its layers are blocks, and what is said of each."""

from latent import figures
from latent.figures import Block, Drawing
from latent.models.layer_table import LayerRow, shape_words
from latent.reports.evaluation import Evaluation

# Layers that only bring numbers into another shape or range are not drawn, those that belong to
# the layer before them are named with it.
NOT_DRAWN = ("preprocess", "flat", "padding", "cropping", "gain")
ADDED = {"batch normalisation": "normalised", "short cut": "short cut"}


def architecture(evaluation: Evaluation) -> Drawing:
    """Draw the layers of the model, with their shapes and numbers of weights."""
    model = evaluation.model
    n_weights = model.network.count_params()
    title = f"{model.settings.model} {model.describe()}: {n_weights:,} weights"
    blocks = blocks_of(model.layer_rows(), model.settings.output_activation)
    return figures.architecture(blocks, title)


def blocks_of(rows: list[LayerRow], output_activation: str) -> list[Block]:
    """Return a block for every layer that is drawn; the last one is the image.

    A code of a mean and a log variance is one block, and so are sigmoid units and their bits.
    """
    drawn = []  # [words, shape, weights, is the code]
    for row in rows:
        if row.name in NOT_DRAWN or row.words == "relu":
            continue
        if row.name == "picture":  # the pixels in rows and columns
            drawn[-1][1] = row.shape
            continue
        if row.words in ADDED:
            drawn[-1][0].append(ADDED[row.words])
            drawn[-1][2] += row.n_weights
        elif row.name in ("code_log_variance", "bits"):
            drawn[-1][0].append("log variance" if row.name != "bits" else "thresholds")
            drawn[-1][2] += row.n_weights
        elif row.part == "decoder" and row.name == "code":
            drawn[-1][3] = True  # the encoder has drawn it
        elif row.name == "logits" and row.n_weights == 0:
            continue  # the picture before it, as one row of numbers
        else:
            drawn.append([[row.words], row.shape, row.n_weights, False])
    drawn[-1][0].append(output_activation)
    return [
        Block(tuple(words), shape_words(shape) + _weight_words(n_weights), shape, is_code)
        for words, shape, n_weights, is_code in drawn
    ]


def _weight_words(n_weights: int) -> str:
    return f" · {n_weights:,} weights" if n_weights else ""
