// @ts-check
// How the file was read that the points are from, one fold away below them: every column, whether it counts, and why.

import { make } from "../board/parts.js";
import { counted } from "./counted.js";
import { say } from "./say.js";

/** @typedef {import("./opened.js").Source} Source */

/** The report on a file. */
export class ReadReport {
  constructor() {
    this._summary = make("summary");
    this._body = make("div", { className: "report" });
    this.element = make("details", { className: "fold", hidden: true, "data-name": "report" }, this._summary, this._body);
    /** @type {Source | null} */
    this._shown = null;
  }

  /** @param {Source | null} source */
  show(source) {
    if (source === this._shown) return;
    this._shown = source;
    const report = source?.kept.report ?? null;
    this.element.hidden = source === null || report === null;
    if (source === null || report === null) return;
    const { columns, notes, skipped, n_rows: n, n_used: nUsed } = report;
    const isUsed = columns.filter((column) => column.is_used).length;
    const left = n > nUsed ? say(", {rows} left out", { rows: counted(n - nUsed, [say("row"), say("rows")]) }) : "";
    const values = { name: source.kept.name, used: isUsed, all: counted(columns.length, [say("column"), say("columns")]), left };
    this._summary.textContent = isUsed === 1 ? say("{name}: {used} of {all} counts{left}", values) : say("{name}: {used} of {all} count{left}", values);
    const lines = columns.map(({ name, is_used: counts, said }) =>
      make("li", { className: counts ? "" : "unused" }, make("b", { textContent: name }), ` ${counts ? say("counts") : say("left out")}: ${said}`),
    );
    this._body.replaceChildren(make("ul", {}, ...lines), ...part(say("Rows left out"), skipped), ...part(say("How the file was read"), notes));
  }
}

/** @param {string} title @param {string[]} texts */
function part(title, texts) {
  if (texts.length === 0) return [];
  return [make("h3", { textContent: title }), make("ul", {}, ...texts.map((textContent) => make("li", { textContent })))];
}
