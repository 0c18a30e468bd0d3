# make demo: a trained autoencoder, three maps of its codes, pictures and the explorer, in minutes, without data
# make test: everything that must hold      make lint: style alone      make clean: what they made
PYTHON ?= python3
BIN := .venv/bin
DEMO := results/demo

.PHONY: demo test lint clean

demo: .venv/ready
	$(BIN)/python dense.py --dataset optdigits --layers 256 --d_latent 16 --epochs 150 \
		--name demo --fresh --no_plot
	$(BIN)/python embed.py $(DEMO).weights.h5 --map_size 1600
	$(BIN)/python -m latent.demo $(DEMO).weights.h5 embeddings

test: lint
	$(BIN)/python -m pytest

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

clean:
	rm -rf .venv results .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '.part-*' -type f -delete
	find embeddings -type f ! -name README.md -delete

.venv/ready: requirements.txt constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
		|| { echo "Python 3.10 to 3.13 is needed: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --quiet -r requirements.txt -c constraints.txt
	touch $@
