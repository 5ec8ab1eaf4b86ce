# Two commands matter: `make run` and `make test`. Both do all their own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

GO ?= go
# What the web build reads; a change of any builds it anew.
WEB_SOURCES := $(shell find web -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' -o -name '*.json' -o -name '*.svg' -o -name '*.mjs' \) -not -path 'web/node_modules/*' -not -path 'web/dist/*')

.PHONY: help run build web temporal chromium test test-go test-web e2e chaos screenshots check generate fresh bench bench-orders bench-rules eval histories compose clean

help:
	@echo 'make run        start everything on this machine'
	@echo 'make test       every test, the browser ones too'
	@echo 'make check      format, vet, lint, workflowcheck, govulncheck, TypeScript, generated code fresh, widget size'
	@echo 'make e2e        the browser tests alone;  make chaos  those that kill processes, repeated'
	@echo 'make screenshots  pictures of views in both languages, in screenshots/'
	@echo 'make bench      speed, against baselines taken in the same run'
	@echo 'make bench-rules  conditions of rules beside Go and cel-go'
	@echo 'make eval       how often sentiment and context are right, on messages people labelled'
	@echo 'make generate   Go and TypeScript from api/openapi.yaml'

run: build temporal
	@exec bin/rozmowa dev

## Building

build: web
	@$(GO) build -o bin/rozmowa ./cmd/rozmowa

web: web/dist/.built

web/node_modules/.installed: web/package.json web/package-lock.json
	@scripts/need npm "Node.js 20.19 or newer, with npm"
	@echo 'installing the web tools'
	@cd web && npm ci --silent --no-audit --no-fund
	@touch $@

web/dist/.built: web/node_modules/.installed $(WEB_SOURCES)
	@echo 'building the inbox, the widget and the demo shop'
	@cd web && npm run --silent build
	@touch $@

# The Temporal CLI: the one on PATH, else built once from a module of its own.
temporal:
	@command -v temporal >/dev/null || $(MAKE) bin/temporal

bin/temporal: tools/temporal/go.mod tools/temporal/go.sum
	@echo 'building the Temporal CLI (once; some minutes)'
	@$(GO) -C tools/temporal build -ldflags='-s -w' -o ../../bin/temporal github.com/temporalio/cli/cmd/temporal
	@touch $@

bin/%: tools/dev/go.mod tools/dev/go.sum
	@echo 'building $*'
	@$(GO) -C tools/dev build -o ../../$@ $(TOOL_$*)
	@touch $@
TOOL_oapi-codegen  := github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen
TOOL_golangci-lint := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
TOOL_workflowcheck := go.temporal.io/sdk/contrib/tools/workflowcheck
TOOL_govulncheck   := golang.org/x/vuln/cmd/govulncheck

chromium:
	@scripts/chromium >/dev/null

## Tests

# Go's and the web's unit tests share the two cores; the browser tests have them to themselves.
test: build temporal chromium
	@scripts/need cc "a C compiler, for Go's race detector (Debian: gcc)"
	@$(MAKE) -j2 --output-sync=target test-go test-web
	@$(MAKE) e2e

test-go: temporal web
	@$(GO) test -race -timeout 20m ./...
	@$(GO) -C tools/compose test ./...

test-web: web
	@cd web && npm run --silent test && npm run --silent typecheck
	@node web/widget/size.mjs && node web/inbox/size.mjs

e2e: build temporal chromium
	@cd web && CHROMIUM="$$(../scripts/chromium)" npx vitest run -c e2e/vitest.config.ts

# The tests that kill and cut, over and over: `make chaos TIMES=20`.
TIMES ?= 5
chaos: build temporal chromium
	@cd web && for i in $$(seq $(TIMES)); do echo "chaos $$i of $(TIMES)"; \
		CHROMIUM="$$(../scripts/chromium)" npx vitest run -c e2e/vitest.config.ts chaos; done

# Pictures of the views that one walk goes through, in both languages, wide and phone, light and dark, for people to leaf through.
screenshots: build temporal chromium
	@cd web && CHROMIUM="$$(../scripts/chromium)" npx vitest run -c e2e/vitest.config.ts access looks configurator
	@echo 'the pictures are in screenshots/'

bench: build temporal
	@bin/rozmowa bench
	@$(MAKE) bench-orders

# A ticket's orders looked up among a million.
bench-orders:
	@$(GO) test ./store -run '^$$' -bench TicketOrders -benchtime 5000x

# A thousand conditions of rules on one event, beside the same in Go and in cel-go (a module of its own).
bench-rules:
	@$(GO) -C tools/rulesbench run .

# ARGS=-wrong lists what it is wrong about in the half it was tuned on.
eval:
	@$(GO) run ./scripts/eval $(ARGS)

## Code

generate: bin/oapi-codegen web/node_modules/.installed
	@bin/oapi-codegen -config api/oapi-codegen.yaml api/openapi.yaml
	@cd web && npm run --silent generate

fresh: generate
	@git diff --exit-code --stat -- api/contract web/api || { echo 'generated code is stale: commit what make generate made'; exit 1; }

check: fresh web bin/golangci-lint bin/workflowcheck bin/govulncheck
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo 'not formatted:'; gofmt -l $$(git ls-files '*.go'); exit 1; }
	@$(GO) vet ./...
	@bin/golangci-lint run ./...
	@bin/workflowcheck ./workflows/...
	@scripts/vulncheck
	@cd web && npm run --silent typecheck
	@node web/widget/size.mjs && node web/inbox/size.mjs
	@$(MAKE) compose
	@echo 'all checks passed'

# Records histories for the replay tests with a build of a commit, never of the code under test.
histories: temporal
	@scripts/record-histories $(COMMIT)

# docker-compose.yml by the specification's own loader and this house's rules.
compose:
	@$(GO) -C tools/compose test ./...
	@$(GO) -C tools/compose run . ../../docker-compose.yml ../../deploy/operators.yml

clean:
	@rm -rf bin web/dist/* web/node_modules
