"""The whole campaign: `make campaign`. The status says whether all went well."""

import os
import subprocess
import sys

PARTS = (
    ("damaged files", ["-m", "tests.campaign.damaged"]),
    ("command lines", ["-m", "tests.campaign.flags"]),
    ("kills", ["-m", "tests.campaign.kills"]),
    ("windows", ["-m", "tests.campaign.windows"]),
    ("surroundings", ["-m", "pytest", "-q", "tests/campaign/test_surroundings.py"]),
)
SURROUNDINGS = {
    "LATENT_CAMPAIGN": "1",
    "MPLBACKEND": "Agg",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def main() -> int:
    """Run all parts, whatever becomes of each."""
    bad = []
    for name, words in PARTS:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, *words], env=os.environ | SURROUNDINGS).returncode:
            bad.append(name)
    print(f"not as it should be: {', '.join(bad)}" if bad else "all as it should be")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
