"""Makes the pictures that the README shows, by the scripts themselves, from real data.

`python assets/make.py` needs MNIST and the 94-character TMNIST in the data folder and some minutes.
What the scripts drew is only scaled down here and reduced to 256 colours, so that the files stay
small.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageSequence

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 1000
MAP_SIZE = 1000
EIGHT = "1:10 2:40 4:60 7:50 11:100 15:100 20:100 24:100"
CHOICES = {
    "clusters": ("--algorithm", "spectral", "--select", EIGHT),
    "clusters-dbscan": ("--algorithm", "dbscan-auto", "--select", "1:30 2:50 noise:15"),
}


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        run("dense.py", "--d_latent", 64, "--name", "d64", "--out", work)
        for name in ("reconstructions", "differences", "history"):
            shrink(work / f"d64.{name}.png", name)
        run("dense.py", "--layers", 256, "--d_latent", 16, "--name", "d16", "--out", work)
        run("sparse.py", "--name", "sparse", "--out", work)
        shrink(work / "sparse.sparsity.png", "sparse-sparsity")
        for name in ("codes", "codes_zoomed"):
            shrink(work / f"sparse.{name}.png", f"sparse-{name}", width=1600)  # a pixel is a bit
        few = ("--epochs", 3, "--figures", "code_histograms")
        run("sparse.py", *few, "--name", "sparse3", "--out", work)
        shrink(work / "sparse3.code_histograms.png", "sparse-code_histograms")
        run("conv.py", "--epochs", 5, "--name", "conv", "--out", work)
        for name in ("originals", "generated", "code_histograms", "kernel_pca", "tsne"):
            shrink(work / f"conv.{name}.png", f"conv-{name}")
        shrink_film(work / "conv.progress.gif", "conv-progress")
        denoising = ("--layers", 256, "--d_latent", 32, "--noise", 0.25, "--epochs", 10)
        run("dense.py", *denoising, "--figures", "denoising", "--name", "denoising", "--out", work)
        shrink(work / "denoising.denoising.png", "dense-denoising")
        run("benchmarks/kl_weight.py", "--out", work)
        shrink(work / "kl_weight.png", "vae-kl-weight", width=1280)
        shrink(work / "prior_samples.png", "vae-prior-samples")
        for name in ("codes", "samples", "history"):
            run_name = "vae-digits-d_latent16-layers256-reg_lambda0.01"
            shrink(work / f"{run_name}.{name}.png", f"vae-{name}")
        run("embed.py", work / "d16.weights.h5", "--map_size", MAP_SIZE, "--out", work)
        for method in ("PCA", "TSNE", "UMAP"):
            shrink(work / f"d16.weights.h5.embed-{method}.pkl.map.png", f"map-{method.lower()}")
        for size in (8, 32):
            network = ("--layers", 256, "--d_latent", size, "--figures", "none")
            run("dense.py", *network, "--name", f"d{size}", "--out", work)
        runs = ("d8", "d16", run_name, "d32", "d64")
        weights = [work / f"{name}.weights.h5" for name in runs]
        run("pca_digits.py", "--no_plot", "--out", work, "--weights", *weights)
        for name in ("errors", "rebuilt", "components"):
            shrink(work / f"pca-digits.{name}.png", f"pca-{name}", width=1400)
        network = ("--layers", 256, "--d_latent", 16, "--epochs", 150)
        run("dense.py", "--dataset", "optdigits", *network, "--name", "demo", "--out", work)
        run("embed.py", work / "demo.weights.h5", "--map_size", 1600, "--out", work)
        run("-m", "latent.demo", work / "demo.weights.h5", work)
        shrink(work / "demo.sheet.png", "demo-sheet")
        for name, flags in CHOICES.items():
            run("cluster_fonts.py", *flags, "--snapshot", work / f"{name}.png")
            shrink(work / f"{name}.png", name, width=1600)  # glyphs are small enough


def run(*arguments):
    words = [sys.executable, *map(str, arguments)]
    if arguments[0] in ("conv.py", "dense.py", "sparse.py"):
        words.append("--no_plot")
    subprocess.run(words, cwd=ROOT, check=True)


def shrink(picture, name, width=WIDTH):
    with Image.open(picture) as image:
        rgb = image.convert("RGB")
        height = round(rgb.height * width / rgb.width)
        small = rgb.resize((width, height), Image.Resampling.LANCZOS) if rgb.width > width else rgb
        reduced = small.quantize(256, dither=Image.Dither.NONE)
        reduced.save(ROOT / "assets" / f"{name}.png", optimize=True)


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
