"""What mkdocs.yml says of the site, read as data; whatever it asks of MkDocs alone is refused."""

from __future__ import annotations

import re
from pathlib import Path

from commands.project import ROOT
from zhishuo.files import contents
from zhishuo.framing import Setting
from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import MOST_BYTES, Value, decode, read_yaml

_SETTINGS = "mkdocs.yml"
_OURS = frozenset({"site_name", "site_url", "repo_url", "edit_uri"})
# What MkDocs is told so that it makes the same site.
_AS_IT_IS: dict[str, Value] = {
    "docs_dir": "content",
    "site_dir": "site",
    "use_directory_urls": "true",
    "theme": {"name": "material", "custom_dir": "theme_overrides", "language": "zh"},
    "plugins": [],
    "hooks": ["hooks/publish.py"],
    "watch": ["data", "theme_overrides"],
}


def setting(root: Path = ROOT) -> Setting:
    """Return what mkdocs.yml in `root` says of the site; raises ProblemsError where it asks for more."""
    document = read_yaml(_SETTINGS, decode(_SETTINGS, contents(root / _SETTINGS, _SETTINGS, MOST_BYTES)))
    told = document.values if isinstance(document.values, dict) else {}
    problems = [
        document.problem((name,), "scripts/build 不管这一项：删去它，或者用 mkdocs build 生成")
        for name, value in told.items()
        if name not in _OURS and _AS_IT_IS.get(name) != value
    ]
    address, edit = (f"{told.get(name) or ''}" for name in ("site_url", "edit_uri"))
    if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
        problems.append(document.problem(("site_url",), f"网址要以 https:// 开头；现在写的是“{address}”"))
    if problems:
        raise ProblemsError(problems)
    repository = f"{told.get('repo_url') or ''}".rstrip("/")
    return Setting(
        name=f"{told.get('site_name') or ''}",
        address=f"{address.rstrip('/')}/" if address else "",
        edit=f"{repository}/{edit.rstrip('/')}/" if repository and edit else "",
    )


def site_address() -> str:
    """Return `site_url` of mkdocs.yml, empty while it is not set."""
    return setting().address
