"""The questions that `evaluate.py` asks, as flags and files say them, and what they mean."""

QUESTION_NAMES = {
    "keeps": "how much of an image is in its code",
    "knows": "do codes know the classes",
    "smooth": "what lies between two images, and beyond",
    "random": "what do random codes decode to",
    "units": "what does each number of a code change",
    "denoising": "at which layer does noise go",
    "typefaces": "does what makes one letter bold make others bold",
}
