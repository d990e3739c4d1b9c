// @ts-check
// A table of numbers that a user pastes: what its columns are, which rows have no numbers, and the points in it.

import { InputError, shown } from "../engine/inputs.js";
import { counted } from "./counted.js";
import { say } from "./say.js";

/**
 * A table as it was read.
 *
 * @typedef {object} Table
 * @property {string[]} names Of the columns with numbers.
 * @property {number[][]} rows
 * @property {string} report What was left out, in words; empty where nothing was.
 */

export const MOST_ROWS = 100_000;
const SEPARATORS = ["\t", ";", ","];
const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/**
 * Return the numbers in a text: one row a line, columns separated by tabs, semicolons, commas or spaces.
 *
 * A column counts where most of its fields are numbers; a row where all of these are. A first line of words names the
 * columns. Commas are decimal where nothing else can separate the columns.
 *
 * @param {string} text
 * @returns {Table}
 */
export function readTable(text) {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  if (lines.length === 0) throw new InputError("there is nothing to read; paste rows of numbers, one point a line");
  if (lines.length > MOST_ROWS + 1) {
    throw new InputError(`the table has ${lines.length} rows; paste up to ${MOST_ROWS}, or use kmeans-viz animate --csv`);
  }
  const separator = SEPARATORS.find((mark) => lines.every((line) => line.includes(mark)));
  const hasDecimalCommas = separator !== undefined ? separator !== "," : lines.some((line) => /\d,\d/.test(line));
  const cells = lines.map((line) => fieldsOf(line, separator));
  const isNumber = (/** @type {string | undefined} */ field) => field !== undefined && NUMBER.test(field) && (hasDecimalCommas || !field.includes(","));
  const width = Math.max(...cells.map((row) => row.length));
  // A heading of a column of numbers is no number.
  const body = cells[0].some(isNumber) ? cells : cells.slice(1);
  const columns = Array.from({ length: width }, (_, i) => i).filter(
    (i) => body.filter((row) => isNumber(row[i])).length > body.length / 2,
  );
  if (body.length === 0 || columns.length === 0) {
    throw new InputError(`${shown(lines[0])} holds no numbers; paste rows of numbers, one point a line`);
  }
  const good = body.filter((row) => columns.every((i) => isNumber(row[i])));
  const names = columns.map((i) => (body === cells ? nameOf(i) : cells[0][i] || nameOf(i)));
  const rows = good.map((row) => columns.map((i) => Number(row[i].replace(",", "."))));
  return { names, rows, report: reportOf(width - columns.length, body.length - good.length) };
}

/** @param {string} line @param {string | undefined} separator */
function fieldsOf(line, separator) {
  const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
  return fields.map((field) => field.trim().replace(/^"(.*)"$/, "$1").trim());
}

/** Return what a column without a heading is called. @param {number} i */
function nameOf(i) {
  return say("column {number}", { number: i + 1 });
}

/** @param {number} nColumns @param {number} nRows */
function reportOf(nColumns, nRows) {
  const parts = [];
  if (nColumns > 0) parts.push(say("{columns} without numbers", { columns: counted(nColumns, [say("column"), say("columns")]) }));
  if (nRows > 0) parts.push(say("{rows} in which a number is missing", { rows: counted(nRows, [say("row"), say("rows")]) }));
  return parts.length === 0 ? "" : say("Left out: {parts}.", { parts: parts.join(say(", and ")) });
}
