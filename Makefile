# You Design: one command runs it, one proves it. `make help` lists all.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
EMBEDDED = exec .venv/bin/python -m youdesign.embedded

.PHONY: run reset test check bench help install

run: install ## Run You Design on this computer (PORT=8001 for another port)
	@$(EMBEDDED) run

reset: install ## Remove the demo's data, after asking
	@$(EMBEDDED) reset

test: install ## Run every check and test (ARGS="tests/people -k sign" for some)
	@$(EMBEDDED) test

check: install ## Run only the static checks
	@$(EMBEDDED) check

bench: install ## Run the benchmarks (ONLY=rooms for some)
	@$(EMBEDDED) bench

install: ## Make or update .venv from the lock files
	@command -v "$(PYTHON)" >/dev/null || { echo "Python is missing: apt install python3 python3-venv (with sudo, unless you are root)"; exit 1; }
	@"$(PYTHON)" youdesign/embedded/bootstrap.py

help: ## List these commands
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done
