# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
#
# The front door. Each target is one script in tools/ and does its own set-up; ARGS goes to it: make test ARGS="settings".
PRESET ?= release
ARGS ?=

.PHONY: help setup build demo test lint format bench clean
help:
	@echo 'make demo      two drones, a base station and its console on this machine; Ctrl-C ends it'
	@echo '               ARGS="--source rtsp://... --model FILE" takes your own camera and model'
	@echo 'make test      every test; ARGS="settings edge" runs the suites whose names hold one of these words'
	@echo 'make build     programs into build/release/bin, console into console/dist'
	@echo 'make lint      formatting, names, architecture; make format mends the formatting'
	@echo 'make bench     benchmarks, each against a named peer; ARGS="kernels boxes" runs these'
	@echo 'make setup     only installs what is missing (all others do it too)'
	@echo 'make clean     removes what was built; what was installed stays'
	@echo
	@echo 'PRESET=asan or PRESET=tsan builds and tests with a sanitizer. Where things are: ARCHITECTURE.md'

setup:
	@tools/setup

build: setup
	@tools/build $(PRESET)

demo: setup
	@tools/build $(PRESET) eyrie eyrie-edge eyrie-gateway
	@exec build/$(PRESET)/bin/eyrie demo $(ARGS)

test: build
	@tools/test --preset $(PRESET) $(ARGS)

lint: setup
	@tools/lint $(ARGS)

format: setup
	@tools/lint --fix $(ARGS)

bench:
	@tools/setup bench
	@tools/build bench
	@tools/bench $(ARGS)

clean:
	@rm -rf build console/dist
