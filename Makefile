# Every target does its own set-up: a virtual environment in .venv, made once and again when pyproject.toml changes.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: app lab demo test lint gallery site bench clean

app: .venv/installed-app
	$(BIN)/kmeans-viz app

lab: .venv/installed-app
	$(BIN)/kmeans-viz lab

demo: .venv/installed
	$(BIN)/kmeans-viz gallery demo
	@echo "Open the pictures in the folder demo."

test: .venv/installed-test
	$(BIN)/python -m pytest

lint: .venv/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

gallery: .venv/installed
	$(BIN)/kmeans-viz gallery assets

site: .venv/installed-app
	$(BIN)/kmeans-viz site site
	@echo "Open site/index.html in a browser."

bench: .venv/installed-bench
	$(BIN)/python benchmarks/results.py

clean:
	rm -rf .venv demo site

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which one to use: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu, install python3-venv first."; exit 1; }

# The first time, some hundred megabytes are fetched.
SAY = @echo "Setting up in .venv, once; this takes a few minutes ..."

.venv/installed: pyproject.toml .venv/bin/python
	$(SAY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fast]'
	@touch $@

.venv/installed-app: pyproject.toml .venv/bin/python
	$(SAY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fast,app]'
	@touch .venv/installed $@

.venv/installed-test: pyproject.toml .venv/bin/python
	$(SAY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fast,dask,app,test,lint]'
	@touch .venv/installed .venv/installed-app $@

.venv/installed-bench: pyproject.toml .venv/installed-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@
