"""NAT gateways held against what stands behind them at full size: a table made of reports' JSON, and its formats.

``table`` reads the gateways out of a report, ``reckoning`` says how full each is, ``text``, ``markdown`` and ``data``
tell it.
"""
