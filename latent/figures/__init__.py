"""Figures: each function gets finished numbers and returns a `Drawing`; none trains or computes.

To add a figure: a function here, and a report that brings its numbers (`latent/reports`).
"""

from latent.figures.architecture import Block, architecture
from latent.figures.codes import UNITS_PER_ROW, CodeGroup, latent_manifold, unit_distributions
from latent.figures.components import ModelPoint, components, explained_and_errors
from latent.figures.curves import HistoryPanel, history, history_panels, validation_curve
from latent.figures.drawing import Animation, Drawing
from latent.figures.groups import differences, reconstructions
from latent.figures.histograms import bit_histograms, unit_histograms
from latent.figures.image_rows import image_rows
from latent.figures.maps import framed_map, tile_map
from latent.figures.projections import kernel_components, scatter_map
from latent.figures.sheets import contact_sheet, image_sheet
from latent.figures.sparse_codes import codes, sparsity
from latent.figures.style import DPI
from latent.figures.tables import image_table
