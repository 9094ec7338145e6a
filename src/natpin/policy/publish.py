"""Every file that is made from the policies: pages, schemas, and the compiled rules."""

from __future__ import annotations

from pathlib import Path

from natpin.policy.config_schema import config_schema
from natpin.policy.load import COMPILED, built_in, compiled_text, examples
from natpin.policy.pages import fields_page, index, page
from natpin.policy.schema import policy_schema


def published(root: Path) -> dict[Path, str]:
    """What each generated file of a checkout should hold. Raises PolicyError for a broken policy."""
    folder = root / "policies"
    shipped = built_in(folder)
    profiles = [profile for profile in shipped.profiles.values() if profile.id != "default"]
    pages = root / "docs" / "rules"
    by_example = examples(folder)
    return {
        folder / COMPILED: compiled_text(folder),
        folder / "schema" / "policy.schema.json": policy_schema(),
        folder / "schema" / "natpin.schema.json": config_schema(shipped.policies),
        root / "docs" / "policy-fields.md": fields_page(),
        pages / "README.md": index(shipped),
        **{
            pages / f"{policy.id}.md": page(policy, profiles, by_example.get(policy.id))
            for policy in shipped.policies
        },
    }


def write(root: Path) -> list[Path]:
    """Bring the generated files up to date, remove pages of rules that are gone; what changed."""
    wanted = published(root)
    changed = []
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    for path in (root / "docs" / "rules").glob("*.md"):
        if path not in wanted:
            path.unlink()
            changed.append(path)
    return changed
