"""How Sphinx makes the documentation: `make docs`. Pages are Markdown, and load nothing from elsewhere."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from examples import run_examples

import kmeans_viz as kv
from kmeans_viz.gallery import GALLERY
from kmeans_viz.web.element import attributes_of, is_computed
from kmeans_viz.web.join import board_script

DOCS = Path(__file__).parent
ROOT = DOCS.parent

project = "kmeans_viz"
author = copyright = "The kmeans_viz developers"  # the name is Sphinx's
release = kv.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
exclude_patterns = ["made"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
suppress_warnings = ["myst.header"]  # a part of the README begins with a heading of its own level
default_role = "py:obj"
smartquotes = False  # they would make one dash of the two before an option
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstring says the types
autodoc_preserve_defaults = True  # stepper=LLOYD, and not what that holds
autodoc_default_options = {"members": True}
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"kmeans_viz {release}"
html_static_path = ["look"]
html_css_files = ["pages.css"]
html_js_files = ["kmeans-board.js", "pages.js"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": False}  # the arrow keys belong to the boards

# Pages of the lessons and the explorer, which `make site` writes beside these: [lesson 0](lessons:0-three-stars.html).
myst_url_schemes = {"https": None, "mailto": None, "lessons": "lessons/{{path}}"}
# Where in the documentation the files are to which the README and its like link.
PAGES = {
    r"CONTRIBUTING\.md": "built.md",
    r"benchmarks/RESULTS\.md": "measured.md",
    r"kmeans_viz/data/samples/README\.md": "samples.md",
    r"notebooks/README\.md(?:#[\w-]+)?": "lessons:teachers.html",
    r"(?:notebooks/)?(\d-[\w-]+)\.ipynb": r"lessons:\1.html",
    r"assets/": "../assets/",
}


class Board(Directive):
    """An exhibit of the gallery as a live board."""

    required_arguments = 1
    option_spec: ClassVar = {"hide": str, "show": str, "hands": str}

    def run(self) -> list[nodes.Node]:
        """Return the element with the attributes of the exhibit's recipe."""
        recipe = GALLERY[self.arguments[0]]
        trace = recipe.run()
        attributes = attributes_of(trace, recipe)
        attributes.pop("theme", None)
        if not is_computed(trace):
            attributes["points"] = str(trace.X.round(4).tolist())
        text = "".join(f' {key}="{value}"' for key, value in (attributes | self.options).items())
        return [nodes.raw("", f"<kmeans-board{text}></kmeans-board>", format="html")]


def link_to_pages(app: Sphinx, path: Path, parent: str, content: list[str]) -> None:
    """Let the links of an included file lead to pages of the documentation or of the lessons."""
    for file, page in PAGES.items():
        content[0] = re.sub(rf"(?<=\]\(){file}", page, content[0])


def make_board_script(app: Sphinx) -> None:
    """Write ``kmeans-board.js`` among the static files."""
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "kmeans-board.js").write_text(board_script(), encoding="utf-8")


def run_all_examples(app: Sphinx) -> None:
    """Run the code of all pages in ``made``, from which they show the pictures."""
    shutil.rmtree(DOCS / "made", ignore_errors=True)
    for page in sorted(DOCS.glob("*.md")):
        run_examples(page, DOCS / "made")
    shutil.copy(DOCS / "made" / "answer" / "report.html", Path(app.outdir) / "report.html")


def escape_stars(app: Sphinx, context: Any, lines: list[str]) -> None:
    """Keep a pattern of files in a command's help from being read as emphasis."""
    lines[:] = [line.replace("*", r"\*") for line in lines]


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx what is ours."""
    app.add_directive("board", Board)
    app.connect("builder-inited", make_board_script)
    app.connect("builder-inited", run_all_examples)
    app.connect("sphinx-click-process-description", escape_stars)
    app.connect("include-read", link_to_pages)
    return {"parallel_read_safe": True}
