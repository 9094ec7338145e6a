"""The ``contract`` of natpin.yaml: the IPs that partners were given.

::

    contract:
      clusters: [payments-*]               # names; every cluster when left out
      stacks: [infra/prod]                 # roots or names of stacks; every one when left out
      file: egress-contract.txt            # more of them, inside the repository
      ips:
        - 20.1.2.0/28
        - {cidr: 20.1.9.9, partners: [Acme Bank], until: 2027-03-31}
        - {prefix: payments-egress, partners: [Acme Bank, Globex]}    # by name, before Azure has given it addresses
        - {ip: payments-egress-1}
        - {address: module.egress.azurerm_public_ip.this}

A list stands for its ``ips``. The file holds the same as YAML or JSON; with another ending, one CIDR a line, with the
partner after a ``#``.
"""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Iterator, Mapping

from natpin.config import Config, inside, is_day
from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import Written, read
from natpin.model.contract import Contract, Promise
from natpin.model.location import Location
from natpin.model.value import Skipped
from natpin.workspace import Workspace

_NAMED = ("cidr", "prefix", "ip", "address")
_YAML = (".yaml", ".yml", ".json")
_MOST = 10_000
_NO_PLACES: Mapping[str, Location] = {}


def contract_of(config: Config, workspace: Workspace, today: datetime.date) -> Contract | None:
    """The contract of a configuration; None when it declares none. Raises ConfigError with file, line and column."""
    written = config.sections.get("contract")
    if written is None or written.data is None:
        return None
    return parse(written, workspace, today)


def parse(written: Written, workspace: Workspace, today: datetime.date) -> Contract:
    """A contract as it is written. Raises ConfigError."""
    if isinstance(written.data, tuple):
        return _sorted_out(_promises(written), today, written.at)
    parts = written.mapping("contract", ("ips", "file", "clusters", "stacks"))
    if "ips" not in parts and "file" not in parts:
        written.wrong("contract needs 'ips' or 'file'")
    promises = list(_promises(parts["ips"])) if "ips" in parts else []
    if "file" in parts:
        promises += _of_file(parts["file"], workspace)
    return _sorted_out(
        promises,
        today,
        written.at,
        parts["clusters"].texts("clusters") if "clusters" in parts else (),
        parts["stacks"].texts("stacks") if "stacks" in parts else (),
        {key: part.at for key, part in parts.items()},
    )


def _sorted_out(
    promises: Iterator[Promise] | list[Promise],
    today: datetime.date,
    at: Location,
    clusters: tuple[str, ...] = (),
    stacks: tuple[str, ...] = (),
    places: Mapping[str, Location] = _NO_PLACES,
) -> Contract:
    everything = list(promises)
    if len(everything) > _MOST:
        raise ConfigError(f"the contract holds more than {_MOST} entries", at)
    day = today.isoformat()
    expired = tuple(one for one in everything if one.until is not None and one.until < day)
    live = tuple(one for one in everything if one.until is None or one.until >= day)
    return Contract(live, expired, clusters, stacks, at, places.get("clusters"), places.get("stacks"))


def _promises(written: Written) -> Iterator[Promise]:
    for entry in written.list("the contract's ips"):
        if isinstance(entry.data, Mapping):
            yield _promise(entry)
        else:
            yield Promise(entry.at, cidr=_cidr(entry))


def _promise(entry: Written) -> Promise:
    parts = entry.mapping("an entry of the contract", (*_NAMED, "partners", "until"))
    named = [name for name in _NAMED if name in parts]
    if len(named) != 1:
        entry.wrong(f"an entry of the contract needs one of {', '.join(_NAMED)}")
    (key,) = named
    until = parts["until"].text("until") if "until" in parts else None
    if until is not None and not is_day(until):
        parts["until"].wrong(f"until must be a day such as 2027-01-31, not {until!r}")
    return Promise(
        parts[key].at,
        cidr=_cidr(parts[key]) if key == "cidr" else None,
        name=parts[key].text(key) if key in ("prefix", "ip") else None,
        kind=key if key in ("prefix", "ip") else None,
        address=parts[key].text(key) if key == "address" else None,
        partners=parts["partners"].texts("partners") if "partners" in parts else (),
        until=until,
    )


def _cidr(written: Written) -> str:
    literal = written.text("an IP of the contract").strip()
    try:
        meant = ipaddress.ip_network(literal, strict=False)
    except ValueError:
        written.wrong(
            f"{literal[:80]!r} is neither an IP nor a CIDR; a resource is named as {{prefix: NAME}} or {{ip: NAME}}"
        )
    try:
        return str(ipaddress.ip_network(literal))
    except ValueError:
        written.wrong(
            f"{literal!r} has bits set after its prefix length; {meant} is meant, or a single address"
        )


def _of_file(written: Written, workspace: Workspace) -> list[Promise]:
    path = inside(written, "contract.file")
    source = workspace.read(path)
    if isinstance(source, Skipped):
        written.wrong(f"the contract {path} {source.reason}")
    if path.lower().endswith(_YAML):
        found = read(source, path, ConfigError)
        if isinstance(found.data, Mapping):
            found = found.mapping("the contract", ("ips",), ("ips",))["ips"]
        return list(_promises(found))
    return list(_lines(source, path))


def _lines(source: bytes, path: str) -> Iterator[Promise]:
    for number, line in enumerate(source.decode("utf-8-sig", "replace").splitlines(), 1):
        literal, _, partner = line.partition("#")
        at = Location(path, number)
        if literal.strip():
            cidr = _cidr(Written(literal.strip(), at, ConfigError))
            yield Promise(at, cidr=cidr, partners=(partner.strip(),) if partner.strip() else ())
