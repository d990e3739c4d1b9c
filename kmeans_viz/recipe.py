"""A `Recipe` is everything that determines an animation: the board, the start, the run, the look.

A caller fills it with names and numbers, from the explorer's controls, the command line or an exported file. It returns
the points, their `Trace`, and the code, command or JSON that makes the same again. Same recipe, same bytes.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import PurePath
from typing import Any

from kmeans_viz.data import GENERATORS, SAMPLES, Table, generate, read_sample
from kmeans_viz.data.boards import MOST_BLOBS, MOST_POINTS
from kmeans_viz.data.columns import joined_names, split_names
from kmeans_viz.data.pictures import check_enough
from kmeans_viz.data.reading import OF_A_FILE, TODAY, Reading
from kmeans_viz.data.scaling import flat_degrees, standardized, who_decides
from kmeans_viz.data.tables import read, warn_of_skipped
from kmeans_viz.inputs import InputError, Points, as_centroids, as_choice, as_points, is_dask, warn_caller
from kmeans_viz.kmeans.empties import RULES, OnEmpty
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.links import LONGEST, PATHS, TooLongError, link_to, values_in
from kmeans_viz.look import Look, LookOptions, changed, check_options, used_in
from kmeans_viz.runs.making import MOST_RUNS, best_of, record
from kmeans_viz.runs.trace import Trace

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Recipe(Look):
    """What to cluster, from which start, and how to show it; the look is inherited from `Look`.

    Raises
    ------
    InputError
        If a field has a value that cannot be used, or two fields name different boards.

    Examples
    --------
    >>> recipe = Recipe(data="peaked", n=100, blobs=4, k=4, seed=2)
    >>> recipe.points().shape, recipe.run().k
    ((100, 2), 4)
    >>> Recipe.from_json(recipe.to_json()) == recipe
    True
    >>> print(recipe.command())
    kmeans-viz animate out.gif --data peaked --n 100 --blobs 4 --seed 2 --k 4
    """

    data: str = "gaussian"
    """A generator in `data.GENERATORS`, or a set in `data.SAMPLES`."""
    n: int = 200
    """How many points to generate."""
    blobs: int = 3
    """How many groups to generate, for a generator that makes groups."""
    seed: int = 0
    """Makes the board repeatable, and the start too unless `init_seed` is given."""
    csv: str | None = None
    """A file that `data.read_points` reads, or a folder of such files, instead of a generated board."""
    parquet: str | None = None
    """The same for Parquet: a file, or a folder, which may be larger than memory."""
    columns: tuple[str, ...] | None = None
    """Which columns of that file to use; None for those that hold quantities."""
    without: tuple[str, ...] | None = None
    """Which of its columns not to use."""
    header: bool | None = None
    """Whether its first row holds the names of the columns; None to judge by the rows."""
    encoding: str | None = None
    """The encoding of a text file; None to detect it."""
    part: str | None = None
    """Which part of a file that has several, as in `data.read_table`."""
    spots: str | None = None
    """Of a picture, whether to look for "bright" or "dark" spots; None for those that stand out more."""
    dates: bool = False
    """Count columns of dates, as days."""
    one_hot: bool = False
    """Count columns of a few words, as one column of 0 and 1 for each word."""
    reading: int = TODAY
    """By which rules the file is read: 2 for today's, 1 for those of version 0.1."""
    standardize: bool = False
    """Turn every coordinate into z-scores, so that none counts for more because of its unit."""
    coordinates: Rows | None = None
    """The points themselves, instead of a generated board."""
    k: int = 3
    """How many clusters to look for."""
    init: str | Rows = "random"
    """A method in `seeding.SEEDINGS`, or the k centroids to start from."""
    init_seed: int | None = None
    """Makes the start repeatable; None uses `seed`."""
    n_runs: int = 1
    """From how many starts to run; the run with the lowest inertia is kept."""
    max_iter: int = 300
    """The most updates to make."""
    on_empty: OnEmpty = "keep"
    """What becomes of a cluster without points: a rule in `empties.RULES`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        as_choice(self.data, (*GENERATORS, *SAMPLES), "data")
        as_choice(self.on_empty, RULES, "on_empty")
        for name, low, high in (
            ("n", 1, MOST_POINTS),
            ("blobs", 1, MOST_BLOBS),
            ("seed", 0, None),
            ("k", 1, None),
            ("max_iter", 1, None),
            ("n_runs", 1, MOST_RUNS),
            ("reading", 1, TODAY),
        ):
            self._set_count(name, low=low, high=high)
        for name in ("standardize", "dates", "one_hot"):
            self._check_switch(name)
        if self.init_seed is not None:
            self._set_count("init_seed", low=0)
        for name in ("csv", "parquet"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _as_path(getattr(self, name), name))
        places = [name for name in ("csv", "parquet", "coordinates") if getattr(self, name) is not None]
        if len(places) > 1:
            raise InputError(
                f"{places[0]} and {places[1]} are both given, and a board comes from one place; leave one of them out"
            )
        for name in ("columns", "without"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _as_names(getattr(self, name), name))
        self.how_to_read()
        if self.path is None:
            object.__setattr__(self, "reading", TODAY)
        if self.coordinates is not None:
            object.__setattr__(self, "coordinates", as_rows(as_points(self.coordinates, name="coordinates")))
        if isinstance(self.init, str):
            as_choice(self.init, SEEDINGS, "init")
        elif callable(self.init):
            raise InputError(
                "init is a function, which a recipe cannot hold; name a method, or pass the centroids it gives"
            )
        else:
            start = as_centroids(self.init, None, name="init")
            object.__setattr__(self, "init", as_rows(start))
            object.__setattr__(self, "k", len(start))
            if self.n_runs > 1:
                raise InputError(
                    f"n_runs={self.n_runs} runs from the same centroids would all be the same; name a method as init, "
                    "or leave n_runs out"
                )

    @property
    def path(self) -> str | None:
        """The file or folder that the board is read from; None for any other board."""
        return self.csv if self.parquet is None else self.parquet

    def how_to_read(self) -> Reading:
        """Return the choices that decide how the file is read."""
        return Reading(
            self.columns, self.without, self.header, self.encoding, self.part, self.dates, self.one_hot, self.reading,
            self.spots,
        )  # fmt: skip

    def table(self) -> Table:
        """Return the points with the names of their coordinates, and what was left out of the file.

        The points of a folder are a Dask array.

        Raises
        ------
        InputError
            If the file cannot be read.

        Warns
        -----
        UserWarning
            If rows were left out, or one column outweighs all others.
        """
        table = self.table_in_own_units()
        if self.standardize:
            return standardized(table)
        # Measuring a folder would take a pass over all of it; `run` measures the sample in its trace instead.
        if self.path is not None and not is_dask(table.points):
            _warn_of_units(table, self.reading)
        return table

    def table_in_own_units(self) -> Table:
        """Return the same points in the units of the file, whether they are standardized afterwards or not."""
        if self.coordinates is not None:
            return Table(as_points(self.coordinates), ())
        if self.path is not None:
            table = read(self.path, self.how_to_read())
            warn_of_skipped(table, self.path)
            return table
        if self.data in SAMPLES:
            return read_sample(self.data)
        return Table(generate(self.data, self.n, self.blobs, self.seed), ())

    def points(self) -> Points:
        """Return the board, ``(n, d)``: an array, or the Dask array of a folder."""
        return self.table().points

    def run(self, table: Table | None = None) -> Trace:
        """Run k-means on the board and record every half-step.

        With `n_runs` above 1, that is the best of so many runs, whose starts have the seeds `seed`, `seed` + 1, …

        Parameters
        ----------
        table : Table, optional
            What `table` returned, for a caller that has read it already.
        """
        table = self.table() if table is None else table
        seed = self.seed if self.init_seed is None else self.init_seed
        options: dict[str, Any] = {"seed": seed, "max_iter": self.max_iter, "on_empty": self.on_empty}
        if self.n_runs > 1 and is_dask(table.points):
            raise InputError(
                f"n_runs={self.n_runs} needs points in memory, and a folder is read block by block; leave n_runs out"
            )
        check_enough(table, self.k)
        if self.n_runs > 1:
            assert isinstance(self.init, str)
            trace = best_of(table.points, self.k, self.n_runs, init=self.init, **options).best
        else:
            trace = record(table.points, self.k, init=self.init, **options)
        if is_dask(table.points) and not self.standardize:
            _warn_of_units(replace(table, points=trace.X), self.reading)
        return replace(
            trace, recipe=self.as_read(table), columns=table.labels, units=table.units, backdrop=table.behind
        )

    def as_read(self, table: Table) -> Recipe:
        """Return the recipe with the oldest rules that read the same points from its file.

        Then version 0.1 can make the run again wherever it could have made it.
        """
        is_plain = self.path is not None and table.report is not None and table.report.is_plain
        return replace(self, reading=1) if is_plain else self

    def to_json(self) -> str:
        """Return the recipe as JSON; a field with its default value is left out."""
        chosen = self._chosen()
        # A recipe of version 0.1 names no rules, so those that it had are the ones that go without saying.
        chosen.pop("reading", None)
        if self.path is not None and self.reading > 1:
            chosen["reading"] = self.reading
        return json.dumps(chosen)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Return the recipe that `to_json` wrote.

        Raises
        ------
        InputError
            If `text` is not JSON, or has an entry that is not a field of a recipe, or that cannot be used.
        """
        try:
            chosen = json.loads(text)
        except TypeError:
            raise InputError(f"text={text!r} is not text; use what Recipe.to_json() gives") from None
        except (ValueError, RecursionError) as problem:
            raise InputError(f"the recipe is not JSON ({problem}); use what Recipe.to_json() gives") from None
        if not isinstance(chosen, dict):
            raise InputError(f'the recipe is the JSON value {text[:40]!r}; use an object such as {{"k": 3}}')
        names = [field.name for field in fields(cls)]
        for name in chosen:
            as_choice(name, names, "the recipe's entry")
        return cls(**{"reading": 1, **chosen})

    def to_link(self, page: str = "") -> str:
        """Return the address of `page` with the recipe in its fragment, for a page whose board is ``linked``.

        Points that a page cannot make itself, those of a file or of a data set that comes with the package, travel in
        the link; the path of a file never does.

        Raises
        ------
        InputError
            If so many points make the link too long.
        """
        chosen = self.for_page(LONGEST // 2, "a link; use fewer, or pass a file on")._chosen()
        return link_to(page, chosen, fields(self))

    def for_page(self, most: int, where: str) -> Recipe:
        """Return a recipe that a page can run: with the points of a file or a sample, and one start of many.

        Parameters
        ----------
        most : int
            How many such points the page takes.
        where : str
            What an error says they are too many for, and what to do then.

        Raises
        ------
        TooLongError
            If there are more.
        """
        own: dict[str, Any] = {}
        if self.path is not None or (self.coordinates is None and self.data in SAMPLES):
            points = self.table_in_own_units().points
            if len(points) > most:
                raise TooLongError(f"{len(points):,} points are too many for {where}")
            own = {field.name: field.default for field in fields(self) if field.name in (*PATHS, "data")}
            own["coordinates"] = as_rows(points)
        if self.n_runs > 1:
            # A page makes one run: that from the start of the best one.
            own |= {"n_runs": 1, "init_seed": self.run().seed}
        return replace(self, **own) if own else self

    @classmethod
    def from_link(cls, link: str) -> Recipe:
        """Return the recipe in the fragment of a link, as a board's page and `to_link` make it.

        Raises
        ------
        InputError
            If `link` holds no recipe, or an entry that is not a field of one, or that cannot be used.
        """
        return cls(**values_in(link, fields(cls)))

    def python(self, path: str = "out.gif") -> str:
        """Return Python code that exports this recipe to `path`."""
        return f"import kmeans_viz as kv\n\nkv.save({self.expression()}, {path!r})\n"

    def expression(self) -> str:
        """Return the Python expression that makes this recipe."""
        return f"kv.Recipe({', '.join(f'{name}={value!r}' for name, value in self._chosen().items())})"

    def command(self, path: str = "out.gif", *, verb: str = "animate", usual: Mapping[str, Any] | None = None) -> str:
        """Return the shell command that exports this recipe to `path`, without what makes no difference there.

        Parameters
        ----------
        path : str
            What stands behind the verb.
        verb : str
            A command of ``kmeans-viz``.
        usual : mapping, optional
            Fields with the values that go without saying in this command, where they are not the defaults of a recipe.
        """
        words = ["kmeans-viz", verb, path]
        chosen = self._chosen(usual)
        # The command line takes a board from one place only, and columns of a file only.
        if self.path is not None or self.coordinates is not None:
            chosen.pop("data", None)
        if self.path is None:
            for name in OF_A_FILE:
                chosen.pop(name, None)
        if verb == "animate":
            ending = "/" if path.endswith("/") else PurePath(path).suffix.lower()
            for name in Look.__dataclass_fields__.keys() - used_in(ending):
                chosen.pop(name, None)
        for name, value in chosen.items():
            option = "--" + FLAGS.get(name, name).replace("_", "-")
            if name == "header":
                words += [option, "yes" if value else "no"]
            elif isinstance(value, bool):
                words.append(option if value else option.replace("--", "--no-", 1))
            else:
                words += [option, _as_word(name, value)]
        return shlex.join(words)

    def _chosen(self, usual: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the fields that differ from their defaults, board and run before the look, in plain types.

        The values in `usual` take the place of these defaults.
        """
        own = [field for field in fields(self) if field.name not in Look.__dataclass_fields__]
        inherited = [field for field in fields(self) if field.name in Look.__dataclass_fields__]
        values = {field.name: getattr(self, field.name) for field in (*own, *inherited)}
        if not isinstance(self.init, str):
            del values["k"]
        defaults = {field.name: field.default for field in fields(self)} | dict(usual or {})
        return {name: value for name, value in values.items() if value != defaults[name]}


FLAGS = {"coordinates": "points"}
"""The fields whose option on the command line has another name."""


def run_and_look(
    source: Trace | Recipe, options: LookOptions, done: str, default: Look | None = None
) -> tuple[Trace, Look]:
    """Return the run of a trace or a recipe, and how to show it.

    Parameters
    ----------
    source : Trace or Recipe
    options : LookOptions
        These take precedence over the look of the recipe.
    done : str
        What the caller does to a source, for the message about one that is neither: "played".
    default : Look, optional
        The look for a trace that was not made from a recipe.

    Raises
    ------
    InputError
        If `source` is neither, or an option cannot be used.
    """
    check_options(options)
    if isinstance(source, Recipe):
        source = changed(source, options)
        return source.run(), source
    if isinstance(source, Trace):
        return source, changed(source.recipe or default or Look(), options)
    raise InputError(f"{type(source).__name__} cannot be {done}; pass a Trace, as record() returns, or a Recipe")


def _warn_of_units(table: Table, reading: int) -> None:
    deciding, degrees = who_decides(table), "" if reading == 1 else flat_degrees(table)
    if deciding:
        warn_caller(f"{deciding}; name other columns, or use standardize=True (--standardize)")
    if degrees:
        warn_caller(f"{degrees}; name no columns, and kilometres are compared")


def as_rows(array: Points) -> Rows:
    """Return an array as nested tuples, which compare, hash and turn into JSON."""
    return tuple(map(tuple, array.tolist()))


def _as_path(path: Any, name: str) -> str:
    try:
        return os.fsdecode(path)
    except TypeError:
        raise InputError(f"{name}={path!r} is not a path; use the name of a file") from None


def _as_names(columns: Any, name: str) -> tuple[str, ...]:
    if isinstance(columns, str):
        columns = split_names(columns)
    if not isinstance(columns, Iterable):
        raise InputError(f"{name}={columns!r} is not a list of names; use for example {name}=('lon', 'lat')")
    return tuple(map(str, columns))


def _as_word(name: str, value: Any) -> str:
    if name in ("columns", "without"):
        return joined_names(value)
    if name == "size" and not isinstance(value, int):
        return f"{value[0]}x{value[1]}"
    return value if isinstance(value, str) else json.dumps(value)
