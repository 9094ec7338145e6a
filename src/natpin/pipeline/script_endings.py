"""Whether a file may hold commands though its ending says nothing of it: ``run.command``, a job of Jenkins in ``config.xml``.

Only its text tells, so that such a file has to be opened. Those that never hold any, by their endings, are not.
"""

from __future__ import annotations

from natpin.regex import late_regex

# fmt: off
_OTHERS = (
    # what natpin reads, or what is known under its own name
    ".sh", ".bash", ".zsh", ".azcli", ".ps1", ".psm1", ".tf", ".tofu", ".tfvars", ".tfstate", ".bicep", ".bicepparam", ".yaml", ".yml", ".hcl", ".md", ".mdx", ".markdown", ".rst", ".adoc", ".mk",
    # programs and pages, which others run
    ".py", ".pyi", ".ipynb", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte", ".go", ".mod", ".sum", ".rs", ".c", ".h", ".cc",
    ".cpp", ".hpp", ".m", ".mm", ".cs", ".fs", ".vb", ".sln", ".resx", ".java", ".class", ".jar",
    ".kt", ".scala", ".swift", ".dart", ".ex", ".exs", ".erl", ".hs", ".ml", ".jl", ".r", ".rb", ".php", ".pl", ".pm", ".lua", ".proto",
    ".html", ".htm", ".xhtml", ".cshtml", ".razor", ".css", ".scss", ".sass", ".less", ".map", ".graphql", ".sql", ".wasm", ".xsd", ".svg",
    # documents, data, images, archives
    ".txt", ".text", ".log", ".csv", ".tsv", ".parquet", ".avro", ".lock", ".pdf", ".doc", ".docx", ".xls",
    ".xlsx", ".ppt", ".pptx", ".vsdx", ".drawio", ".puml", ".png", ".jpg", ".jpeg", ".gif", ".ico", ".bmp", ".webp", ".tif", ".tiff", ".mp3", ".mp4",
    ".mov", ".avi", ".webm", ".wav", ".ttf", ".otf", ".woff", ".woff2", ".eot", ".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".nupkg",
    ".whl", ".exe", ".dll", ".so", ".dylib", ".a", ".o", ".lib", ".pdb", ".bin", ".dat", ".db", ".sqlite", ".onnx", ".pt", ".pkl", ".npy", ".h5",
    # what somebody has put aside
    ".bak", ".backup", ".old", ".orig", ".disabled", ".deprecated",
    ".pem", ".crt", ".cer", ".key", ".pfx", ".pub", ".sig", ".asc", ".po", ".pot", ".snap", ".golden", ".diff", ".patch",
    ".example", ".sample", ".tex", ".wiki", ".textile", ".liquid", ".njk", ".hbs", ".feature",
)
_CONFIGURATIONS = (".json", ".jsonc", ".json5", ".xml", ".conf", ".ini", ".cfg", ".properties", ".props", ".targets", ".csproj", ".fsproj", ".psd1")
"""No scripts by their first line; some tell a program what to run."""
_PAGES = ("/readme", "/changelog", "/changes", "/history", "/news", "/license", "/notice", "/contributing", "/authors", "/todo", "/faq", "/install", "/security", "/patents", "/copying")
# fmt: on


def may_be_script(key: str) -> bool:
    """``key``: see ``unread.key_of``. True for a name without an ending, and for an ending that says nothing."""
    return "." not in key if key.startswith("/") else not key.endswith((*_OTHERS, *_CONFIGURATIONS))


def may_hold_commands(key: str) -> bool:
    """True for such a name as well, and for one of a configuration; not for a page, which quotes commands."""
    if key.startswith("/"):
        return "." not in key and not key.startswith(_PAGES)
    return not key.endswith((*_OTHERS, ".json"))


def is_none(path: str, data: bytes) -> bool:
    """True for a file that has an ending which says nothing, does not begin with ``#!``, and runs nothing otherwise."""
    if "." not in path.rpartition("/")[2] or data[:2] == b"#!":
        return False
    from natpin.pipeline.command_places import runs_anything  # few of the files there are come here

    return b"\0" in data[:8_000] or not runs_anything(data)


def reader_of(data: bytes) -> str | None:
    """The reader of the language that a first line names; None for any other, and for no such line."""
    match = _FIRST_LINE.match(data)
    return None if match is None else "az-powershell" if match["language"] == b"pwsh" else "az"


_FIRST_LINE = late_regex(
    rb"#![^\n]{0,80}?(?:/|\benv[ \t]+(?:-\S+[ \t]+)*)(?P<language>pwsh|(?:ba|da|z|k)?sh)(?:[ \t\r\n]|\Z)"
)
