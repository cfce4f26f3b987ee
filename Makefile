# Every target sets up what it needs: python3 (3.11 or newer) with venv, and make, are enough.

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/locked
READY := $(VENV)/ready
SOURCES := $(VENV)/sources
WHOOSH2 := $(VENV)/whoosh2
FUZZ := $(VENV)/fuzz
OLDEST := $(VENV)/oldest
NODE := tests/browser/node_modules
LIGHTHOUSE := tests/browser/test_lighthouse.py
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site test browser lighthouse whoosh2 sphinx-oldest book long bench bench-build bench-capture bench-growth bench-matching bench-mentions bench-reading bench-search bench-finder bench-serve fuzz lint format types contracts wheel lock clean

help: ## list the targets
	@echo 'make TARGET, where TARGET is one of'
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'

# The environment is made anew when the lock changes; notekit itself stands in it as a link to here.
$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo 'notekit needs Python 3.11 or newer: make PYTHON=python3.12 ...' >&2; exit 2; }
	@echo 'setting up $(VENV) (once; takes a minute)'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Documentation of others, which the tests read: source packages, by name and hash.
$(SOURCES)/ready: tests/clean_documentation/sources.lock | $(READY)
	@echo 'fetching the source packages of docutils and Sphinx (once)'
	@rm -rf $(SOURCES)
	@$(PIP) download --no-deps --no-binary :all: --no-build-isolation --require-hashes \
	    --requirement $< --dest $(SOURCES)
	@cd $(SOURCES) && for package in *.tar.gz; do tar -xzf "$$package"; done
	@touch $@

site: $(READY) ## build this repository's own site, to be read from disk
	$(BIN)/notekit build --offline
	@echo
	@echo 'open:   site/_build/html/index.html'
	@echo 'serve:  $(BIN)/notekit serve'

test: $(READY) $(SOURCES)/ready ## run the tests (the short runs), without those in a browser
	$(BIN)/python -m pytest -n $(WORKERS) --ignore tests/browser $(ARGS)

# Tools that look at pages, by name, version and hash; none of them brings a browser along.
$(NODE)/ready: tests/browser/package.json tests/browser/package-lock.json
	@if ! command -v npm >/dev/null; then echo 'no npm: the checks that need its tools are skipped'; \
	    else cd tests/browser && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --loglevel=error && touch node_modules/ready; fi

browser: $(READY) $(NODE)/ready ## look at real sites in chromium, and with checkers of pages, links and feeds
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/browser --ignore $(LIGHTHOUSE) $(ARGS)

# It measures by the clock, so nothing runs beside it.
lighthouse: $(READY) $(NODE)/ready ## let Lighthouse say how fast and how well made pages are
	$(BIN)/python -m pytest $(LIGHTHOUSE) $(ARGS)

# The same package name as whoosh3 has: it stands in a folder of its own, in front of the other.
$(WHOOSH2)/ready: tests/whoosh2/whoosh2.lock | $(READY)
	@rm -rf $(WHOOSH2)
	@$(PIP) install --no-deps --require-hashes --requirement $< --target $(WHOOSH2)
	@touch $@

whoosh2: $(READY) $(WHOOSH2)/ready ## run the tests of search with Whoosh 2.7.4, the fall-back
	PYTHONPATH=$(WHOOSH2) $(BIN)/python -W 'ignore::SyntaxWarning' -c \
	    'import whoosh; assert whoosh.__version__ == (2, 7, 4), whoosh.__version__'
	PYTHONPATH=$(WHOOSH2) $(BIN)/python -m pytest -n $(WORKERS) tests/test_search*.py $(ARGS)

$(OLDEST)/ready: tests/oldest/oldest.lock | $(READY)
	@rm -rf $(OLDEST)
	@$(PIP) install --no-deps --require-hashes --requirement $< --target $(OLDEST)
	@touch $@

sphinx-oldest: $(READY) $(OLDEST)/ready $(SOURCES)/ready ## run the tests of the Sphinx side with the oldest docutils and Sphinx
	PYTHONPATH=$(OLDEST) $(BIN)/python -c \
	    'import docutils, sphinx; assert (docutils.__version__, sphinx.__version__) == ("0.22.1", "9.0.0")'
	OLDEST=$(CURDIR)/$(OLDEST) PYTHONPATH=$(OLDEST) $(BIN)/python -m pytest -n $(WORKERS) \
	    tests/test_agreement.py tests/test_sphinx_domain.py $(ARGS)

# The nine findings of the owner's notes are known: site/book/conf.py names their codes.
book: $(READY) ## make this repository's book in every format; Sphinx and EPUBCheck look at it
	@set -e; away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT; export XDG_CACHE_HOME="$$away/cache"; set -x; \
	    $(BIN)/python -m sphinx -q -n -W --keep-going \
	        -d "$$away/doctrees" -c site/book notes "$$away/html"; \
	    $(BIN)/notekit build book -o "$$away/book" --format html --format epub --format pdf; \
	    $(BIN)/python -m tests.check_book "$$away/book"

$(FUZZ)/ready: tests/fuzz/fuzz.lock | $(READY)
	@rm -rf $(FUZZ)
	@$(PIP) install --no-deps --require-hashes --requirement $< --target $(FUZZ)
	@touch $@

fuzz: $(READY) $(FUZZ)/ready ## let a fuzzer (atheris, Python 3.11) try to break the reader for SECONDS=60
	cd tests/fuzz && PYTHONPATH=../../$(FUZZ):../.. ../../$(BIN)/python fuzz_reading.py \
	    -max_total_time=$(or $(SECONDS),60) -timeout=20 -max_len=400 $(ARGS)

long: $(READY) $(SOURCES)/ready ## run all tests, the slow ones too, with many more examples
	$(BIN)/python -m pytest -n $(WORKERS) --long --ignore $(LIGHTHOUSE) $(ARGS)
	$(BIN)/python -m tests.benchmarks.bench_capture
	$(BIN)/python -m tests.benchmarks.bench_reading --runs 3
	$(BIN)/python -m tests.benchmarks.bench_growth --all
	$(BIN)/python -m tests.benchmarks.bench_matching --runs 5

bench-capture: $(READY) ## weigh jot and new against an empty interpreter, and 20,000 talks against 20
	$(BIN)/python -m tests.benchmarks.bench_capture $(ARGS)

bench-matching: $(READY) ## tell how often matching talks to slots is right, on real programmes
	$(BIN)/python -m tests.benchmarks.bench_matching $(ARGS)

bench-mentions: $(READY) ## weigh finding names of a thousand topics against those of ten
	$(BIN)/python -m tests.benchmarks.bench_mentions

bench-reading: $(READY) ## weigh mend and extract against the docutils parse they surround
	$(BIN)/python -m tests.benchmarks.bench_reading $(ARGS)

bench-growth: $(READY) ## weigh logs of one form, repeated, against docutils on a control
	$(BIN)/python -m tests.benchmarks.bench_growth $(ARGS)

bench: $(READY) ## weigh builds of up to 21,715 talks (an hour), and draw the manual's figures
	$(BIN)/python -m tests.benchmarks.bench_build --json tests/benchmarks/figures.json
	$(BIN)/python -m tests.benchmarks.bench_build --json tests/benchmarks/figures.json \
	    --talks 21715 --shapes file --runs 1
	$(BIN)/python -m tests.benchmarks.draw_figures

bench-serve: $(READY) ## weigh how soon a page that is served shows what was typed, at 2,000 talks
	$(BIN)/python -m tests.benchmarks.bench_serve $(ARGS)

bench-build: $(READY) ## weigh builds of 200 and 2,000 talks against Pelican, Sphinx and Hugo
	$(BIN)/python -m tests.benchmarks.bench_build $(ARGS)

bench-search: $(READY) ## weigh search at 21,715 talks against ripgrep and whoosh search
	$(BIN)/python -m tests.benchmarks.bench_search $(ARGS)

bench-finder: $(READY) ## weigh each key of the finder at 21,715 talks
	$(BIN)/python -m tests.benchmarks.bench_finder $(ARGS)

lint: $(READY) ## look for faults and for unformatted code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY) ## mend what ruff can mend safely, and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY) ## check the types
	$(BIN)/mypy

contracts: $(READY) ## check who imports whom
	$(BIN)/lint-imports --no-logo

wheel: $(READY) ## build the wheel and use it from an empty environment
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/python -m pip freeze --exclude-editable > dist/constraints.txt
	@set -e; away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT; \
	    $(PYTHON) -m venv "$$away/env"; \
	    "$$away/env/bin/python" -m pip --disable-pip-version-check --quiet \
	        install --constraint dist/constraints.txt dist/*.whl; \
	    cd "$$away"; mkdir home; export HOME="$$away/home" PATH="$$away/env/bin:$$PATH"; \
	    unset NOTEKIT_NOTEBOOK XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME; \
	    set -x; notekit init x; cd x; notekit build; notekit search example

lock: $(READY) ## resolve the dependencies anew (ARGS=--upgrade for the newest)
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --extra dev --generate-hashes \
	    --allow-unsafe --strip-extras --no-emit-options --output-file requirements.lock $(ARGS) pyproject.toml

clean: ## remove everything that was made here
	rm -rf $(VENV) $(NODE) dist site/_build
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
