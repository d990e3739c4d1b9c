# Every target does its own set-up: a virtual environment in .venv, made once and again when pyproject.toml changes.
PYTHON ?= python3
BIN := .venv/bin
# The tests of what everything else stands on.
CORE := tests/kmeans tests/fast tests/runs tests/data tests/test_inputs.py tests/test_recipe.py tests/test_architecture.py

# What the tests would else compile at the same time, each process for itself: the package's modules and numba's loops.
COMPILE = $(BIN)/python -m compileall -q kmeans_viz && $(BIN)/python -c "from kmeans_viz.fast import kernels; kernels.warm_up()"

.PHONY: help app demo lab docs site test mutants check lint gallery bench release clean

help: ## lists what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/make \1	\2/p' Makefile | expand -t 16

app: .venv/installed-app ## opens the explorer in your browser
	$(BIN)/kmeans-viz app

lab: .venv/installed-lab ## opens the lessons, the exercises and the explorer in JupyterLab
	$(BIN)/kmeans-viz lab

demo: .venv/installed ## makes animations of k-means in the folder demo/
	$(BIN)/kmeans-viz gallery demo
	@echo "Open the pictures in the folder demo."

# The tests of one file stay together, since they share servers and browsers; the hook in tests/conftest.py has the order.
test: .venv/installed-test ## runs all tests and doctests, a file on each processor
	@$(COMPILE)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

mutants: .venv/installed-test ## makes small mistakes in the core, and tells which of them no test finds; an hour
	$(BIN)/python tests/mutate.py

check: lint ## checks the format, the style, the types and the core's tests; about a minute
	$(BIN)/python -m pytest --quiet $(CORE)

lint: .venv/installed-test ## checks the format, the style and the types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

gallery: .venv/installed ## makes the pictures in assets/ again
	$(BIN)/kmeans-viz gallery assets

docs: .venv/installed-docs ## makes the documentation, in the folder site/
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -d .venv/docs docs site
	@echo "Open site/index.html in a browser."

site: docs ## makes what to publish: the documentation in site/, lessons and explorer in site/lessons/
	$(BIN)/kmeans-viz site site/lessons --home ../index.html

bench: .venv/installed-bench ## measures side by side with the peers; half an hour
	$(BIN)/python benchmarks/results.py

release: .venv/installed-release ## builds and checks what a release publishes, in the folder dist/
	$(BIN)/python release/make.py dist
	$(BIN)/python -m twine check --strict dist/*.whl dist/kmeans_viz-*.tar.gz
	$(BIN)/check-wheel-contents dist

clean: ## removes what make has made
	rm -rf .venv demo site dist docs/made

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which one to use: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu, install python3-venv first."; exit 1; }

# What is imported is compiled when it is imported: a tenth of what pip would compile, in half the time of the set-up.
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

# The first time, some hundred megabytes are fetched.
SAY = @echo "Setting up in .venv, once; this takes a few minutes ..."

.venv/installed: pyproject.toml .venv/bin/python
	$(SAY)
	@$(PIP_INSTALL) --editable '.[fast,video,cells]'
	@touch $@

.venv/installed-app: pyproject.toml .venv/bin/python
	$(SAY)
	@$(PIP_INSTALL) --editable '.[fast,video,cells,app]'
	@touch .venv/installed $@

.venv/installed-lab: pyproject.toml .venv/bin/python
	$(SAY)
	@$(PIP_INSTALL) --editable '.[fast,video,cells,app,lab]'
	@touch .venv/installed .venv/installed-app $@

.venv/installed-docs: pyproject.toml .venv/bin/python
	$(SAY)
	@$(PIP_INSTALL) --editable '.[fast,video,cells,app,lab,docs]'
	@touch .venv/installed .venv/installed-app .venv/installed-lab $@

# All is compiled: tests fill disks, and what a process imports then would be kept cut off.
.venv/installed-test: pyproject.toml .venv/bin/python
	$(SAY)
	@$(PIP_INSTALL) --compile --editable '.[fast,video,cells,dask,app,lab,docs,test,lint]'
	@touch .venv/installed .venv/installed-app .venv/installed-lab .venv/installed-docs $@

.venv/installed-bench: pyproject.toml .venv/installed-test
	@$(PIP_INSTALL) --editable '.[bench]'
	@touch $@

.venv/installed-release: pyproject.toml .venv/installed
	@$(PIP_INSTALL) --editable '.[release]'
	@touch $@
