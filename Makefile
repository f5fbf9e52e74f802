# Goals of this repository; `make help` lists them.
SWIFT_FLAGS := --explicit-target-dependency-import-check error

.PHONY: help build test check format
help: ## list the goals
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

format: ## lay the code out as .swift-format says
	swift format -i -r Sources Tests Package.swift
