"""How an animation looks and how long it lasts: every choice that is not about points or clusters.

A caller makes a `Look`, or passes its fields as keywords; both are checked here, once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal, TypeAlias, TypedDict, TypeVar, get_args

from kmeans_viz.inputs import InputError, as_choice, as_count
from kmeans_viz.languages import ENGLISH, LANGUAGES

StyleName: TypeAlias = Literal["light", "dark", "print"]
STYLES: tuple[StyleName, ...] = get_args(StyleName)
DENSITY_FROM = 20_000
"""A board of more points than this is drawn as a density, how many points each pixel holds, and not point by point."""
Size: TypeAlias = int | tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a run is drawn, and how long each half-step is shown.

    Raises
    ------
    InputError
        If a field has a value that cannot be used.

    Examples
    --------
    >>> Look(size=480, style="dark").width_height
    (480, 480)
    """

    size: Size = 640
    """Width and height in pixels: one number for a square, or a pair."""
    style: StyleName = "light"
    """"light", "dark", or "print": black and white, told apart by markers."""
    voronoi: bool = True
    """Draw the cells behind the points."""
    trails: bool = True
    """Draw the path of each centroid."""
    curve: bool = True
    """Draw the inertia of every half-step as a curve that grows."""
    caption: bool = True
    """Say in words what the half-step did."""
    step_ms: int = 700
    """How long each half-step takes, in milliseconds."""
    hold_start_ms: int = 1000
    """How long the start is shown, in milliseconds."""
    hold_end_ms: int = 2500
    """How much longer the end is shown, in milliseconds."""
    tween: int = 6
    """How many pictures lead from one half-step to the next; 0 shows each half-step as one picture."""
    loop: bool = True
    """Play for ever; False plays once."""
    seeding: bool = False
    """Begin an animation with the start being made, star by star."""
    lang: str = ENGLISH
    """The language of the words, such as "es"; one of `languages.LANGUAGES`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", _as_size(self.size))
        as_choice(self.style, STYLES, "style")
        as_choice(self.lang, LANGUAGES, "lang")
        for name in ("step_ms", "hold_start_ms", "hold_end_ms"):
            self._set_count(name, low=20 if name != "hold_end_ms" else 0, high=600_000)
        self._set_count("tween", low=0, high=100)
        for name in ("voronoi", "trails", "curve", "caption", "loop", "seeding"):
            self._check_switch(name)

    def _check_switch(self, name: str) -> None:
        if not isinstance(getattr(self, name), bool):
            raise InputError(f"{name}={getattr(self, name)!r} is not a switch; use True or False")

    def _set_count(self, name: str, *, low: int, high: int | None = None) -> None:
        """Check a field that is a whole number, and keep it as a plain int, which JSON can hold."""
        object.__setattr__(self, name, as_count(getattr(self, name), name, low=low, high=high))

    @property
    def width_height(self) -> tuple[int, int]:
        """The size of the picture in pixels."""
        return (self.size, self.size) if isinstance(self.size, int) else (self.size[0], self.size[1])


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What the pictures of one file have besides what their `Look` says; a recipe does not hold it.

    Raises
    ------
    InputError
        If a field has a value that cannot be used.
    """

    title: str | None = None
    """A heading above the board."""
    labels: tuple[str, str] | None = None
    """What the two axes show, with numbers along them; None for the names of the columns, if they have any."""
    transparent: bool = False
    """Leave out the ground of the page and of the board."""

    def __post_init__(self) -> None:
        labels = self.labels
        if self.title is not None and not isinstance(self.title, str):
            raise InputError(f"title={self.title!r} is not text; use for example title='Two hikes'")
        if not isinstance(self.transparent, bool):
            raise InputError(f"transparent={self.transparent!r} is not a switch; use True or False")
        if labels is None:
            return
        is_pair = isinstance(labels, (tuple, list)) and len(labels) == 2
        if not is_pair or not all(isinstance(label, str) and label for label in labels):
            raise InputError(f"labels={labels!r} are not two labels; use for example labels=('longitude', 'latitude')")
        object.__setattr__(self, "labels", tuple(labels))

    def asked(self) -> dict[str, str]:
        """Return what the caller of a function wrote to ask for these, by their names."""
        default = Extras()
        names = [field.name for field in fields(self) if getattr(self, field.name) != getattr(default, field.name)]
        return written({name: getattr(self, name) for name in names})


def as_look(look: object) -> Look:
    """Return `look` if it is a `Look`, and the default for None.

    Raises
    ------
    InputError
        If it is neither.
    """
    if look is None:
        return Look()
    if not isinstance(look, Look):
        raise InputError(f"look={look!r} is not a Look; use for example kv.Look(style='dark')")
    return look


class LookOptions(TypedDict, total=False):
    """The fields of `Look` as keywords: what every function that draws takes, for editors and type checkers."""

    size: Size
    style: StyleName
    voronoi: bool
    trails: bool
    curve: bool
    caption: bool
    step_ms: int
    hold_start_ms: int
    hold_end_ms: int
    tween: int
    loop: bool
    seeding: bool
    lang: str


ON_A_PAGE = ("style", "voronoi", "trails", "caption", "lang")
"""The fields of `Look` that make a difference to a storyboard."""
STANDS_STILL = "which stands still, on a page of its own size"
"""Why the others make none, as an error says it."""
_WITHOUT_LOOP = (".avif", ".mp4", ".mov", ".mkv", ".webm", ".tiff", ".tif", "/")
_STANDING_STILL = (".pdf", ".svg", ".jpg", ".jpeg")
_WITH_A_GROUND = (".mp4", ".mov", ".mkv", ".webm", ".jpg", ".jpeg")
ALook = TypeVar("ALook", bound=Look)


def check_options(options: Mapping[str, object]) -> None:
    """Raise `InputError` unless all of `options` are fields of `Look`."""
    for name in options:
        as_choice(name, [field.name for field in fields(Look)], "the option")


def used_in(ending: str) -> tuple[str, ...]:
    """Return the fields of `Look` that make a difference to an animation whose path has this ending."""
    if ending in _STANDING_STILL:
        return ON_A_PAGE
    return tuple(field.name for field in fields(Look) if field.name != "loop" or ending not in _WITHOUT_LOOP)


def check_extras(asked: Mapping[str, str], ending: str) -> None:
    """Raise `InputError` if the caller asked for one of the `Extras` that a file with this ending cannot have.

    Parameters
    ----------
    asked : mapping
        What the caller wrote, by the name of the field.
    ending : str
        The ending of the file's path.
    """
    for name, what in asked.items():
        if ending == ".html":
            raise InputError(f"{what} makes no difference to .html, which is a live board alone; leave it out")
        if name == "transparent" and ending in _WITH_A_GROUND:
            raise InputError(f"{what} is not for {ending}, whose pictures always have a ground; use for example .png")


def check_used(asked: Mapping[str, str], used: Collection[str], what: str, why: str) -> None:
    """Raise `InputError` if the caller asked for a field of `Look` that makes no difference.

    Parameters
    ----------
    asked : mapping
        What the caller wrote, by the name of the field.
    used : collection of str
        The fields that make a difference.
    what, why : str
        To what the others make none, and why.
    """
    for name, written in asked.items():
        if name not in used:
            raise InputError(f"{written} makes no difference to {what}, {why}; leave it out")


def written(options: Mapping[str, object]) -> dict[str, str]:
    """Return what the caller of a function wrote to give it these options, by their names."""
    return {name: f"{name}={value!r}" for name, value in options.items()}


def changed(look: ALook, options: LookOptions) -> ALook:
    """Return a copy of `look` with `options` in place of its own fields.

    Raises
    ------
    InputError
        If an option is not a field of `Look`, or its value cannot be used.
    """
    check_options(options)
    return replace(look, **options)


def _as_size(size: Size) -> Size:
    if isinstance(size, (tuple, list)):
        if len(size) != 2:
            raise InputError(f"size={size!r} is not a size; use one number of pixels, or (width, height)")
        width, height = size
        return as_count(width, "width", low=100, high=4096), as_count(height, "height", low=100, high=4096)
    return as_count(size, "size", low=100, high=4096)
