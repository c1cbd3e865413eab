# Everything here needs Go, git and make; the tests also use PostgreSQL where there is one.
.DEFAULT_GOAL := help
.PHONY: help run demo cluster cluster-smoke cluster-down chaos chaos-bites secrets test suite once race histories replay bench lint tidy build clean

GO ?= go
TOOL := $(GO) tool -modfile=tools/go.mod

# What `version` and /info say of a binary. A tree without git is "dev".
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT ?= $(shell git rev-parse --verify -q HEAD 2>/dev/null || echo unknown)
STAMP = -X beacon/internal/app.Version=$(VERSION) -X beacon/internal/app.Commit=$(COMMIT)

# Without symbols and debug tables: a Temporal server is large enough as it is. The stamp
# says which commit; go's own would fail in a clone that belongs to another account.
COMPILE = $(GO) build -buildvcs=false -ldflags '-s -w $(STAMP)'

# The race detector watches all but SQLite itself, which was C and brings its own locks: it
# takes two thirds of the time, and tells nothing of this code.
RACE = CGO_ENABLED=1 $(GO) test -race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc/...=-race=false

# The code that a replay must find unchanged, with all that it calls.
REPLAYED = -config tools/workflowcheck.yml -test=false -show-pos ./workflows/...

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: bin/standalone bin/beacon ## build and start everything in one process; Ctrl-C stops it
	@exec bin/standalone

demo: $(if $(CLUSTER),bin/cluster,bin/standalone) ## take one case from referral to closure and show what was sent (CLUSTER=1: on the cluster)
	@exec $(if $(CLUSTER),bin/cluster demo,bin/standalone demo)

cluster: bin/cluster bin/beacon ## start PostgreSQL, Temporal, two APIs and two workers on this machine (DAY=24h: in real time)
	@exec bin/cluster up $(if $(DAY),-day $(DAY))

cluster-smoke: bin/cluster ## take one case through the cluster, killing a worker on the way
	@exec bin/cluster smoke

cluster-down: bin/cluster ## end the cluster (WIPE=1: remove its data, too)
	@exec bin/cluster down $(if $(WIPE),-wipe)

# Below ten minutes on two cores that do nothing else. It has a cluster of its own, on free
# ports and in a folder for temporary files, and leaves nothing of it.
chaos: bin/cluster bin/beacon ## break a cluster while people work, and see whether anything is lost (SEED= KILLS= CASES= JSON=1)
	@exec bin/cluster chaos $(if $(SEED),-seed $(SEED)) $(if $(KILLS),-kills $(KILLS)) $(if $(CASES),-cases $(CASES)) $(if $(JSON),-json)

chaos-bites: bin/cluster bin/beacon ## remove each guard in turn, and see whether a small run of chaos notices
	@exec bin/cluster chaos-bites $(if $(SEED),-seed $(SEED)) $(if $(JSON),-json)

secrets: ## make the secrets of docker-compose.yml that are missing, in deploy/secrets
	@deploy/secrets.sh

# Always asked of go, which knows best what has changed.
.PHONY: bin/standalone bin/cluster bin/beacon
bin/standalone bin/cluster:
	@$(COMPILE) -o $@ ./cmd/$(notdir $@)

bin/beacon:
	@$(COMPILE) -o $@ ./cmd/beacon

# -trimpath keeps this machine's folders out of a release. It also compiles all of it once
# more, so what is only for trying things out shares what the tests have compiled.
build: bin/standalone ## build bin/beacon for release, and bin/standalone
	$(COMPILE) -trimpath -o bin/beacon ./cmd/beacon

# Both at once, as much of either is waiting; each is shown whole. The last line is said by
# internal/pgtest, which decides where its databases are made.
test: ## run every test, on SQLite and on PostgreSQL where there is one
	@$(MAKE) --no-print-directory -k -j2 -O suite once; status=$$?; \
	$(GO) test -count=1 -v -run '^TestWhere$$' ./internal/pgtest | sed -n 's/.*\(PostgreSQL: .*\)/\1/p'; \
	exit $$status

# -count=1: go's cache of results does not see PostgreSQL being installed or removed.
suite: # every test but those of once
	@$(GO) test -count=1 -timeout 20m $$($(GO) list ./... | grep -v '/internal/once$$')

# The proofs that a message leaves once are told nothing by a run that races. Some of them
# wait for providers that are slow, and others may go on meanwhile.
ONCE = -count=1 -parallel 4 -timeout 20m ./internal/once
once: ## prove that a message leaves once, with the race detector where there is a C compiler
	@if command -v $$($(GO) env CC) >/dev/null; then $(RACE) $(ONCE); \
	elif [ -n "$$CI" ]; then echo "race detector: there is no C compiler" >&2; exit 1; \
	else echo "race detector: not used, as there is no C compiler"; $(GO) test $(ONCE); fi

race: ## run every test with the race detector (needs a C compiler)
	$(RACE) -timeout 45m ./...

histories: ## tell the golden stories to a Temporal server and keep what it recorded
	$(GO) test ./workflows -count=1 -v -run '^TestMakeHistories$$' -histories

# The great corpus is too large for git. Where .histories has none it is recorded first, by
# the code at hand; what is there is what an earlier build recorded, and stays.
replay: ## replay every golden history, as `make test` does too (FULL=1: and 1,000 or more of a simulated service)
	$(GO) test ./workflows -count=1 -v -run '^TestEveryHistoryReplays$$'
	$(if $(FULL),$(GO) test ./workflows -count=1 -timeout 1h -v -run '^TestTheCorpusReplays$$' -corpus $(CURDIR)/.histories)

# Each part is measured by itself, keeps what is known of the others, and loses nothing
# of theirs where it fails. What is measured depends on what else the machine does: let
# it do nothing else.
# The peers are a module of their own, so that River is in nothing that ships. What a
# service needs is then computed from all that was measured.
MEASURED = reference_case replay referrals outcomes memory cold_start recovery lifetimes lists peers storm
bench: ## measure everything, or ONLY=part, and write it to docs/bench (FULL=1: the largest sizes)
	@$(GO) test -c -o bin/bench.test ./internal/bench
	@cd internal/bench/peers && $(GO) test -mod=mod -c -o ../../../bin/peers.test .
	@status=0; \
	for part in $(or $(ONLY),$(MEASURED)); do \
		echo "$$part ($$(date +%H:%M:%S))"; \
		folder=internal/bench test=bench.test; \
		if [ "$$part" = peers ]; then folder=internal/bench/peers test=peers.test; fi; \
		(cd $$folder && BENCH=$(if $(FULL),full,quick) BENCH_OUT=$(CURDIR)/docs/bench $(CURDIR)/bin/$$test -test.timeout 3h -test.v \
			-test.run "^Test(?i)$$(echo $$part | tr -d _)$$") || { echo "$$part: NOT MEASURED" >&2; status=1; }; \
	done; \
	$(GO) test -count=1 ./internal/bench/capacity -update || status=1; \
	exit $$status

lint: ## golangci-lint, and workflowcheck for what replays otherwise than it ran
	@status=0; \
	echo golangci-lint; $(TOOL) golangci-lint run || status=1; \
	echo workflowcheck; $(TOOL) workflowcheck $(REPLAYED) || status=1; \
	exit $$status

tidy: ## check that every go.mod is what the code needs
	$(GO) mod tidy -diff
	cd tools && $(GO) mod tidy -diff
	cd internal/bench/peers && $(GO) mod tidy -diff

clean: ## remove what was built; data in .beacon stays
	rm -rf bin
