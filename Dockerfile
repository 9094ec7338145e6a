# The base, by version and digest (of the index for all architectures): written out, and once, so that Dependabot and
# Renovate can raise it. What is built here on main is what a release holds.
FROM python:3.13.16-slim-trixie@sha256:bf44cdfcb76cd3b41e879bc058fc37ec5872002ccfde7fcb765e218cde0cd79c AS base

FROM base AS build
# Of git the one program, for reading commits: what it needs besides is in every Debian. No transport, no Perl. binutils has
# `strip`, and stays in this stage.
# hadolint ignore=DL3008
RUN apt-get update -q && apt-get install -qy --no-install-recommends binutils git && rm -rf /var/lib/apt/lists/*
COPY requirements/requirements-action.txt /build/requirements.txt
# Wheels only, each with its hash: nothing is compiled, nothing runs a setup script. `check` ends the build when a raised
# version asks for a package that the file has not.
RUN python -m venv --without-pip /opt/natpin \
 && python -m pip --python /opt/natpin/bin/python install --no-cache-dir --disable-pip-version-check \
      --no-compile --no-deps --only-binary :all: --require-hashes -r /build/requirements.txt \
 && python -m pip --python /opt/natpin/bin/python check
COPY src/natpin /build/natpin
COPY policies /build/natpin/policies
COPY entrypoint.py /opt/natpin/
# Left out: the asynchronous twins of the SDK's clients, and test suites, such as the one that actions-toolkit installs as
# `tests`; and what debuggers alone read of the native libraries, a sixth of what is pulled.
RUN set -eu; site=$(echo /opt/natpin/lib/python3.*/site-packages); \
    rm -rf "$site"/azure/identity/aio "$site"/azure/mgmt/*/aio; \
    find "$site" -type d -name tests -prune -exec rm -r {} +; \
    find "$site" -name '*.so*' -exec strip --strip-unneeded {} +; \
    mv /build/natpin "$site"/; \
    python -m compileall -q -j 0 --invalidation-mode unchecked-hash "$site" /opt/natpin/entrypoint.py; \
    printf '#!/opt/natpin/bin/python -IBu\nimport sys\nfrom natpin.cli import program\nsys.exit(program())\n' \
      > /opt/natpin/bin/natpin; \
    chmod 755 /opt/natpin/bin/natpin

FROM base
COPY --from=build /usr/bin/git /usr/bin/git
COPY --from=build /opt/natpin /opt/natpin
ENV PATH=/opt/natpin/bin:$PATH
# No USER and no WORKDIR: GitHub mounts the workspace for root and sets its own folder (docs.github.com, "Dockerfile
# support for GitHub Actions"). -I: PYTHONPATH and the like of a workflow's env have no say. -B: no bytecode is
# written at run time, all of it is in the image.
ENTRYPOINT ["/opt/natpin/bin/python", "-IBu", "/opt/natpin/entrypoint.py"]
