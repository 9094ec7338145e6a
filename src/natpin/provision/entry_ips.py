"""The public IPs of an entry of ``egress:``: prefixes of natpin's own making, what is there already, what is retired."""

from __future__ import annotations

from natpin.config import is_day
from natpin.languages.located_yaml.checked import Written
from natpin.model.azure_defaults import PREFIX_LENGTH, PREFIX_LENGTH_V6
from natpin.model.record import record
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX, same_type
from natpin.provision.desired import DesiredPrefix, Retired
from natpin.provision.entry_names import Home
from natpin.provision.families import IPV4, IPV6, addresses_in
from natpin.provision.ids import parse


@record
class EntryIps:
    """What ``public-ips`` says."""

    prefix: DesiredPrefix | None
    existing: tuple[str, ...]
    prefix_v6: DesiredPrefix | None
    existing_v6: tuple[str, ...]
    retired: tuple[Retired, ...]


def public_ips(written: Written, home: Home) -> EntryIps:
    """Read it. Raises the section's error with file, line and column."""
    parts = written.mapping("public-ips", ("prefix", "existing", "prefix-v6", "existing-v6", "retire"))
    prefix = _prefix(parts["prefix"], home, IPV4) if "prefix" in parts else None
    prefix_v6 = _prefix(parts["prefix-v6"], home, IPV6) if "prefix-v6" in parts else None
    existing = _existing(parts.get("existing"), home, prefix)
    existing_v6 = _existing(parts.get("existing-v6"), home, prefix_v6)
    if prefix is None and not existing:
        # Source: AKS, "Use dual-stack networking": no node or pod is IPv6 alone
        written.wrong("public-ips needs 'prefix' or 'existing'")
    if prefix is not None and prefix_v6 is not None and prefix.id.lower() == prefix_v6.id.lower():
        parts["prefix-v6"].wrong("prefix and prefix-v6 must have different names")
    for key in ("prefix-v6", "existing-v6"):
        for id_ in existing_v6 if key == "existing-v6" else [prefix_v6.id] if prefix_v6 else []:
            if id_.lower() in {each.lower() for each in existing}:
                parts[key].wrong(f"{parse(id_).name} is listed twice under public-ips")
    kept = {each.lower() for each in (*existing, *existing_v6)}
    kept |= {each.id.lower() for each in (prefix, prefix_v6) if each}
    retired: dict[str, Retired] = {}
    for entry in parts["retire"].list("retire") if "retire" in parts else ():
        one = _retired(entry, home)
        if one.id.lower() in kept or one.id.lower() in retired:
            entry.wrong(f"{parse(one.id).name} is listed twice under public-ips")
        retired[one.id.lower()] = one
    return EntryIps(prefix, existing, prefix_v6, existing_v6, tuple(retired.values()))


def _prefix(written: Written, home: Home, version: str) -> DesiredPrefix:
    inner = written.mapping("prefix", ("name", "resource-group", "length"), ("name", "length"))
    length = inner["length"].whole("length")
    bounds = PREFIX_LENGTH_V6 if version == IPV6 else PREFIX_LENGTH
    if not bounds.least <= length <= bounds.most:
        few, many = addresses_in(bounds.most, version), addresses_in(bounds.least, version)
        inner["length"].wrong(
            f"length must be {bounds.least} ({many} addresses) to {bounds.most} ({few} addresses), not {length}"
        )
    return DesiredPrefix(home.id(inner, PUBLIC_IP_PREFIX), length, written.at, version)


def _existing(written: Written | None, home: Home, prefix: DesiredPrefix | None) -> tuple[str, ...]:
    """Ids of what is there already, each once; natpin's own prefix is not among them."""
    found: dict[str, str] = {}
    for entry in written.list("existing") if written is not None else ():
        text = _ip_id(entry, "each of existing", home)
        found[text.lower()] = text
    if prefix is not None:
        found.pop(prefix.id.lower(), None)
    return tuple(found.values())


def _ip_id(entry: Written, what: str, home: Home) -> str:
    text = entry.text(what).rstrip("/")
    parsed = parse(text)
    if not (same_type(parsed.type, PUBLIC_IP) or same_type(parsed.type, PUBLIC_IP_PREFIX)):
        entry.wrong(f"{text!r} is not the id of a public IP or a public IP prefix")
    if parsed.subscription.lower() != home.subscription:
        entry.wrong("a NAT gateway cannot use public IPs of another subscription")
    return text


def _retired(written: Written, home: Home) -> Retired:
    parts = written.mapping("each of retire", ("id", "after"), ("id", "after"))
    day = str(parts["after"].plain())
    if not is_day(day):
        parts["after"].wrong(f"after must be a day such as 2026-12-31, not {day!r}")
    return Retired(_ip_id(parts["id"], "id", home), day, written.at)
