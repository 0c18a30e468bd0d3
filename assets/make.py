"""Makes the pictures of the README and of the pages in `docs/`, by the scripts, from real data.

`make pictures` needs MNIST and the 94-character TMNIST in the data folder, some fonts on this
computer and half an hour. What the scripts drew is only scaled down here and most of it reduced to
256 colours, so that the files stay small. `python assets/make.py NAME ...` makes only some of them,
by the names of the functions below. The pictures of `docs/tour.md` come from the commands that
stand there.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data import find_data_dir, load
from latent.windows.explorer.experiments.alphabet import ALPHABET
from latent.windows.explorer.experiments.analogy import ANALOGY
from latent.windows.explorer.experiments.interpolation import INTERPOLATION
from latent.windows.explorer.experiments.vary import VARY

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 1000
MAP_SIZE = 1000
EIGHT = "1:10 2:40 4:60 7:50 11:100 15:100 20:100 24:100"
CHOICES = {
    "clusters": ("--algorithm", "spectral", "--select", EIGHT, "--check"),
    "clusters-dbscan": ("--algorithm", "dbscan-auto", "--select", "1:30 2:50 noise:15"),
}
DENSE = "dense-digits-d_latent16-layers256"
VAE = "vae-digits-d_latent16-layers256-reg_lambda0.01"
LETTERS = "ABCDEGRSaegkqrst"
SOURCES = "Alegreya Chivo Inter Lato Merriweather Nunito PlayfairDisplay Raleway RobotoSerif"
OTHERS = "eAlegreya gMerriweather RPlayfairDisplay sLato kRaleway SChivo tNunito"
LIGHT = (
    *("e MontserratAlternates-ExtraLight", "R NotoSerifDisplay-Light", "g KpRoman-Light"),
    *("s JunicodeTwoBeta-Light", "W NotoSerif-ExtraLight", "T ElstobD-ExtraLight"),
    "S DaiBannaSILLight-Regular",
)
THIN_AND_BOLD = ("a Umpush-Light", "a Umpush-Bold")
TOUR = {  # what a command of the tour wrote, and the picture's name and width
    "results/digits.png": ("digits", 1000),
    "results/tour.originals.png": ("tour-originals", 1000),
    "results/tour.differences.png": ("tour-differences", 1000),
    "results/pca-digits.errors.png": ("tour-pca", 1000),
    "results/pca-digits.rebuilt.png": ("tour-rebuilt", 1200),
    "results/tour.code_histograms.png": ("tour-code_histograms", 1000),
    "results/tour.generated.png": ("tour-generated", 1000),
    "results/block.denoising.png": ("tour-block", 1000),
    "results/bits.codes_zoomed.png": ("tour-bits", 1200),
    "results/plane.manifold.png": ("tour-plane", 900),
    "results/vae.generated.png": ("tour-vae-generated", 1000),
    "results/clusters.png": ("tour-clusters", 1200),
    "results/letters.originals.png": ("tour-letters", 1000),
    "embeddings/letters.weights.h5.embed-TSNE.pkl.map.png": ("tour-letters-map", 1000),
}


def main():
    all_makers = (dense, sparse, vae, conv, emoji, pca, clusters, typefaces)
    all_makers += (whole_typefaces, completed, answers, tiles, tour, rooms)
    makers = {make.__name__: make for make in all_makers}
    chosen = sys.argv[1:] or list(makers)
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            makers[name](Path(folder))


def dense(work):
    run("dense.py", "--d_latent", 64, "--name", "d64", "--out", work)
    for name in ("reconstructions", "differences", "history"):
        shrink(work / f"d64.{name}.png", name)
    denoising = ("--layers", 256, "--d_latent", 32, "--noise", 0.25, "--epochs", 10)
    run("dense.py", *denoising, "--figures", "denoising", "--name", "denoising", "--out", work)
    shrink(work / "denoising.denoising.png", "dense-denoising")
    run("dense.py", *network(16), "--out", work)
    shrink(work / f"{DENSE}.originals.png", "dense-originals")
    run("embed.py", work / f"{DENSE}.weights.h5", "--map_size", MAP_SIZE, "--out", work)
    for method in ("PCA", "TSNE", "UMAP"):
        shrink(work / f"{DENSE}.weights.h5.embed-{method}.pkl.map.png", f"map-{method.lower()}")
    embedding = work / f"{DENSE}.weights.h5.embed-UMAP.pkl"
    picks = digits_to_pick()
    explore_both(embedding, "digits", picks)
    heavy = picks[1][-1]
    explore(embedding, VARY, [heavy], "explorer-digits-vary", f"; point #{heavy}")
    demo = ("--dataset", "optdigits", *network(16), "--epochs", 150, "--name", "demo")
    run("dense.py", *demo, "--out", work)
    run("embed.py", work / "demo.weights.h5", "--map_size", 1600, "--out", work)
    run("-m", "latent.demo", work / "demo.weights.h5", work)
    shrink(work / "demo.sheet.png", "demo-sheet")


def sparse(work):
    run("sparse.py", "--name", "sparse", "--out", work)
    shrink(work / "sparse.sparsity.png", "sparse-sparsity")
    for name in ("codes", "codes_zoomed"):
        shrink(work / f"sparse.{name}.png", f"sparse-{name}", width=1600)  # a pixel is a bit
    few = ("--epochs", 3, "--figures", "code_histograms")
    run("sparse.py", *few, "--name", "sparse3", "--out", work)
    shrink(work / "sparse3.code_histograms.png", "sparse-code_histograms")


def vae(work):
    run("benchmarks/kl_weight.py", "--out", work)
    shrink(work / "kl_weight.png", "vae-kl-weight", width=1280)
    shrink(work / "prior_samples.png", "vae-prior-samples")
    for name in ("codes", "generated", "history"):
        shrink(work / f"{VAE}.{name}.png", f"vae-{name}")
    plane = ("--layers", 256, "--d_latent", 2, "--epochs", 10, "--figures", "manifold")
    run("vae.py", *plane, "--name", "plane", "--out", work)
    # 256 colours would merge classes.
    shrink(work / "plane.manifold.png", "vae-manifold", width=900, colors=None)


def conv(work):
    hybrid = ("--preset", "hybrid", "--epochs", 5, "--figures", "all")
    run("conv.py", *hybrid, "--name", "conv", "--out", work)
    for name in ("architecture", "originals", "generated", "code_histograms", "kernel_pca", "tsne"):
        shrink(work / f"conv.{name}.png", f"conv-{name}")
    shrink_film(work / "conv.progress.gif", "conv-progress")


def emoji(work):
    """Map colour images; they are looked for in the folder `emoji` of the data folder."""
    pictures = ("--dataset", find_data_dir() / "emoji", "--layers", 512, "--d_latent", 32)
    run("dense.py", *pictures, "--figures", "none", "--name", "emoji", "--out", work)
    weights = work / "emoji.weights.h5"
    flags = ("--methods", "TSNE", "--tiles", "original", "--map_size", 1600)
    run("embed.py", weights, *flags, "--out", work)
    shrink(work / "emoji.weights.h5.embed-TSNE.pkl.map.png", "map-emoji")


def pca(work):
    """Compare with the runs of `dense` and `vae`, which come before."""
    for size in (8, 32):
        run("dense.py", *network(size), "--figures", "none", "--name", f"d{size}", "--out", work)
    weights = [work / f"{name}.weights.h5" for name in ("d8", DENSE, VAE, "d32", "d64")]
    run("pca_digits.py", "--no_plot", "--out", work, "--weights", *weights)
    for name in ("errors", "rebuilt", "components"):
        shrink(work / f"pca-digits.{name}.png", f"pca-{name}", width=1400)


def clusters(work):
    for name, flags in CHOICES.items():
        run("cluster_fonts.py", *flags, "--snapshot", work / f"{name}.png")
        shrink(work / f"{name}.png", name, width=1600)  # glyphs are small enough
    likeness = ("--like", "Lato-Bold", "--without_family", "--n_similar", 10, "--no_plot")
    run("cluster_fonts.py", *likeness, "--characters", "Hamburg", "--out", work)
    shrink(work / "similar-Lato-Bold.png", "similar", width=800)


def typefaces(work):
    run("-m", "latent.data", "typefaces", "--sheet", work / "typefaces.png")
    shrink(work / "typefaces.png", "typefaces")
    letters = ("--dataset", "alphanumeric", "--charset", LETTERS, "--layers", 512, 128)
    longer = ("--d_latent", 32, "--epochs", 60, "--figures", "none", "--name", "typefaces")
    run("dense.py", *letters, *longer, "--out", work)
    weights = work / "typefaces.weights.h5"
    run("embed.py", weights, "--methods", "UMAP", "--map_size", MAP_SIZE, "--out", work)
    embedding = work / "typefaces.weights.h5.embed-UMAP.pkl"
    picks = letters_to_pick()
    explore_both(embedding, "typefaces", picks)
    two = picks[1][-2], picks[0][4]  # of a typeface without serifs, and of one with them
    explore(embedding, ALPHABET, two, "explorer-typefaces-alphabet", "; t 0.5")


def whole_typefaces(work):
    """Train on whole typefaces, which takes ten minutes, and show one between two."""
    data = ("--dataset", "alphanumeric", "--unit", "typeface", "--charset", "all")
    network = ("--pca_dims", 256, "--layers", 512, "--dec_layers", 256, "--d_latent", 64)
    training = ("--beta", 20, "--epochs", 40, "--batch_size", 64, "--figures", "none")
    run("vae.py", *data, *network, *training, "--name", "alphabets", "--out", work)
    weights = work / "alphabets.weights.h5"
    run("embed.py", weights, "--methods", "TSNE", "--map_size", MAP_SIZE, "--out", work)
    fonts = load("alphanumeric", charset="all", unit="typeface").font_train.tolist()
    two = [fonts.index(name) for name in ("Roboto-Regular", "Merriweather-Regular")]
    embedding = work / "alphabets.weights.h5.embed-TSNE.pkl"
    explore(embedding, ALPHABET, two, "explorer-whole-typefaces", "; t 0.6; mark 0.8 slant: italic")


def completed(work):
    flags = ("--from", "Lato-Bold", "--characters", "RSTW", "--no_plot")
    run("complete_typeface.py", *flags, "--out", work)
    shrink(work / "Lato-Bold-from-RSTW.specimen.png", "completed-typeface", width=800, colors=64)


def answers(work):
    """Ask models of digits, and of the letters of `typefaces`, which comes before."""
    short = ("--figures", "none", "--out", work)
    run("dense.py", *network(16), "--name", "dense16", *short)
    run("vae.py", *network(16), "--name", "vae16", *short)
    run("sparse.py", "--name", "sparse", *short)
    run("dense.py", *network(16), "--noise", 0.25, "--name", "noisy16", *short)
    letters = ("--dataset", "alphanumeric", "--charset", LETTERS, "--layers", 512, 128)
    run("vae.py", *letters, "--d_latent", 32, "--epochs", 60, "--name", "typefaces-vae", *short)
    digits = [work / f"{name}.weights.h5" for name in ("dense16", "vae16", "sparse", "noisy16")]
    run("evaluate.py", *digits, "--name", "digits", "--out", work)
    for name in ("keeps", "knows", "smooth", "random", "units", "denoising"):
        shrink(work / f"digits.evaluation.{name}.png", f"evaluate-{name}", width=1200)
    glyphs = [work / f"{name}.weights.h5" for name in ("typefaces", "typefaces-vae")]
    run("evaluate.py", *glyphs, "--only", "typefaces", "--name", "glyphs", "--out", work)
    shrink(work / "glyphs.evaluation.typefaces.png", "evaluate-typefaces", width=1200)


def tiles(work):
    run("draw_tiles.py", "--n", 10_000, "--tile", 14, "--out", work)
    shrink(work / "draw_tiles-digits-n10000-size1000-tile14.png", "draw_tiles")


def tour(work):
    """Run the commands of the tour as they stand in it, but for those that open a window."""
    for path in (*ROOT.glob("*.py"), ROOT / "latent"):
        (work / path.name).symlink_to(path)
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    page = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    for commands in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        if "explore_latent.py" not in commands:
            environment = os.environ | {"PATH": folders, "MPLBACKEND": "agg"}
            subprocess.run(["bash", "-euc", commands], cwd=work, env=environment, check=True)
    for path, (name, width) in TOUR.items():
        colors = None if name in ("tour-pca", "tour-plane") else 256  # which would merge some
        shrink(work / path, name, width, colors)
    maps = work / "embeddings"
    sources, _ = digits_to_pick()
    explore(maps / "tour.weights.h5.embed-UMAP.pkl", INTERPOLATION, sources, "tour-walk")
    letters = load(str(work / "results" / "font_set.json"))
    picks = [find(letters, *words.split()) for words in (*LIGHT, *THIN_AND_BOLD)]
    embedding = maps / "letters.weights.h5.embed-TSNE.pkl"
    explore(embedding, ANALOGY, picks, "tour-letters-analogy")


def rooms(work):
    run("docs/draw_rooms.py")


def network(d_latent):
    return "--layers", 256, "--d_latent", d_latent


def digits_to_pick():
    """Choose the first digit of each class, and a thin and a heavy 3 of one shape."""
    digits = load("digits")
    of_class = [np.flatnonzero(digits.y_train == digit) for digit in range(10)]
    first = [own[0] for own in of_class]
    by_ink = [own[np.argsort(digits.x_train[own].mean(axis=(1, 2)))] for own in of_class]

    def pixels(indices):
        return digits.x_train[indices].reshape(-1, 784).astype(np.float32)

    def typical(indices):
        all_pixels = pixels(indices)
        return indices[np.square(all_pixels - all_pixels.mean(axis=0)).sum(axis=1).argmin()]

    tenth = len(by_ink[3]) // 10
    thin = typical(by_ink[3][tenth : 2 * tenth])
    heavies = by_ink[3][-tenth:]
    heavy = heavies[np.square(pixels(heavies) - pixels([thin])).sum(axis=1).argmin()]
    others = [typical(by_ink[digit][tenth : 3 * tenth]) for digit in (0, 2, 4, 5, 6, 7, 9)]
    return [*first, of_class[8][1]], [*others, thin, heavy]


def letters_to_pick():
    """Choose an R of ten typefaces, and what makes an a black."""
    letters = load("alphanumeric", charset=LETTERS)
    fonts = [*(f"{family}-Regular" for family in SOURCES.split()), "CherryBomb-Regular"]
    sources = [find(letters, "R", font) for font in (*fonts, "PlayfairDisplay-Black")]
    others = [find(letters, name[0], f"{name[1:]}-Regular") for name in OTHERS.split()]
    bold = [find(letters, "a", font) for font in ("Roboto-Regular", "Roboto-Black")]
    return sources, [*others, *bold]


def find(letters, letter, font):
    is_letter = letters.y_train == letters.label_names.index(letter)
    return np.flatnonzero(is_letter & (letters.font_train == font))[0]


def explore_both(embedding, name, picks):
    for experiment, chosen in zip((INTERPOLATION, ANALOGY), picks, strict=True):
        explore(embedding, experiment, chosen, f"explorer-{name}-{experiment.name}")


def explore(embedding, experiment, chosen, name, more=""):
    indices = " ".join(f"#{index}" for index in chosen)
    script = f"tab {experiment.tab.lower()}; pick {indices}{more}"
    picture = embedding.with_suffix(".png")
    run("explore_latent.py", embedding, "--do", script, "--snapshot", picture)
    shrink(picture, name, width=1200, colors=None)


def run(*arguments):
    words = [sys.executable, *map(str, arguments)]
    if arguments[0] in ("conv.py", "dense.py", "sparse.py", "vae.py"):
        words.append("--no_plot")
    subprocess.run(words, cwd=ROOT, check=True)


def shrink(picture, name, width=WIDTH, colors=256):
    with Image.open(picture) as image:
        rgb = image.convert("RGB")
        height = round(rgb.height * width / rgb.width)
        small = rgb.resize((width, height), Image.Resampling.LANCZOS) if rgb.width > width else rgb
        if colors is not None:
            small = small.quantize(colors, dither=Image.Dither.NONE)
        small.save(ROOT / "assets" / f"{name}.png", optimize=True)


def shrink_film(film, name, width=WIDTH):
    with Image.open(film) as frames:
        pictures, durations = [], []
        for frame in ImageSequence.Iterator(frames):
            durations.append(frame.info["duration"])
            grey = frame.convert("L")
            size = (width, round(grey.height * width / grey.width))
            small = grey.resize(size, Image.Resampling.LANCZOS)
            pictures.append(small.point(lambda level: round(level / 8) * 8))  # packs better
    first, *others = pictures
    path = ROOT / "assets" / f"{name}.gif"
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0)


if __name__ == "__main__":
    main()
