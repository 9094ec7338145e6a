"""Flags that a script adds on some of its ways: those that it may add are unknown, all others are as written."""

from __future__ import annotations

import pytest
from declare import shown
from scripts import made

CLUSTER = "az aks create -g rg -n aks --network-plugin azure"
PLUGIN, OUTBOUND = "networkProfile.networkPlugin", "networkProfile.outboundType"
MAYBE = '[ "$BIG" = yes ]'
OPEN = "? $MORE may hold further flags: whether `"

ROWS: dict[str, tuple[str, str, object]] = {
    # a script, ARM's path on the cluster, what stands there: None where nothing is written
    "a text that one way sets": (
        f'MORE=""\nif {MAYBE}; then MORE="--node-count 9"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        None,
    ),
    "the flag itself": (
        f'MORE=""\nif {MAYBE}; then MORE="--outbound-type managedNATGateway"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        f"? whether `{MAYBE}` holds is not known",
    ),
    "a flag that both ways give alike": (
        f'if {MAYBE}; then MORE="--outbound-type none --tier free"; else MORE="--outbound-type none"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        "none",
    ),
    "a flag that both ways give otherwise": (
        f'if {MAYBE}; then MORE="--outbound-type none"; else MORE="--outbound-type loadBalancer"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        f"? whether `{MAYBE}` holds is not known",
    ),
    "more than one choice after the other": (
        'MORE=""\n'
        + "".join(f'[ "${x}" = 1 ] && MORE="$MORE --tags {x}=1"\n' for x in "ABCDEFGHIJ")
        + f"{CLUSTER} $MORE",
        OUTBOUND,
        None,
    ),
    "a text where something is given": (
        f"SIZE=$1\n{CLUSTER} ${{SIZE:+--node-vm-size $SIZE}}",
        OUTBOUND,
        None,
    ),
    "the flag itself where something is given": (
        f"NAT=$1\n{CLUSTER} ${{NAT:+--outbound-type managedNATGateway}}",
        OUTBOUND,
        "? whether $NAT is empty is not known",
    ),
    "a text where something is given, by way of a variable": (
        f'SIZE=$1\nMORE=${{SIZE:+--node-vm-size "$SIZE" --zones 1}}\n{CLUSTER} $MORE',
        OUTBOUND,
        None,
    ),
    "a text where something is given, with one in it": (
        f"SIZE=$1\nZONE=$2\n{CLUSTER} ${{SIZE:+--node-vm-size $SIZE ${{ZONE:+--zones $ZONE}}}}",
        OUTBOUND,
        None,
    ),
    "an array where it holds something": (
        f'MORE=()\n[[ -n $B ]] && MORE+=(--node-count "$B")\n{CLUSTER} ${{MORE[@]:+"${{MORE[@]}}"}}',
        OUTBOUND,
        None,
    ),
    "an array": (
        'MORE=(-g rg -n aks --network-plugin azure)\n[[ -n $B ]] && MORE+=(--node-count "$B")\naz aks create "${MORE[@]}"',
        PLUGIN,
        "azure",
    ),
    "an array, again and again": (
        "MORE=(-g rg -n aks --network-plugin azure)\n"
        + "".join(f'[[ -n ${x} ]] && MORE+=(--tags "{x}=${x}")\n' for x in "ABCDEFGHIJKLMNOPQRST")
        + 'az aks create "${MORE[@]}"',
        PLUGIN,
        "azure",
    ),
    "an array of the flag itself": (
        f'MORE=()\n[[ -n $B ]] && MORE+=(--outbound-type "$B")\n{CLUSTER} "${{MORE[@]}}"',
        OUTBOUND,
        "? whether `[[ -n $B ]]` holds is not known",
    ),
    "a switch that nobody reads": (
        f'MORE=""\nif {MAYBE}; then MORE="--enable-aad"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        None,
    ),
    "behind a list": (
        f'MORE=""\nif {MAYBE}; then MORE="--node-count 9"; fi\n{CLUSTER} --zones 1 2 $MORE',
        OUTBOUND,
        None,
    ),
    # what may be any flag stays so
    "a switch that is read": (
        f'MORE=""\nif {MAYBE}; then MORE="--enable-node-public-ip"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        f"{OPEN}{MAYBE}` holds is not known",
    ),
    "a text of somebody else's": (
        f'MORE=""\nif {MAYBE}; then MORE="$FLAGS"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        f"{OPEN}{MAYBE}` holds is not known",
    ),
    "one way sets nothing": (
        f'if {MAYBE}; then MORE="--node-count 9"; fi\n{CLUSTER} $MORE',
        OUTBOUND,
        f"{OPEN}{MAYBE}` holds is not known",
    ),
    "a text that is changed": (
        f'MORE=""\nif {MAYBE}; then MORE="--TAGS a"; fi\n{CLUSTER} ${{MORE,,}}',
        OUTBOUND,
        "? ${MORE,,}",
    ),
    "an array as one word": (
        f'MORE=()\n[[ -n $B ]] && MORE+=(--node-count "$B")\n{CLUSTER} $MORE',
        OUTBOUND,
        "? $MORE",
    ),
    "split at other signs": (
        f"IFS=,\nMORE=''\nif {MAYBE}; then MORE='--node-count,9'; fi\n{CLUSTER} $MORE",
        OUTBOUND,
        "? $MORE",
    ),
}


@pytest.mark.parametrize(("script", "path", "expected"), ROWS.values(), ids=list(ROWS))
def test_flags_of_some_ways(script: str, path: str, expected: object) -> None:
    found = made(f"{script}\n")["az:cluster:rg/aks"].get(path)
    said = shown(found) if found is not None else None
    if isinstance(expected, str) and expected.startswith("? "):
        assert str(said).startswith(expected)
    else:
        assert said == expected
