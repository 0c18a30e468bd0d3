"""Figures: each function draws finished numbers; none trains, saves or shows.

To add a figure: a function here, and a report that brings its numbers (`latent/reports`).
"""

from matplotlib.figure import Figure

from latent.figures.codes import (
    UNITS_PER_ROW,
    CodeGroup,
    latent_manifold,
    latent_manifold_size,
    unit_distributions,
    unit_distributions_size,
)
from latent.figures.components import (
    EXPLAINED_SIZE,
    ModelPoint,
    components,
    components_size,
    explained_and_errors,
)
from latent.figures.curves import HISTORY_SIZE, PANELS_SIZE, HistoryPanel, history, history_panels
from latent.figures.groups import GROUPS_SIZE, differences, reconstructions
from latent.figures.histograms import (
    bit_histograms,
    bit_histograms_size,
    unit_histograms,
    unit_histograms_size,
)
from latent.figures.image_rows import image_rows, image_rows_size
from latent.figures.maps import framed_map, map_figure, map_figure_size, tile_map
from latent.figures.projections import (
    KernelPanels,
    kernel_components,
    kernel_components_size,
    scatter_map,
    scatter_map_size,
)
from latent.figures.sheets import contact_sheet, contact_sheet_size
from latent.figures.sparse_codes import CODES_SIZE, codes, sparsity, sparsity_size
from latent.figures.style import Animation, Drawing, new_figure, save_animation, save_figure
from latent.figures.tables import image_table, image_table_size

__all__ = [
    "CODES_SIZE",
    "EXPLAINED_SIZE",
    "GROUPS_SIZE",
    "HISTORY_SIZE",
    "PANELS_SIZE",
    "UNITS_PER_ROW",
    "Animation",
    "CodeGroup",
    "Drawing",
    "Figure",
    "HistoryPanel",
    "KernelPanels",
    "ModelPoint",
    "bit_histograms",
    "bit_histograms_size",
    "codes",
    "components",
    "components_size",
    "contact_sheet",
    "contact_sheet_size",
    "differences",
    "explained_and_errors",
    "framed_map",
    "history",
    "history_panels",
    "image_rows",
    "image_rows_size",
    "image_table",
    "image_table_size",
    "kernel_components",
    "kernel_components_size",
    "latent_manifold",
    "latent_manifold_size",
    "map_figure",
    "map_figure_size",
    "new_figure",
    "reconstructions",
    "save_animation",
    "save_figure",
    "scatter_map",
    "scatter_map_size",
    "sparsity",
    "sparsity_size",
    "tile_map",
    "unit_distributions",
    "unit_distributions_size",
    "unit_histograms",
    "unit_histograms_size",
]
