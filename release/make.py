"""Builds what a release publishes, from pyproject.toml alone: sdist, wheel, npm package and conda recipe.

Used as ``python release/make.py dist``, or ``make release``, which also checks the sdist and the wheel.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from kmeans_viz import __version__
from kmeans_viz.web.join import board_script

ROOT = Path(__file__).resolve().parents[1]
_NPM_README = """# kmeans-board

`<kmeans-board>` shows k-means clustering, step by step and live, on any web page. One file, without a dependency:

```html
<script src="node_modules/kmeans-board/kmeans-board.js"></script>
<kmeans-board data="peaked" blobs="5" k="5" seed="42" init-seed="139"></kmeans-board>
```

With a bundler, `import "kmeans-board";` defines the element, in a browser. Attributes, methods and events are in
[the README of the Python package]({repository}#in-a-page-of-your-own), which this file comes from.
"""


def project() -> dict[str, Any]:
    """Return the project's part of pyproject.toml, with the version and the address of the repository."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    repository = config["tool"]["hatch"]["metadata"]["hooks"]["custom"]["repository"]
    return config["project"] | {"version": __version__, "repository": repository}


def python_packages(folder: Path) -> None:
    """Build the sdist, and the wheel from the sdist."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True, stdout=subprocess.DEVNULL)


def npm_package(folder: Path) -> Path:
    """Write the npm package of ``<kmeans-board>`` to a folder, and return the folder."""
    about = project()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kmeans-board.js").write_text(board_script(), encoding="utf-8")
    shutil.copy(ROOT / "LICENSE", folder)
    (folder / "README.md").write_text(_NPM_README.format(repository=about["repository"]), encoding="utf-8")
    package = {
        "name": "kmeans-board",
        "version": about["version"],
        "description": about["description"],
        "keywords": [*about["keywords"], "custom element"],
        "license": about["license"],
        "author": about["authors"][0]["name"],
        "homepage": about["repository"],
        "repository": {"type": "git", "url": f"git+{about['repository']}.git"},
        "main": "kmeans-board.js",
        "exports": {".": "./kmeans-board.js", "./kmeans-board.js": "./kmeans-board.js"},
        "sideEffects": True,
        "files": ["kmeans-board.js"],
    }
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n", encoding="utf-8")
    return folder


def conda_recipe(sdist: Path, address: str) -> str:
    """Return the recipe that makes a conda package of an sdist, which will be found at an address."""
    about = project()
    needs = "\n".join(f"    - {re.sub(r'>=', ' >=', line)}" for line in about["dependencies"])
    python = f"python {about['requires-python']}"
    return f"""package:
  name: {about["name"]}
  version: "{about["version"]}"

source:
  url: {address}
  sha256: {hashlib.sha256(sdist.read_bytes()).hexdigest()}

build:
  number: 0
  noarch: python
  script: python -m pip install . --no-deps --no-build-isolation -vv
  entry_points:
    - kmeans-viz = {about["scripts"]["kmeans-viz"]}

requirements:
  host:
    - {python}
    - pip
    - hatchling
  run:
    - {python}
{needs}

test:
  imports:
    - kmeans_viz
  commands:
    - kmeans-viz animate out.gif --data old-faithful --k 2

about:
  home: {about["repository"]}
  summary: "{about["description"]}"
  license: {about["license"]}
  license_file: LICENSE
"""


def main(folder: Path) -> None:
    """Make everything in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    python_packages(folder)
    npm = npm_package(folder / "npm")
    subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder.resolve()], cwd=npm, check=True)
    (sdist,) = folder.glob("*.tar.gz")
    address = f"{project()['repository']}/releases/download/v{project()['version']}/{sdist.name}"
    (folder / "meta.yaml").write_text(conda_recipe(sdist, address), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
