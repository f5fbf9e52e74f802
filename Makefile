# The goals of this repository; `make help` lists them.
SHELL := /bin/bash
SWIFT_FLAGS := --explicit-target-dependency-import-check error

# The program runs where Swift is not installed. Exclusive access is checked at run time in every test; docs/decisions/0011 has why not here.
RELEASE_FLAGS := --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests build guard test-worker demo test check format docs survival survival-v2 bench-coldstart bench-guard check-cpython bench-idle bench-load bench-relay check-slow check-tls soak-coldstarts check-websocket check-clients soak-load fuzz clean

help: ## list the goals
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: ## install what is missing beside Swift (Debian packages; asks nothing, needs root for it)
	@scripts/setup

setup-tests:
	@scripts/setup tests
	@scripts/setup-test-packages

build: setup guard ## bin/plimsoll and bin/plimsoll-guard, optimised
	swift build -c release $(RELEASE_FLAGS) $(SWIFT_FLAGS) --product plimsoll
	@mkdir -p bin && strip --strip-debug -o bin/plimsoll "$$(swift build -c release $(RELEASE_FLAGS) --show-bin-path)/plimsoll"

guard: setup ## bin/plimsoll-guard alone: static, small, for any image
	@scripts/build-guard bin/plimsoll-guard

demo: build ## the whole idea on real workers: cold start, limits, MemoryError, OOM kill, idle stop
	@bin/plimsoll demo

test: setup-tests guard test-worker ## every test, against a Docker engine of its own
	@scripts/run-tests

test-worker: setup
	@scripts/build-test-worker

check: setup guard ## what must hold of the code itself: layout, warnings, imports, the guard's size, generated documents
	swift format lint --strict -r Sources Tests Package.swift
	@scripts/check-sources
	swift build --build-tests $(SWIFT_FLAGS)
	@scripts/check-guard bin/plimsoll-guard
	swift test --skip-build --filter 'DocumentTests'

format: ## lay the code out as .swift-format says
	swift format -i -r Sources Tests Package.swift

docs: ## write the generated documents anew
	RECORD=1 swift test --filter 'DocumentTests'

survival: setup guard ## what becomes of the workloads of Benchmarks/Survival in containers of 256 MiB, bare and guarded; writes the table into docs/guard.md
	@Benchmarks/Survival/run -c -d

survival-v2: setup guard ## the same table on an emulated kernel with cgroup v2 alone, as far as it needs no container engine
	@Benchmarks/Survival/v2 -d

bench-coldstart: build test-worker ## a cold start against the engine's own create, start and boot, in one run
	@scripts/bench-coldstart

bench-guard: setup guard ## what the guard costs: start-up, programs that allocate, its size, its processor time when idle
	@scripts/bench-guard

check-cpython: setup guard ## CPython's own tests have the same results with the guard as without
	@scripts/check-cpython

bench-idle: build ## memory and processor time of a proxy of 100 services that has nothing to do
	@scripts/bench-idle

bench-load: build ## what a request costs through Plimsoll, nginx, HAProxy and Caddy, in turns; writes docs/performance.md
	@Benchmarks/Load/run --document docs/performance.md

bench-relay: build ## allocations and instructions of one kept-alive request, counted, against thresholds
	@Benchmarks/Relay/run

check-slow: build setup-tests ## the attacks of slowhttptest while others are served, with short limits: a minute
	@scripts/check-slow

check-tls: build ## what testssl.sh has to say of TLS on the defaults: nothing of medium or worse
	@scripts/check-tls

soak-coldstarts: setup guard test-worker ## 1,000 cold starts on local processes and 100 on Docker, every one answered
	@PLIMSOLL_FULL=1 scripts/run-tests --filter EndToEndTests.ColdStartSoakTests

check-websocket: build ## the Autobahn WebSocket cases have the same verdicts through the proxy as directly
	@scripts/setup-clients
	@.build/clients/bin/python Benchmarks/Clients/websocket

check-clients: build ## curl, Python's clients and a browser behave through the proxy, over HTTP/1.0, 1.1 and 2, with TLS and without
	@scripts/setup-clients all
	@.build/clients/bin/python Benchmarks/Clients/clients

soak-load: build ## SOAK_MINUTES (30) of mixed load while workers sleep, start and are killed: no error of ours, nothing left behind, memory flat
	@scripts/setup-clients
	@.build/clients/bin/python Benchmarks/Clients/soak

fuzz: setup ## what reads bytes from strangers, under libFuzzer with AddressSanitizer; FUZZ_SECONDS (600) for each target
	@scripts/fuzz

clean: ## remove what was built
	rm -rf .build bin
