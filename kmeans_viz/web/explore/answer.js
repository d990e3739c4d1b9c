// @ts-check
// The sheet with an answer to take home: each of the user's rows with a cluster, from the best of many starts.

import { make } from "../board/parts.js";
import { InputError } from "../engine/inputs.js";
import { action, segments } from "./controls.js";
import { needsPython } from "./errands.js";
import { say } from "./say.js";
import { save } from "./share.js";
import { Sheet } from "./sheet.js";
import { filled } from "./situation.js";

/** @typedef {import("./code.js").FileRecipe} FileRecipe */

/** @type {Record<string, {type: string, hint: string}>} */
const FILES = {
  "report.html": { type: "text/html", hint: say("A page to read, print or mail: what sets each cluster apart, and how sure that is.") },
  "rows.csv": { type: "text/csv", hint: say("All your rows, each with its cluster.") },
  "clusters.csv": { type: "text/csv", hint: say("The clusters: sizes and means.") },
};

/** Cluster the rows. */
export class ClusterRows {
  /**
   * @param {import("./errands.js").Asked} errands
   * @param {() => {recipe: FileRecipe, file: File | null}} now
   * @param {(k: number, seed: number) => void} show Shows the run that was found.
   */
  constructor(errands, now, show) {
    this._errands = errands;
    this._now = now;
    this._show = show;
    this._isAsked = false;
    this._stop = new AbortController();
    this._body = make("section", { tabIndex: 0 });
    this._k = segments({ name: "answer_k", label: say("How many clusters"), hint: "" }, [["given", "", say("As many as there are stars")], ["asked", say("As many as four methods say"), say("Elbow, gap, f(K), silhouette")]], (value) => {
      this._isAsked = value === "asked";
      void this._ask();
    });
    this.sheet = new Sheet(say("Cluster these rows"), this._k.element, this._body);
    this.sheet.element.addEventListener("close", () => this._stop.abort());
  }

  open() {
    const k = filled(this._now().recipe).k;
    this._k.inputs[0].nextElementSibling?.replaceChildren(say("K = {k}, as on the board", { k }));
    this._k.show(this._isAsked ? "asked" : "given");
    this._k.element.hidden = !this._errands.isServed;
    this.sheet.open();
    if (this._errands.isServed) void this._ask();
    else this._body.replaceChildren(needsPython(say("A table of your rows, each with its cluster, needs")));
  }

  async _ask() {
    this._stop.abort();
    this._stop = new AbortController();
    const { signal } = this._stop;
    const { recipe, file } = this._now();
    const begun = say("Running k-means from 20 starts …");
    const words = make("p", { role: "status", textContent: begun });
    const bar = make("progress", { max: 100, value: 0, "aria-label": say("Running k-means") });
    this._body.replaceChildren(words, bar);
    try {
      const more = this._isAsked ? {} : { k: filled(recipe).k };
      const wait = (/** @type {string} */ text) => (words.textContent = text || begun);
      const answer = await this._errands.ask("cluster", recipe, { more, file, signal, wait, progress: (percent) => (bar.value = percent) });
      if (!signal.aborted) this._tell(answer);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InputError)) throw error;
      this._body.replaceChildren(make("p", { role: "alert", textContent: error.message }));
    }
  }

  /** @param {import("./errands.js").Answer} answer */
  _tell({ told, bytes }) {
    const { k, init_seed: seed, text, files } = told;
    /** @type {Map<string, Blob>} */
    const blobs = new Map();
    let from = 0;
    for (const [name, length] of files) {
      blobs.set(name, new Blob([bytes.slice(from, from + length)], { type: FILES[name].type }));
      from += length;
    }
    const cards = Object.entries(FILES).map(([name, { hint }]) => {
      const card = make("button", { type: "button", className: "file", "data-file": name }, make("b", { textContent: name }), make("span", { textContent: hint }));
      card.addEventListener("click", () => save(/** @type {Blob} */ (blobs.get(name)), name));
      return card;
    });
    const take = action({ name: "take_answer", label: say("Show this run on the board"), hint: "" }, () => {
      this.sheet.close();
      this._show(k, seed);
    });
    this._body.replaceChildren(make("pre", { className: "found", textContent: text }), make("div", { className: "files" }, ...cards), make("div", { className: "line" }, take));
  }
}
