"""Jinja2 templates as tools of infrastructure use them: values with a few expressions in them. It knows no tool.

``templates`` makes a value of a text, ``expressions`` of what stands in it, ``filters`` and ``checks`` are Jinja2's filters
and tests. The library parses; natpin never compiles or renders a template, so nothing of it is ever run.
"""
