# make demo: a trained autoencoder, three maps of its codes, pictures and the explorer, in minutes, without data
# make test: everything that must hold      make lint: style alone      make clean: what they made
# make campaign: damaged files, kills, flags, surroundings and windows, in an hour or two (docs/safety.md)
# make bench: how fast everything is, in some 8 minutes, with real data in $LATENT_DATA
# make docs: help texts and the drawing of the rooms in the pages      make pictures: all their pictures
PYTHON ?= python3
BIN := .venv/bin
# That share the tests, whole files each; they take 1 to 2 GB each.
PROCESSES ?= 2
DEMO := results/demo

.PHONY: demo test lint campaign bench docs pictures clean

demo: .venv/ready
	$(BIN)/python dense.py --dataset optdigits --layers 256 --d_latent 16 --epochs 150 \
		--name demo --fresh --no_plot
	$(BIN)/python embed.py $(DEMO).weights.h5 --map_size 1600
	$(BIN)/python -m latent.demo $(DEMO).weights.h5 embeddings

test: lint
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

campaign: .venv/ready
	$(BIN)/python -m tests.campaign

bench: .venv/ready
	$(BIN)/python benchmarks/train.py --rounds 3
	$(BIN)/python benchmarks/vae.py --epochs 3
	$(BIN)/python benchmarks/conv.py --rounds 2
	$(BIN)/python benchmarks/data.py
	$(BIN)/python benchmarks/embed.py
	$(BIN)/python benchmarks/tiles.py --tiles digits
	$(BIN)/python draw_tiles.py
	$(BIN)/python benchmarks/clusters.py
	$(BIN)/python benchmarks/color.py
	$(BIN)/python benchmarks/memory.py
	@if [ -n "$$DISPLAY" ]; then set -e; \
		$(BIN)/python dense.py --layers 256 --d_latent 16 --epochs 1 --name bench --fresh \
			--no_plot --figures none; \
		$(BIN)/python embed.py results/bench.weights.h5 --methods PCA; \
		MPLBACKEND=tkagg $(BIN)/python benchmarks/explorer.py \
			embeddings/bench.weights.h5.embed-PCA.pkl --events 2000; \
	else echo "benchmarks/explorer.py is left out: it needs a display, for example Xvfb"; fi

docs: .venv/ready
	$(BIN)/python docs/update.py
	$(BIN)/python docs/draw_rooms.py

pictures: .venv/ready
	$(BIN)/python assets/make.py

clean:
	rm -rf .venv results .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . \( -name '.part-*' -o -name '.lock-*' \) -type f -delete
	find embeddings -type f ! -name README.md -delete

.venv/ready: requirements.txt constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
		|| { echo "Python 3.10 to 3.13 is needed: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --quiet -r requirements.txt -c constraints.txt
	touch $@
