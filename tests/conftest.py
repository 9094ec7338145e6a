"""What holds for the whole suite: no test passes or fails by how fast a machine is."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# On top of Hypothesis' own profile, which in CI leaves chance out. A slow laptop is no finding: neither how long an
# example takes counts nor how long it takes to make one up.
settings.register_profile(
    "any-machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")
