// @ts-check
// The sheet for points of one's own: a table that the user pastes, and which two of its columns to draw.

import { make } from "../board/parts.js";
import { counted } from "../drawing/numbers.js";
import { InputError } from "../engine/inputs.js";
import { action, choice } from "./controls.js";
import { needsPython } from "./errands.js";
import { capital } from "./notice.js";
import { Sheet } from "./sheet.js";
import { readTable } from "./table.js";

/** @typedef {import("./table.js").Table} Table */

const EXAMPLE = "width\theight\n1.2\t3.4\n2.5\t0.7\n…";

/** Points of one's own. */
export class Own {
  /**
   * @param {(rows: number[][], note: string) => void} tell
   * @param {(file: File, columns?: string[]) => Promise<string[]>} open Opens a file, with the help of Python, and
   *   returns the columns that could be used.
   * @param {boolean} isServed Whether there is Python to help.
   */
  constructor(tell, open, isServed) {
    this._tell = tell;
    this._openFile = open;
    const input = make("input", { type: "file", hidden: true, "data-name": "file" });
    const button = action({ name: "open_file", label: "Open a file…", hint: "CSV, Parquet, GPX, .npy, a picture, or a file made here" }, () => input.click());
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = ""; // so that the same file can be opened again
      if (file !== undefined) void this._takeFile(file);
    });
    this._ofFile = make("div", { className: "line", hidden: true });
    const errands = isServed ? [button, input, this._ofFile] : [needsPython("Opening a file needs")];
    /** @type {Table | null} */
    this._table = null;
    this._chosen = ["0", "1"];
    this._text = make("textarea", { rows: 9, spellcheck: false, placeholder: EXAMPLE, "aria-label": "A table of numbers" });
    this._said = make("p", { className: "said", role: "status" });
    this._columns = make("div", { className: "line", hidden: true });
    this._take = action({ name: "take", label: "Show these points", hint: "" }, () => this._show());
    this._text.addEventListener("input", () => this._read());
    this.sheet = new Sheet(
      "Your own points",
      make("section", {}, make("p", { textContent: "Paste rows of numbers: one point a line, from a spreadsheet or a CSV file. They stay on this page." }), this._text, this._said, this._columns, this._take),
      make("section", {}, ...errands),
    );
    this._read();
  }

  open() {
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
        this._said.textContent = `${counted(rows.length, ["point", "points"])} with ${names.join(", ")}. ${report}`.trim();
        if (names.length > 2) this._offer(names);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this._said.textContent = capital(error.message);
      }
    }
    this._take.disabled = this._table === null;
  }

  /** @param {File} file @param {string[]} [columns] */
  async _takeFile(file, columns) {
    this._said.textContent = `Reading ${file.name} …`;
    try {
      const choices = await this._openFile(file, columns);
      if (columns === undefined) this._offerOf(file, choices);
      this._said.textContent = "";
      this.sheet.close();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._said.textContent = error.message;
    }
  }

  /** Let the user choose two columns of a file, where it has more. @param {File} file @param {string[]} names */
  _offerOf(file, names) {
    this._ofFile.hidden = names.length <= 2;
    const chosen = ["0", "1"];
    const take = action({ name: "take_columns", label: `Show these columns of ${file.name}`, hint: "" }, () => void this._takeFile(file, chosen.map((i) => names[Number(i)])));
    this._ofFile.replaceChildren(...columnChoices("file_", names, chosen), take);
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
    this._tell(table.rows.map((row) => columns.map((i) => row[i])), table.report);
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
  return ["Across", "Up"].map((label, i) => {
    const control = choice({ name: prefix + label.toLowerCase(), label, hint: "Which column to draw" }, options, (value) => (chosen[i] = value));
    control.show(chosen[i]);
    return control.element;
  });
}
