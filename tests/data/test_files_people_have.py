"""Files as people have them: for each, the columns that count, those that do not and why, the rows and the numbers.

A row of `CASES` is one small file. What a careful person would make of it stands beside it.
"""

# ruff: noqa: E501  one row of the tables is one file

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kmeans_viz.data.tables import read_table
from kmeans_viz.inputs import InputError

NAN = float("nan")


@dataclass(frozen=True)
class Case:
    title: str
    content: str | bytes
    points: list[list[float]]
    used: tuple[str, ...]
    left: dict[str, str] = field(default_factory=dict)
    """Columns that do not count, and their kinds."""
    name: str = "a.csv"
    options: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """Parts of the notes of the report."""
    how: dict[str, str] = field(default_factory=dict)
    """Parts of what the report says about a column."""
    skipped: tuple[str, ...] = ()
    rows: list[int] | None = None


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def many(header: str, row: Any, n: int = 12) -> str:
    return lines(header, *(row(i) for i in range(n)))


XY = [[1.5, 2.0], [3.0, 4.25]]
TWELVE = [[float(i * i % 7)] for i in range(12)]

HEADERS = [
    Case("names above numbers", "x,y\n1.5,2\n3,4.25\n", XY, ("x", "y"), notes=("the names stand on line 1",)),
    Case("no header", "1.5,2\n3,4.25\n", XY, ("x1", "x2"), notes=("no header: x1 is the first column",)),
    Case("pandas without names", "0,1\n1.5,2\n3,4.25\n", XY, ("0", "1"), notes=("assumed: the first row, 0, 1, holds the names",)),
    Case("pandas without names, said to be a row", "0,1\n1.5,2\n3,4.25\n", [[0, 1], *XY], ("x1", "x2"), options={"header": False}),
    Case("pandas without names, with its index", ",0,1\n0,1.5,2\n1,3,4.25\n", XY, ("0", "1"), {"x1": "row names"}),
    Case("pandas with its index", ",x,y\n0,1.5,2\n1,3,4.25\n", XY, ("x", "y"), {"x1": "row names"}),
    Case("pandas with a long index", ",x\n" + "".join(f"{i},{i * i % 7}\n" for i in range(12)), TWELVE, ("x",), {"x1": "counter"}),
    Case("the first rows of a lattice", "0,1\n1,0\n1,1\n0,0\n2,5\n", [[0, 1], [1, 0], [1, 1], [0, 0], [2, 5]], ("x1", "x2")),
    Case("whole numbers that count on", "1,2\n2,3\n3,5\n", [[1, 2], [2, 3], [3, 5]], ("x1", "x2")),
    Case("years above values", "country,1990,2000,2010\nA,1.5,2,7\nB,3,4.25,8\n", [[1.5, 2, 7], [3, 4.25, 8]], ("1990", "2000", "2010"), {"country": "words"}, notes=("they are years that rise",)),
    Case("years alone", "1990,2000\n1.5,2\n3,4.25\n", XY, ("1990", "2000")),
    Case("years above years are rows", "1990,2000\n1991,2003\n1992,2001\n", [[1990, 2000], [1991, 2003], [1992, 2001]], ("x1", "x2")),
    Case("a city first is a row", "Berlin,52.5,13.4\nParis,48.8,2.35\nRome,41.9,12.5\n", [[52.5, 13.4], [48.8, 2.35], [41.9, 12.5]], ("x2", "x3"), {"x1": "text"}, notes=("assumed: the first row, Berlin, 52.5, 13.4, is a row",)),
    Case("a city last is a row", "52.5,13.4,Berlin\n48.8,2.35,Paris\n41.9,12.5,Rome\n", [[52.5, 13.4], [48.8, 2.35], [41.9, 12.5]], ("x1", "x2"), {"x3": "text"}),
    Case("a date first is a row", "2020-01-01,5,1\n2020-01-02,7,3\n2020-01-03,6,2\n", [[5, 1], [7, 3], [6, 2]], ("x2", "x3"), {"x1": "dates"}),
    Case("an id first is a row", "a1,5,1\na2,7,3\na3,6,2\n", [[5, 1], [7, 3], [6, 2]], ("x2", "x3"), {"x1": "text"}),
    Case("said to be a header", "Berlin,52.5,13.4\nParis,48.8,2.35\nRome,41.9,12.5\n", [[48.8, 2.35], [41.9, 12.5]], ("52.5", "13.4"), {"Berlin": "words"}, options={"header": True}),
    Case("the species of iris is a row", "5.1,3.5,Iris-setosa\n4.9,3,Iris-setosa\n6,2.2,Iris-virginica\n", [[5.1, 3.5], [4.9, 3], [6, 2.2]], ("x1", "x2"), {"x3": "words"}),
    Case("names in a comment", "# u v\n1.5 2\n3 4.25\n", XY, ("u", "v"), name="a.txt", notes=("the names stand in the comment above",)),
    Case("R's row names", '"x" "y"\n"1" 1.5 2\n"2" 3 4.25\n', XY, ("x", "y"), {"x1": "row names"}, name="a.txt"),
    Case("a title above the names", "Weather\nx,y,z\n1.5,2,7\n3,4.25,8\n", [[1.5, 2, 7], [3, 4.25, 8]], ("x", "y", "z"), notes=("line 1 stands above the table: Weather", "the names stand on line 2")),
    Case("a line of counts above rows", "3,5,a\n1.5,2,7,1,0\n3,4.25,8,5,1\n2,2,2,7,3\n", [[1.5, 2, 7, 1, 0], [3, 4.25, 8, 5, 1], [2, 2, 2, 7, 3]], ("x1", "x2", "x3", "x4", "x5")),
    Case("a name between numbers", "x,7,y\n1.5,2,1\n3,4.25,2\n", [[1.5, 2, 1], [3, 4.25, 2]], ("x", "7", "y")),
]  # fmt: skip
NUMBERS = [
    Case("thousands with commas", 'a,b\n"1,234,567",1\n"2,000",2\n12,4\n', [[1234567, 1], [2000, 2], [12, 4]], ("a", "b"), how={"a": "thousands as in 1,234,567"}),
    Case("thousands with points", "a;b\n1.234.567,8;1\n2.000,5;2\n12;4\n", [[1234567.8, 1], [2000.5, 2], [12, 4]], ("a", "b"), how={"a": "thousands as in 1.234.567,8"}),
    Case("thousands with spaces", "a;b\n1 234,5;1\n12 000,25;2\n7;4\n", [[1234.5, 1], [12000.25, 2], [7, 4]], ("a", "b")),
    Case("thousands with narrow spaces", "a;b\n1\u202f234,5;1\n12\u00a0000,25;2\n7;4\n", [[1234.5, 1], [12000.25, 2], [7, 4]], ("a", "b")),
    Case("Swiss thousands", "a,b\n1'234.5,1\n12'000,2\n7,4\n", [[1234.5, 1], [12000, 2], [7, 4]], ("a", "b"), how={"a": "thousands as in 1'234.5"}),
    Case("Indian thousands", 'a,b\n"12,34,567",1\n"1,00,000",2\n7,4\n', [[1234567, 1], [100000, 2], [7, 4]], ("a", "b")),
    Case("thousands or decimals", 'a,b\n"1,234",1\n"2,345",2\n', [[1234, 1], [2345, 2]], ("a", "b"), notes=("assumed: in 'a', 2,345 is read as 2345",)),
    Case("decimal commas in quotes", 'a,b\n"1,5",2\n"3,0","4,25"\n', [[1.5, 2], [3, 4.25]], ("a", "b"), how={"a": "decimal comma"}),
    Case("decimal commas between semicolons", "a;b\n1,5;2\n3;4,25\n", XY, ("a", "b"), notes=("the comma is the decimal sign",)),
    Case("dollars", 'item,price\nA,"$1,234.50"\nB,$7\nC,$ 12\n', [[1234.5], [7], [12]], ("price",), {"item": "text"}, how={"price": "$ left out"}),
    Case("euros behind", "item;price\nA;1.234,50 €\nB;7 €\nC;12,5 €\n", [[1234.5], [7], [12.5]], ("price",), {"item": "text"}, how={"price": "€ left out"}),
    Case("a currency's code", "price,n\nUSD 5,1\nUSD 7.5,2\n6 USD,4\n", [[5, 1], [7.5, 2], [6, 4]], ("price", "n")),
    Case("two currencies", "price,n\n$5,1\n$7,2\n€6,4\n", [[5, 1], [7, 2]], ("price", "n"), skipped=("line 4: 'price' is '€6', not in $",), rows=[0, 1]),
    Case("per cent", "share,n\n5%,1\n12.5 %,2\n0 %,4\n", [[5, 1], [12.5, 2], [0, 4]], ("share", "n"), how={"share": "per cent"}),
    Case("per cent and none", "share,n\n5%,1\n12%,2\n0.3,4\n", [[5, 1], [12, 2]], ("share", "n"), skipped=("line 4: 'share' is '0.3', not in per cent",)),
    Case("kilometres", "way,n\n12 km,1\n3.5km,2\n7 km,4\n", [[12, 1], [3.5, 2], [7, 4]], ("way", "n"), how={"way": "in km"}),
    Case("kilometres, one without", "way,n\n12 km,1\n3.5km,2\n7,4\n", [[12, 1], [3.5, 2], [7, 4]], ("way", "n"), how={"way": "1 without the unit"}),
    Case("kilometres and metres", "way,n\n12 km,1\n3.5 km,2\n700 m,4\n", [[12, 1], [3.5, 2]], ("way", "n"), skipped=("line 4: 'way' is '700 m', not in km",)),
    Case("degrees", "t,n\n72°F,1\n80.5 °F,2\n-3 °F,4\n", [[72, 1], [80.5, 2], [-3, 4]], ("t", "n")),
    Case("brackets are negative", 'a,b\n(5),1\n"(1,200)",2\n7,4\n', [[-5, 1], [-1200, 2], [7, 4]], ("a", "b"), how={"a": "brackets are negative"}),
    Case("a minus behind", "a,b\n5-,1\n7,2\n9-,4\n", [[-5, 1], [7, 2], [-9, 4]], ("a", "b")),
    Case("a typographic minus", "a,b\n−5,1\n7,2\n–9,4\n", [[-5, 1], [7, 2], [-9, 4]], ("a", "b")),
    Case("powers of ten", "a,b\n1e3,1\n2.5E-2,2\n7,4\n", [[1000, 1], [0.025, 2], [7, 4]], ("a", "b")),
    Case("ranks are words", "a,b\n1st,1\n2nd,2\n3rd,4\n", [[1], [2], [4]], ("b",), {"a": "text"}),
    Case("house numbers are words", "a,b\n12a,1\n13b,2\n12c,4\n", [[1], [2], [4]], ("b",), {"a": "text"}),
    Case("versions are text", "v,b\n1.2.3,1\n1.10.1,2\n2.0.0,4\n", [[1], [2], [4]], ("b",), {"v": "text"}),
    Case("a mixed column row by row", "a,b\n5,1\noops,2\n7,3\n,9\n8,4\n", [[5, 1], [7, 3], [8, 4]], ("a", "b"), skipped=("line 3: 'a' is 'oops', not a number", "line 5: 'a' is empty"), rows=[0, 2, 4]),
    Case("mostly words", "a,b\nred,1\nblue,2\n7,4\n", [[1], [2], [4]], ("b",), {"a": "text"}, how={"a": "1 of 3 fields are numbers"}),
    Case("-999 in heights", "h,b\n150,1\n-999,2\n170,3\n160,7\n", [[150, 1], [170, 3], [160, 7]], ("h", "b"), how={"h": "-999 stands for a gap"}, skipped=("line 3: 'h' is -999, which stands for a gap",)),
    Case("-999 among what may be negative", "h,b\n-1500,1\n-999,2\n1700,3\n200,7\n", [[-1500, 1], [-999, 2], [1700, 3], [200, 7]], ("h", "b")),
    Case("9999 twice in temperatures", "t,b\n20.5,1\n9999,2\n21,3\n9999,7\n19,8\n", [[20.5, 1], [21, 3], [19, 8]], ("t", "b"), how={"t": "9999 stands for a gap"}),
    Case("99 among ages is an age", "age,b\n20,1\n99,2\n45,3\n99,7\n", [[20, 1], [99, 2], [45, 3], [99, 7]], ("age", "b")),
    Case("gaps by many words", "a,b\n5,1\nNA,2\nn/a,3\n?,9\n-,8\nnull,4\n6,2\n9,1\n7,7\n8,8\n3,3\n", [[5, 1], [6, 2], [9, 1], [7, 7], [8, 8], [3, 3]], ("a", "b")),
]  # fmt: skip
KINDS = [
    Case("a row counter", many("n,x", lambda i: f"{i + 1},{i * i % 7}"), TWELVE, ("x",), {"n": "counter"}),
    Case("a row counter, named", many("n,x", lambda i: f"{i + 1},{i * i % 7}"), [[float(i + 1)] for i in range(12)], ("n",), {"x": "numbers"}, options={"columns": "n"}),
    Case("an index with gaps", many("index,x", lambda i: f"{3 * i + i % 2},{i * i % 7}"), TWELVE, ("x",), {"index": "counter"}),
    Case("an id", many("CustomerID,x", lambda i: f"{(i * 7919) % 1000},{i * i % 7}"), TWELVE, ("x",), {"CustomerID": "id"}),
    Case("an id that repeats", many("user_id,x", lambda i: f"{100 + i // 3},{i * i % 7}"), TWELVE, ("x",), {"user_id": "id"}),
    Case("a postcode", many("zip,x", lambda i: f"{10115 + 37 * i},{i * i % 7}"), TWELVE, ("x",), {"zip": "id"}),
    Case("a sample's number", many("Sample Number,x", lambda i: f"{1 + i % 5},{i * i % 7}"), TWELVE, ("x",), {"Sample Number": "id"}),
    Case("a customer's number", many("Kundennummer,x", lambda i: f"{10001 + 7 * i},{i * i % 7}"), TWELVE, ("x",), {"Kundennummer": "id"}),
    Case("an invoice's number", many("Invoice No.,x", lambda i: f"{10001 + 7 * i},{i * i % 7}"), TWELVE, ("x",), {"Invoice No.": "id"}),
    Case("humid is no id", many("humid,x", lambda i: f"{40 + 5 * i % 31},{i * i % 7}"), [[40.0 + 5 * i % 31, i * i % 7] for i in range(12)], ("humid", "x")),
    Case("populations are no ids", many("pop,x", lambda i: f"{9_000_000 - i * i * 61_001},{i * i % 7}"), [[9_000_000.0 - i * i * 61_001, i * i % 7] for i in range(12)], ("pop", "x")),
    Case("a constant", many("c,x", lambda i: f"5,{i * i % 7}"), TWELVE, ("x",), {"c": "constant"}),
    Case("years", many("year,x", lambda i: f"{1990 + i % 5},{i * i % 7}"), TWELVE, ("x",), {"year": "years"}),
    Case("years, named", many("year,x", lambda i: f"{1990 + i % 5},{i * i % 7}"), [[i * i % 7, 1990 + i % 5] for i in range(12)], ("x", "year"), options={"columns": "x,year"}),
    Case("answers of 0 and 1", many("smoker,x", lambda i: f"{i % 2},{i * i % 7}"), TWELVE, ("x",), {"smoker": "yes/no"}),
    Case("answers of yes and no, named", many("smoker,x", lambda i: f"{('No', 'Yes')[i % 2]},{i * i % 7}"), [[float(i % 2)] for i in range(12)], ("smoker",), {"x": "numbers"}, options={"columns": "smoker"}),
    Case("True and False", many("ok,x", lambda i: f"{i % 2 == 0},{i * i % 7}"), TWELVE, ("x",), {"ok": "yes/no"}),
    Case("free text", many("note,x", lambda i: f"remark {i} of many,{i * i % 7}"), TWELVE, ("x",), {"note": "text"}),
    Case("words", many("kind,x", lambda i: f"{'abc'[i % 3]},{i * i % 7}"), TWELVE, ("x",), {"kind": "words"}, how={"kind": "3 words: a, b, c"}),
    Case("words, one-hot", many("kind,x", lambda i: f"{'ab'[i % 2]},{i * i % 7}"), [[1.0 - i % 2, i % 2, i * i % 7] for i in range(12)], ("kind", "x"), options={"one_hot": True}, how={"kind": "a column of 0 and 1 for each"}),
    Case("an empty column", many("gap,x", lambda i: f",{i * i % 7}"), TWELVE, ("x",), {"gap": "empty"}),
    Case("a column that is mostly empty", many("rare,x", lambda i: f"{i if i % 4 == 0 else ''},{i * i % 7}"), TWELVE, ("x",), {"rare": "mostly empty"}),
    Case("a column left out", "x,y,z\n1,2,3\n4,5,7\n2,2,2\n", [[1, 3], [4, 7], [2, 2]], ("x", "z"), {"y": "numbers"}, options={"without": "y"}),
    Case("nothing but years", "year\n1990\n1992\n1997\n", [[1990], [1992], [1997]], ("year",), notes=("no other column holds numbers, so these count",)),
]  # fmt: skip
DATES = [
    Case("ISO dates", "d,x\n2021-01-05,5\n2021-02-01,7\n2021-01-20,6\n", [[5], [7], [6]], ("x",), {"d": "dates"}),
    Case("ISO dates as days", "d,x\n1970-01-05,5\n1970-02-01,7\n1970-01-20,6\n", [[4, 5], [31, 7], [19, 6]], ("d", "x"), options={"dates": True}, how={"d": "in days"}),
    Case("dates, named", "d,x\n1970-01-05,5\n1970-02-01,7\n", [[4], [31]], ("d",), {"x": "numbers"}, options={"columns": "d"}),
    Case("moments with a zone", "d,x\n1970-01-05T12:00:00Z,5\n1970-01-06T02:00:00+02:00,7\n", [[4.5, 5], [5, 7]], ("d", "x"), options={"dates": True}),
    Case("German dates", "d;x\n05.01.1970;5\n20.01.1970;7\n", [[4, 5], [19, 7]], ("d", "x"), options={"dates": True}),
    Case("American dates", "d,x\n1/5/1970,5\n1/20/1970,7\n", [[4, 5], [19, 7]], ("d", "x"), options={"dates": True}),
    Case("day or month first", "d,x\n1/5/1970,5\n1/6/1970,7\n", [[4, 5], [5, 7]], ("d", "x"), options={"dates": True}, notes=("1/5/1970 is read with the month first",)),
    Case("months by name", "d,x\n5 Jan 1970,5\n1 Feb 1970,7\n", [[4, 5], [31, 7]], ("d", "x"), options={"dates": True}),
    Case("times of day", "t,x\n08:30,5\n12:15,7\n23:45,6\n", [[5], [7], [6]], ("x",), {"t": "times"}),
    Case("times of day, named", "t,x\n08:30,5\n12:15,7\n23:45,6\n", [[8.5], [12.25], [23.75]], ("t",), {"x": "numbers"}, options={"columns": "t"}),
    Case("one that is no date", "d,x\n1970-01-05,5\nsoon,6\n1970-01-20,7\n", [[4, 5], [19, 7]], ("d", "x"), options={"dates": True}, skipped=("line 3: 'd' is 'soon', not a date",)),
]  # fmt: skip
ENCODINGS = [
    Case("UTF-8", "höhe,y\n1.5,2\n3,4.25\n".encode(), XY, ("höhe", "y"), notes=("the encoding is UTF-8",)),
    Case("UTF-8 with a mark", b"\xef\xbb\xbfx,y\n1.5,2\n3,4.25\n", XY, ("x", "y")),
    Case("UTF-16 with a mark", "höhe,y\n1.5,2\n3,4.25\n".encode("utf-16"), XY, ("höhe", "y"), notes=("the encoding is UTF-16",)),
    Case("UTF-16 without a mark", "x,y\n1.5,2\n3,4.25\n".encode("utf-16-le"), XY, ("x", "y"), notes=("assumed: the encoding is UTF-16-LE",)),
    Case("UTF-16 of the other order", "x,y\n1.5,2\n3,4.25\n".encode("utf-16-be"), XY, ("x", "y"), notes=("assumed: the encoding is UTF-16-BE",)),
    Case("Windows-1252", "höhe,y\n1.5,2\n3,4.25\n".encode("cp1252"), XY, ("höhe", "y"), notes=("assumed: the encoding is Windows-1252",)),
    Case("an encoding that is named", "ф,y\n1.5,2\n3,4.25\n".encode("cp1251"), XY, ("ф", "y"), options={"encoding": "cp1251"}, notes=("the encoding is cp1251, as asked for",)),
]  # fmt: skip
FORMATS = [
    Case("no ending", "x,y\n1.5,2\n3,4.25\n", XY, ("x", "y"), name="table"),
    Case("UCI's ending", "1.5,2,a\n3,4.25,b\n", XY, ("x1", "x2"), {"x3": "words"}, name="a.data"),
    Case("compressed", gzip.compress(b"x,y\n1.5,2\n3,4.25\n"), XY, ("x", "y"), name="a.csv.gz"),
    Case("tabs", "x\ty\n1.5\t2\n3\t4.25\n", XY, ("x", "y"), name="a.tsv", notes=("tabs are between the fields",)),
    Case("Excel's first line", "sep=;\nx;y\n1,5;2\n3;4,25\n", XY, ("x", "y")),
    Case("names of columns with escapes", "x\x1b[31m,y\n1.5,2\n3,4.25\n", XY, ("x\x1b[31m", "y")),
]  # fmt: skip
CASES = [*HEADERS, *NUMBERS, *KINDS, *DATES, *ENCODINGS, *FORMATS]


def test_there_are_many_cases_and_each_has_a_title_of_its_own() -> None:
    assert len(CASES) >= 80
    assert len({case.title for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_file_is_read_as_a_careful_person_expects(tmp_path: Path, case: Case) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode())

    table = read_table(path, **case.options)
    report = table.report

    assert report is not None
    np.testing.assert_allclose(table.points, case.points, rtol=1e-12)
    assert sorted(column.name for column in report.used) == sorted(case.used)
    if not case.options.get("one_hot"):
        assert table.names == case.used
    assert {column.name: column.kind for column in report.left_out} == case.left
    told = " | ".join(report.notes)
    for part in case.notes:
        assert part in told
    for name, part in case.how.items():
        assert part in next(f"{c.why}; {c.how}" for c in report.columns if c.name == name)
    if case.skipped:
        assert table.skipped == case.skipped
    if case.rows is not None:
        assert table.rows.tolist() == case.rows
    assert report.n_used == len(table.points) == report.n_rows - table.n_skipped
    assert len(table.frame) == report.n_rows
    assert list(table.frame.columns) == [column.name for column in report.columns]
    assert all(column.name in report.text for column in report.columns)
    assert "\n" not in report.line


def test_what_the_rules_of_0_1_read_is_told_apart_from_what_they_did_not(tmp_path: Path) -> None:
    for content, is_plain in (
        ("x,y\n1.5,2\n3,4.25\n", True),
        ("x,name\n1.5,a\n3,b\n", True),
        ("x,y\n$1.5,2\n$3,4.25\n", False),
        ("id,y\n1,2\n3,4.25\n", False),
        ("0,1\n1.5,2\n3,4.25\n", False),
    ):
        path = tmp_path / "a.csv"
        path.write_text(content)
        report = read_table(path).report
        assert report is not None
        assert report.is_plain == is_plain, content
        if is_plain:
            old, new = read_table(path, reading=1), read_table(path)
            assert (old.names, old.points.tolist()) == (new.names, new.points.tolist())


def test_by_the_rules_of_0_1_an_id_counts_and_a_price_does_not(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,price,x\n1,$5,2\n3,$7,4.25\n9,$8,7\n")
    assert read_table(path, reading=1).names == ("id", "x")
    assert read_table(path).names == ("price", "x")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": "kind"}, "a.csv: 'kind' holds no numbers (2 words: a, b); one_hot=True, or --one-hot, makes a column of 0 and 1 of each word"),
        ({"without": "hight"}, "a.csv: column='hight' is unknown; did you mean 'height'? use one of: kind, height"),
        ({"without": "height"}, "a.csv has no column of numbers; give a table with one row per point, its fields separated by commas, semicolons, tabs, | or spaces"),
        ({"header": "yes"}, "header='yes' is neither True nor False; leave it out to judge by the rows"),
        ({"dates": 1}, "dates=1 is not a switch; use True or False"),
        ({"reading": 3}, "reading=3 is out of range; use 1 <= reading <= 2"),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, options: Any, message: str) -> None:
    (tmp_path / "a.csv").write_text("kind,height\na,1.5\nb,3\na,4\n")
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / "a.csv", **options)
    assert str(caught.value) == message


def test_the_frame_has_all_rows_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('zip,x,note\n00501,1.50,"a, b"\n00502,,c\n00503,3,d,e\n00504,"1,000",f\n')
    table = read_table(tmp_path / "a.csv")
    assert table.frame.to_numpy().tolist() == [
        ["00501", "1.50", "a, b"],
        ["00502", "", "c"],
        ["00503", "3", "d,e"],
        ["00504", "1,000", "f"],
    ]
    assert table.rows.tolist() == [0, 3]
    assert table.why_not is not None
    assert table.why_not([1, 2]) == ["'x' is empty", "4 fields instead of 3"]


def test_a_field_that_is_no_date_is_told_although_the_column_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("h,joined\n1.8,2020-01-01\n1.6,\n1.7,2021-03-04\n1.9,x\n2.4,2020-05-06\n")
    report = read_table(tmp_path / "a.csv").report
    assert report is not None
    assert "dates, which count as days if they are asked for; 1 gap; 1 field that is no date" in str(report)
