# Two commands: `make demo` shows the product, `make test` proves it. `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# The sample world that notebooks are run on, apart from what a person has loaded under data/.
SAMPLE_HOME := $(CURDIR)/.sample
SAMPLE_READY := .sample/.ready
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
# What `make compare` compares BEFORE with.
AFTER ?= .
# loadfile: the cells of one notebook must run in order, so on one worker; and a file's fixtures are built once. The files begin in the order of
# tests/conftest.py, not those with the most tests first.
# Each worker one thread: two for each core only get in each other's way.
PYTEST := SRM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help demo test test-heavy lint types browser browser-heavy postgresql notebooks picture pictures font dictionary lock environment bench compare clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## sample world, snapshot, every report of its last full quarter, and the index
	$(BIN)/srm demo

test: $(READY) $(SAMPLE_READY) browser postgresql lint ## everything but the heavy tests: unit, properties, notebooks, browser
	$(PYTEST) -m "not heavy"
ifneq ($(NOTEBOOKS),)
	SRM_HOME="$(SAMPLE_HOME)" SRM_HEADLESS=1 $(PYTEST) --nbval $(NOTEBOOKS)
endif

test-heavy: $(READY) browser postgresql ## the tests that take long
	$(PYTEST) -m heavy tests

browser-heavy: $(READY) browser ## pages of every sample supplier, of 20 of SCMS and 20 of Olist, in every font, width and scheme
	$(PYTEST) -m "browser and heavy" tests/browser

lint: $(READY) ## ruff, the shape of the code, its types, and code that nothing calls; changing nothing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m benchmarks.shape
	$(BIN)/python -m benchmarks.typed
	$(BIN)/vulture src benchmarks --min-confidence 80

types: $(READY) ## note the faults of types that were mended in benchmarks/type_faults.txt; it never allows more
	$(BIN)/python -m benchmarks.typed --write

# record_timing would write the clock into every cell, and widgets would write ids that differ each time.
notebooks: $(READY) $(SAMPLE_READY) ## run the committed notebooks anew on the sample world; then look at the diff
	SRM_HOME="$(SAMPLE_HOME)" SRM_HEADLESS=1 $(BIN)/jupyter nbconvert --to notebook --execute --inplace --ExecutePreprocessor.record_timing=False \
		--ExecutePreprocessor.store_widget_state=False $(NOTEBOOKS)

picture: $(READY) $(SAMPLE_READY) browser ## docs/report.png from the sample world's report
	$(BIN)/srm --home .sample report 2026Q3 --supplier S-1001
	$(BIN)/python docs/picture.py .sample/reports/2026Q3 docs/report.png

pictures: $(READY) browser ## each kind of page as it looks, light, dark, narrow and in print: .pictures
	$(BIN)/pytest -q tests/browser/test_pictures.py

# In its own venv: nothing else needs fonttools. Inter itself comes by npm.
font: ## the font of pages and figures, from Inter: src/srmlib/figures/font
	rm -rf .venv-font
	$(PYTHON) -m venv .venv-font
	.venv-font/bin/pip install --quiet fonttools==4.68.0 brotli==1.2.1
	.venv-font/bin/python docs/font.py src/srmlib/figures/font tests/browser/fonts/none/without-letters.ttf
	rm -rf .venv-font

dictionary: $(READY) ## data/README.md from the schema, data/definitions/SWITCHES.md and ELEMENTS.md from the records of metrics and elements, docs/kinds.md from what the register takes
	$(BIN)/python -m srmlib.rules.schema > data/README.md
	$(BIN)/python -m srmlib.rules.metric > data/definitions/SWITCHES.md
	$(BIN)/python -m srmlib.rules.elements > data/definitions/ELEMENTS.md
	$(BIN)/python -m srmlib.register.kinds.page > docs/kinds.md

environment: $(READY) ## environment.yml from pyproject.toml
	$(BIN)/pyproject2conda yaml --python-include infer --extra test --req '-e .' --name srmlib --custom-command "make environment" --output environment.yml

# In its own venv, so that nothing installed by hand gets in.
lock: ## requirements.lock anew, from the ranges in pyproject.toml
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --editable '.[test]'
	{ sed '/^[^#]/,$$d' requirements.lock; .venv-lock/bin/pip list --format=freeze --exclude-editable --exclude pip | LC_ALL=C sort -f; } > requirements.lock.new
	mv requirements.lock.new requirements.lock
	rm -rf .venv-lock

bench: $(READY) ## measure load and report, and print a table
	$(BIN)/python -m benchmarks

compare: $(READY) ## what two checkouts produce, cell by cell: make compare BEFORE=../old AFTER=.
	$(BIN)/python -m benchmarks.compare "$${BEFORE:?is not given: make compare BEFORE=../old AFTER=.}" "$(AFTER)"

clean: ## remove what can be made again: .venv, the sample world, caches (not reports or snapshots)
	rm -rf .venv .venv-lock .venv-font .sample .pictures build .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Byte code is made here, on all cores, and even where PYTHONDONTWRITEBYTECODE is set: without it every kernel would compile everything again.
# A package may ship a template that is no valid Python: that is no fault.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python " + sys.version.split()[0] + " is too old, expected 3.11 or newer.\nName a newer one: make PYTHON=python3.11")'
	@echo "Installing the locked packages into .venv: about two minutes the first time"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j 0 src .venv/lib || true
	@touch $@

$(SAMPLE_READY): $(READY) $(shell find src data/sources data/definitions data/rates -type f -not -name '*.pyc' -not -path '*.egg-info/*')
	rm -rf .sample
	$(BIN)/python -c 'from pathlib import Path; from sample_world import write_everything; write_everything(Path(".sample/data/sample"))'
	$(BIN)/python -c 'from pathlib import Path; from sample_world.register import write_register; write_register(Path(".sample/data/register.sqlite"))'
	$(BIN)/srm --home .sample load sample --files .sample/data/sample/as-known-2026-07-02 --as-of 2026-07-02
	$(BIN)/srm --home .sample load sample --files .sample/data/sample
	@touch $@

# Pages are shown as on machines with other fonts (tests/browser/fonts): three families are needed for that, by no page.
FONTS := /usr/share/fonts/truetype
browser:
	@missing=""; \
	command -v chromium chromium-browser google-chrome >/dev/null || missing="chromium"; \
	command -v pdftoppm >/dev/null || missing="$$missing poppler-utils"; \
	test -f $(FONTS)/dejavu/DejaVuSans.ttf || missing="$$missing fonts-dejavu-core"; \
	test -f $(FONTS)/liberation/LiberationSans-Regular.ttf || missing="$$missing fonts-liberation"; \
	test -f $(FONTS)/noto/NotoSans-Regular.ttf || missing="$$missing fonts-noto-core"; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing for the browser tests: $$missing"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else echo "Some browser tests will be skipped. To run them, install what is missing: sudo apt-get install $$missing"; fi

# The register is tested on PostgreSQL, too. Debian's package would start a server of its own: the tests start theirs, in a scratch folder.
postgresql:
	@if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing for the tests of the register: postgresql"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null \
			|| echo "It could not be installed: the register will be tested on SQLite alone."; \
	else echo "The register will be tested on SQLite alone. To test it on PostgreSQL, too: sudo apt-get install postgresql"; fi
