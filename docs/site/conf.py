"""Sphinx's configuration of the site. Everything it loads is of the site itself: it works without a network."""

project = "natpin"
html_title = "natpin"
copyright = "natpin contributors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["published"]
html_theme = "furo"
html_static_path = ["static"]
html_js_files = ["draw.js"]
html_css_files = ["draw.css"]
html_extra_path = ["published"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
myst_heading_anchors = 4
myst_enable_extensions = []
myst_url_schemes = ["http", "https", "mailto"]
suppress_warnings = [
    "misc.highlighting_failure",  # a report in a fence is no language
    "toc.not_included",
]
