// @ts-check
// The sheet for points of one's own: a table that the user pastes, and which two of its columns to draw.

import { make } from "../board/parts.js";
import { InputError } from "../engine/inputs.js";
import { action, choice } from "./controls.js";
import { counted } from "./counted.js";
import { needsPython } from "./errands.js";
import { capital } from "./notice.js";
import { say } from "./say.js";
import { Sheet } from "./sheet.js";
import { readTable } from "./table.js";

/** @typedef {import("./opened.js").Source} Source */
/** @typedef {import("./table.js").Table} Table */

const POINTS = [say("point"), say("points")];
const EXAMPLE = "width\theight\n1.2\t3.4\n2.5\t0.7\n…";

/**
 * What the sheet asks of the page.
 *
 * @typedef {object} Page
 * @property {(rows: number[][], note: string) => void} take Shows rows.
 * @property {(file: File, columns: string[] | undefined, signal: AbortSignal, wait: (text: string) => void) => Promise<void>} open
 *   Opens a file, with the help of Python.
 * @property {() => Source[]} before The files that were opened before.
 * @property {() => Source | null} source The file that the points are from that are shown.
 * @property {boolean} isServed Whether there is Python to help.
 */

/** Points of one's own. */
export class Own {
  /** @param {Page} page */
  constructor(page) {
    this._page = page;
    this._reading = new AbortController();
    const input = make("input", { type: "file", hidden: true, "data-name": "file" });
    const button = action({ name: "open_file", label: say("Open a file…"), hint: say("CSV, Excel, Parquet, GPX, .npy, a picture, or a file made here") }, () => input.click());
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = ""; // so that the same file can be opened again
      if (file !== undefined) void this._takeFile(file);
    });
    this._ofFile = make("div", { className: "line", hidden: true });
    this._before = make("div", { hidden: true, "data-name": "before" });
    const errands = page.isServed ? [make("div", { className: "line" }, button, input), this._ofFile, this._before] : [needsPython(say("Opening a file needs"))];
    /** @type {Table | null} */
    this._table = null;
    this._chosen = ["0", "1"];
    this._text = make("textarea", { rows: 9, spellcheck: false, placeholder: EXAMPLE, "aria-label": say("A table of numbers") });
    this._said = make("p", { className: "said", role: "status" });
    this._columns = make("div", { className: "line", hidden: true });
    this._take = action({ name: "take", label: say("Show these points"), hint: "" }, () => this._show());
    this._text.addEventListener("input", () => this._read());
    this.sheet = new Sheet(
      say("Your own points"),
      make("section", {}, ...errands),
      this._said,
      make("section", {}, make("p", { textContent: say("Or paste rows of numbers: one point a line, from a spreadsheet or a CSV file. They stay on this page.") }), this._text, this._columns, this._take),
    );
    this.sheet.element.addEventListener("close", () => this._reading.abort());
    this._read();
  }

  open() {
    this._read();
    this._offerFiles();
    this.sheet.open();
    this._text.focus();
  }

  _read() {
    this._table = null;
    this._columns.hidden = true;
    const text = this._text.value;
    if (text.trim() === "") this._said.textContent = "";
    else {
      try {
        this._table = readTable(text);
        const { rows, names, report } = this._table;
        this._said.textContent = `${say("{points} with {names}.", { points: counted(rows.length, POINTS), names: names.join(", ") })} ${report}`.trim();
        if (names.length > 2) this._offer(names);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this._said.textContent = capital(error.message);
      }
    }
    this._take.disabled = this._table === null;
  }

  /** Read a file, in place of one that is still being read. @param {File} file @param {string[]} [columns] */
  async _takeFile(file, columns) {
    this._reading.abort();
    this._reading = new AbortController();
    const { signal } = this._reading;
    const tell = (/** @type {string} */ text) => signal === this._reading.signal && (this._said.textContent = text);
    const begun = say("Reading {name} …", { name: file.name });
    tell(begun);
    try {
      await this._page.open(file, columns, signal, (text) => tell(text || begun));
      this._reading = new AbortController(); // it is done, so that closing the sheet ends nothing
      this.sheet.close();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InputError)) throw error;
      tell(error.message);
    }
  }

  /** Offer the files that were opened before, and the columns of the one that is shown. */
  _offerFiles() {
    const source = this._page.source();
    const { choices = [] } = source?.kept ?? {};
    this._ofFile.hidden = !source?.file || choices.length <= 2;
    if (source?.file && choices.length > 2) {
      const { file } = source;
      const chosen = source.kept.columns.concat(choices).slice(0, 2).map((name) => String(choices.indexOf(name)));
      const take = action({ name: "take_columns", label: say("Show these columns of {name}", { name: file.name }), hint: "" }, () => void this._takeFile(file, chosen.map((i) => choices[Number(i)])));
      this._ofFile.replaceChildren(...columnChoices("file_", choices, chosen), take);
    }
    const others = this._page.before().filter((one) => one !== source);
    this._before.hidden = others.length === 0;
    const buttons = others.map((one) =>
      action({ name: "again", label: `${one.kept.name}, ${counted(one.rows.length, POINTS)}`, hint: say("Show it again") }, () => {
        this.sheet.close();
        this._page.take(one.rows, "");
      }),
    );
    this._before.replaceChildren(make("p", { className: "hint", textContent: say("Opened before, and kept by this page until you close it:") }), make("div", { className: "line" }, ...buttons));
  }

  /** Let the user choose two of many columns. @param {string[]} names */
  _offer(names) {
    this._chosen = ["0", "1"];
    this._columns.replaceChildren(...columnChoices("", names, this._chosen));
    this._columns.hidden = false;
  }

  _show() {
    const table = this._table;
    if (table === null) return;
    const columns = table.names.length > 2 ? this._chosen.map(Number) : table.names.map((_, i) => i);
    this.sheet.close();
    this._page.take(table.rows.map((row) => columns.map((i) => row[i])), table.report);
  }
}

/**
 * Return two choices of a column.
 *
 * @param {string} prefix Of the names of the controls.
 * @param {string[]} names
 * @param {string[]} chosen The numbers of both, which a choice changes.
 */
function columnChoices(prefix, names, chosen) {
  const options = names.map((name, i) => /** @type {[string, string]} */ ([String(i), name]));
  const labels = [say("Across"), say("Up")];
  return ["across", "up"].map((name, i) => {
    const control = choice({ name: prefix + name, label: labels[i], hint: say("Which column to draw") }, options, (value) => (chosen[i] = value));
    control.show(chosen[i]);
    return control.element;
  });
}
