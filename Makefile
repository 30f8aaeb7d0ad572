# Everything a person does with the lakehouse. `make` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
CUSTOMERS ?= 20000
B ?= all
JOBS := PYTHONPATH=$(CURDIR) var/environments/jobs/bin/python
AIRFLOW := PYTHONPATH=$(CURDIR) var/environments/airflow/bin/python

.PHONY: help setup run test up down status day show summary lineage replay deliveries quarantine review rollback verify new-source check bench chaos clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing: two Python environments, Java, two jars (part of run, up and test)
	@infra/setup

run: setup ## set up, start, fill the sample bank (CUSTOMERS=20000), let Airflow run three days, show what came out
	@$(JOBS) -m infra run --customers $(CUSTOMERS)

test: setup ## the whole test suite; starts by itself what the tests need
	@infra/test

up: setup ## start the services, also after a reboot
	@$(JOBS) -m infra up

down: ## stop the services and leave no process
	@if [ -x var/environments/jobs/bin/python ]; then $(JOBS) -m infra down; else echo "Nothing is installed, so nothing runs."; fi

status: ## what each service does; fails when one does not work
	@if [ -x var/environments/jobs/bin/python ]; then $(JOBS) -m infra status; else echo "Nothing is installed: make run"; exit 1; fi

day: setup ## close one more business day in the sample bank and run it: make day D=2026-06-04
	@$(JOBS) -m infra day "$(D)"

show: setup ## rows of a published table: make show T=gold.customer_wide
	@$(JOBS) -m jobs.show "$(T)"

summary: setup ## what the lake holds, and where to look
	@$(JOBS) -m jobs.summary

lineage: setup ## where a table or column comes from: make lineage T=gold.customer_wide.balance_amount
	@$(JOBS) -m jobs.lineage "$(T)"

replay: setup ## build again what a run built and compare: make replay RUN=<run_id of ops.run>
	@$(JOBS) -m jobs.replay "$(RUN)"

deliveries: setup ## what arrived from each source, what is held and why
	@$(JOBS) -m jobs.deliveries list

quarantine: setup ## rows that broke a rule, by source, rule and age, and what was proposed for them
	@$(JOBS) -m jobs.quarantine list

review: setup ## pairs of records that wait for people: are both the same?
	@$(JOBS) -m jobs.review list

rollback: setup ## return a table (or T=all) of a day to what was published before: make rollback T=... D=... BY=... REASON="..."
	@$(JOBS) -m jobs.rollback back "$(T)" --date "$(D)" --by "$(BY)" --reason "$(REASON)" --to "$(or $(TO),0)"

verify: setup ## look whether every table and file is whole, and where to return if not: make verify T=silver.account
	@$(JOBS) -m jobs.verify "$(or $(T),all)"

new-source: setup ## stubs of a new source that say what to fill in: make new-source NAME=vendor_fines
	@$(JOBS) -m infra.new_source "$(NAME)"

check: setup ## style, the rules of the architecture and the contracts; needs no service
	@infra/check

bench: setup ## measure some subjects of docs/benchmarks.md: make bench B="wide services"; without B all of them (hours, 2 GB of downloads)
	@$(JOBS) -m tests.benchmarks $(B)

chaos: setup ## strike the publish protocol N times (N=200: two hours) and write docs/reliability.md
	@$(JOBS) -m tests.chaos $(or $(N),200)

clean: ## stop the services and remove all data; the environments stay
	@if [ -x var/environments/jobs/bin/python ]; then $(JOBS) -m infra clean; fi
