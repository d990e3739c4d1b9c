"""What the metadata say beyond pyproject.toml: the addresses, and a README whose links lead there from anywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


def with_addresses(text: str, repository: str) -> str:
    """Return Markdown whose links and pictures, which name files of the repository, have their whole addresses."""
    pictures = re.sub(r"(?<=!\[)([^]]*\]\()(?!https?:)", rf"\1{repository}/raw/HEAD/", text)
    return re.sub(r"(?<!!)(\[[^]]*\]\()(?!https?:|#)", rf"\1{repository}/blob/HEAD/", pictures)


class Addresses(MetadataHookInterface):
    """Makes URLs and README of the repository's address, which one line of pyproject.toml sets."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add them."""
        repository = self.config["repository"]
        metadata["urls"] = {
            "Source": repository,
            "Issues": f"{repository}/issues",
            "Changelog": f"{repository}/blob/HEAD/CHANGELOG.md",
        }
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": with_addresses(text, repository)}
