"""JSON: `raw_json` takes a path, and returns the rows of the table in it, or the positions on the globe.

A table may be a list of objects or of lists, an object of columns, one object a line, or any of these inside an object.
Positions come from GeoJSON, and from what Google's Takeout and Timeline export; `positions` finds those.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kmeans_viz.data.cells import raw_of_rows
from kmeans_viz.data.dialect import MOST_COLUMNS
from kmeans_viz.data.files import find_encoding, open_text
from kmeans_viz.data.positions import positions_in, raw_positions
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError, as_choice

_MOST_CHARACTERS = 300_000_000
_MOST_FIELDS = 50_000_000
_DEEPEST = 4  # objects inside one another in which a table is looked for


def raw_json(path: Path, reading: Reading) -> Raw:
    """Return the rows of the table in a JSON file.

    Raises
    ------
    InputError
        If the file is not JSON, or holds no table.
    """
    encoding, note = find_encoding(path, reading.encoding)
    with open_text(path, encoding) as file:
        text = file.read(_MOST_CHARACTERS + 1)
    if len(text) > _MOST_CHARACTERS:
        raise InputError(f"{path.name} has more than {_MOST_CHARACTERS // 10**6} MB; save the table as CSV")
    if not text.strip():
        raise InputError(f"{path.name} is empty; give a JSON file with at least one row")
    content, is_lines = _parsed(path, text)
    notes = [note, *(["each line is a row"] if is_lines else [])]
    found = None if reading.is_first else positions_in(content)
    if found is not None:
        return raw_positions(path.name, found, notes)
    where, rows = _table(path, content, reading.part)
    if where:
        notes.append(f"the rows stand under {where!r}")
    return _raw(path.name, rows, reading, notes)


def _parsed(path: Path, text: str) -> tuple[Any, bool]:
    """Return what a file holds, and whether each of its lines is a value of its own."""
    lines = [line for line in text.splitlines() if line.strip()]
    is_lines = path.suffix.lower() in (".jsonl", ".ndjson") or (len(lines) > 1 and _is_object(lines[0]))
    try:
        if is_lines:
            return [json.loads(line, parse_int=_whole) for line in lines], True
        return json.loads(text, parse_int=_whole), False
    except RecursionError:
        raise InputError(f"{path.name} is nested too deeply for a table; save the table as CSV") from None
    except ValueError as problem:
        raise InputError(f"{path.name} is not JSON ({problem}); export or download it again") from None


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _whole(digits: str) -> Any:
    # Python refuses to read an integer of thousands of digits, which is no measurement anyway.
    return int(digits) if len(digits) < 300 else float(digits)


def _table(path: Path, content: Any, part: str | None) -> tuple[str, Any]:
    """Return where in a file its table stands, and the table."""
    found = dict(_tables(content, ""))
    if part is not None:
        return part, found[as_choice(part, [name for name in found if name], f"{path.name}: part")]
    if not found:
        raise InputError(
            f"{path.name} holds no table; give a list of objects, one for each row, or a list for each column"
        )
    name = max(found, key=lambda key: _n_rows(found[key]))
    return name, found[name]


def _tables(content: Any, name: str, depth: int = 0) -> list[tuple[str, Any]]:
    """Return all tables in a value, with the keys that lead to them."""
    if _is_table(content):
        return [(name, content)]
    if not isinstance(content, dict) or depth == _DEEPEST:
        return []
    return [
        table
        for key, value in content.items()
        for table in _tables(value, f"{name}.{key}" if name else str(key), depth + 1)
    ]


def _is_table(content: Any) -> bool:
    if isinstance(content, list):
        return bool(content) and all(isinstance(row, (dict, list)) and row for row in content)
    if not isinstance(content, dict) or not content:
        return False
    columns = list(content.values())
    if all(isinstance(column, list) for column in columns):
        plain = all(not isinstance(field, (dict, list)) for column in columns for field in column[:5])
        return plain and len({len(column) for column in columns}) == 1 and len(columns[0]) > 0
    # pandas writes an object of columns, each of which is an object of fields by their row labels.
    return all(isinstance(column, dict) and column.keys() == columns[0].keys() for column in columns) and not any(
        isinstance(field, (dict, list)) for column in columns for field in column.values()
    )


def _n_rows(table: Any) -> int:
    return len(table) if isinstance(table, list) else len(next(iter(table.values())))


def _raw(source: str, table: Any, reading: Reading, notes: list[str]) -> Raw:
    import pandas as pd

    if isinstance(table, list) and isinstance(table[0], list):
        return raw_of_rows(source, [row if isinstance(row, list) else [] for row in table], reading, notes=notes)
    if isinstance(table, list):
        keys: set[Any] = set()
        for row in table:
            keys.update(row if isinstance(row, dict) else ())
        if len(keys) > MOST_COLUMNS or len(keys) * len(table) > _MOST_FIELDS:
            raise InputError(
                f"{source} has {len(table):,} rows of {len(keys):,} different fields; give a smaller table"
            )
        frame = pd.json_normalize([row if isinstance(row, dict) else {} for row in table])
    else:
        frame = pd.DataFrame(
            {name: list(column.values()) if isinstance(column, dict) else column for name, column in table.items()}
        )
    names = tuple(" ".join(str(name).split()) or f"x{i + 1}" for i, name in enumerate(frame.columns))
    frame = frame.set_axis(range(len(names)), axis=1)
    if not names:
        raise InputError(f"{source} holds rows without fields; give a list of objects, one for each row")
    for i in frame.columns:
        if frame[i].dtype == object and any(isinstance(field, (dict, list)) for field in frame[i]):
            # Lists and objects in a field are no words that could be compared.
            frame[i] = frame[i].map(lambda field: json.dumps(field) if isinstance(field, (dict, list)) else field)
    return Raw(source, names, frame, notes=tuple(notes), is_plain=False)
