// @ts-check
// The sheet that says how many clusters there are, in the words of four methods.

import { make } from "../board/parts.js";
import { InputError } from "../engine/inputs.js";
import { action } from "./controls.js";
import { needsPython } from "./errands.js";
import { say } from "./say.js";
import { Sheet } from "./sheet.js";

const [WIDE, HIGH] = [1120, 640];
const [NARROW, TALL] = [700, 1000];

/** How many clusters? */
export class Advice {
  /**
   * @param {import("./errands.js").Asked} errands
   * @param {() => {recipe: import("../board/attributes.js").Recipe, file: File | null}} now
   * @param {(k: number) => void} takeK
   */
  constructor(errands, now, takeK) {
    this._errands = errands;
    this._now = now;
    this._takeK = takeK;
    this._body = make("section", { tabIndex: 0 });
    this._take = make("div", { className: "buttons" });
    this.sheet = new Sheet(say("How many clusters?"), this._body, this._take);
    this.sheet.element.addEventListener("close", () => this._stop.abort());
    this._stop = new AbortController();
  }

  async open() {
    this.sheet.open();
    this._take.replaceChildren();
    if (!this._errands.isServed) {
      this._body.replaceChildren(needsPython(say("Asking the elbow, the silhouette, the gap statistic and f(K) needs")));
      return;
    }
    this._stop = new AbortController();
    const { signal } = this._stop;
    const bar = make("progress", { max: 100, value: 0, "aria-label": say("Asking four methods") });
    const begun = say("Asking four methods, each of which tries every K …");
    const words = make("p", { role: "status", textContent: begun });
    this._body.replaceChildren(words, bar);
    const isNarrow = window.innerWidth < 700;
    const { recipe, file } = this._now();
    try {
      const more = { size: isNarrow ? [NARROW, TALL] : [WIDE, HIGH] };
      const answer = await this._errands.ask("advice", recipe, { more, file, signal, progress: (percent) => (bar.value = percent), wait: (text) => (words.textContent = text || begun) });
      this._show(answer);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InputError)) throw error;
      this._body.replaceChildren(make("p", { role: "alert", textContent: error.message }));
    }
  }

  /** @param {import("./errands.js").Answer} answer */
  _show({ told, bytes }) {
    const { offers, headline, words, methods } = told;
    const picture = make("img", { alt: headline, src: URL.createObjectURL(new Blob([bytes], { type: told.type })) });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    const list = methods.map((/** @type {any} */ { method, reason }) => make("li", { textContent: `${method}: ${reason}` }));
    this._body.replaceChildren(make("h3", { textContent: headline }), make("p", { textContent: words }), picture, make("ul", {}, ...list));
    const takes = offers.map((/** @type {number} */ k) =>
      action({ name: "take_k", label: say("Show K = {k}", { k }), hint: "" }, () => {
        this.sheet.close();
        this._takeK(k);
      }),
    );
    this._take.replaceChildren(...takes);
  }
}
