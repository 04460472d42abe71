# The two commands of the README, and what a developer needs besides.
PY := .venv/bin/python
SOURCES := pyproject.toml constraints.txt

.PHONY: demo test test-boot test-boot-read-only test-boot-bookworm lint unit explore bench bench-vision bench-fresh bench-changed bench-forecast bench-pages bench-expression docs words screenshots constraints clean help

help:  ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: .venv/stamps/demo  ## A whole shop on this machine (SOURCE=file, device or rtsp://..., PORT=8080)
	@$(PY) -m demo run $(if $(SOURCE),--source '$(SOURCE)') $(if $(PORT),--port $(PORT))

test: .venv/stamps/test  ## Everything that must hold: style, types, and the whole suite
	@scripts/need-for-tests.sh
	@$(MAKE) --no-print-directory lint unit

test-boot: .venv/stamps/test  ## Write a card, boot it in an emulated PC without internet, press, pull the plug, update, undo an update (as root, 20 minutes)
	@scripts/need-for-tests.sh
	@scripts/need-for-boot.sh
	@$(PY) -m tests.boot

test-boot-read-only: .venv/stamps/test  ## The same with a root that is read-only after the first boot
	@scripts/need-for-tests.sh
	@scripts/need-for-boot.sh
	@$(PY) -m tests.boot --read-only

test-boot-bookworm: .venv/stamps/test  ## The same with Debian bookworm, set up by firstrun.sh instead of cloud-init
	@scripts/need-for-tests.sh
	@scripts/need-for-boot.sh
	@$(PY) -m tests.boot --system bookworm

lint: .venv/stamps/test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

unit: .venv/stamps/test
	$(PY) -m pytest

explore: .venv/stamps/test  ## The property tests with examples that nobody has tried; `make test` tries the same each time
	$(PY) -m pytest --hypothesis-profile=new -m hypothesis

bench: .venv/stamps/test  ## Measurements, as ratios within one run
	@scripts/need-for-tests.sh
	@$(PY) -m benchmarks.way

bench-vision: .venv/stamps/test .venv/stamps/peer  ## What counting costs and finds, beside a peer (ONLY=scene, QUICK=1, INTO=docs/accuracy.md)
	@$(PY) -m benchmarks.vision $(if $(ONLY),--only '$(ONLY)') $(if $(QUICK),--quick) $(if $(INTO),--into '$(INTO)')

bench-fresh: .venv/stamps/test .venv/stamps/peer  ## Counting errors on clips that nothing was tuned to (INTO=docs/accuracy.md)
	@$(PY) -m benchmarks.fresh $(if $(INTO),--into '$(INTO)')

bench-changed: .venv/stamps/test .venv/stamps/peer  ## The real clips in other light, size, tilt, rate, and begun later (INTO=docs/accuracy.md; PEER=1: the peer as well)
	@$(PY) -m benchmarks.changed $(if $(PEER),--peer) $(if $(INTO),--into '$(INTO)')

bench-pages: .venv/stamps/test  ## What pages cost with 1, 10 and 50 million presses, into docs/performance.md (an hour with filling, 20 GB; URL=postgresql+psycopg://..otklik{millions}: PostgreSQL as well)
	@$(PY) -m benchmarks.pages --into docs/performance.md $(if $(URL),--url '$(URL)')

bench-forecast: .venv/stamps/test  ## The forecast against last week's same hour, into docs/forecast.md (three minutes)
	@$(PY) -m benchmarks.forecast --into docs/forecast.md

bench-expression: .venv/stamps/test  ## Expression shares: error, coverage and cost, beside DeepFace
	@OPENBLAS_NUM_THREADS=1 $(PY) -m benchmarks.expression --deepface

docs: .venv/stamps/test  ## Write the generated references anew
	$(PY) -m docs.generate

words: .venv/stamps/test  ## Collect the hub's texts into its catalogues of translations, and say what is missing
	$(PY) -m docs.words

screenshots: .venv/stamps/test  ## Take the pictures in docs/pictures
	@scripts/need-for-tests.sh
	$(PY) -m docs.screenshots
	$(PY) -m docs.fleet_screenshots
	$(PY) -m docs.setup_screenshots

constraints:  ## Pin the newest versions that work together
	.venv/bin/python -m uv --version >/dev/null 2>&1 || .venv/bin/pip install --quiet uv
	.venv/bin/python -m uv pip compile pyproject.toml --all-extras --universal \
		--no-annotate --no-header --quiet --upgrade --python-version 3.11 -o constraints.txt

clean:  ## Remove the environment and what the demo wrote
	rm -rf .venv var

.venv/stamps/demo: $(SOURCES)
	@scripts/setup.sh demo

.venv/stamps/test: $(SOURCES)
	@scripts/setup.sh test

# Beside our environment and without what it depends on: it would bring a second OpenCV.
.venv/stamps/peer: benchmarks/requirements.txt .venv/stamps/test
	@echo "Installing the peer of the vision benchmark into var/bench-peer ..."
	@rm -rf var/bench-peer
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --target var/bench-peer -r $<
	@touch $@
