// @ts-check
// How many chose what, as bars with percentages: of a vote, or of the answers to a question.

import { make } from "../board/parts.js";
import { tally } from "./guesses.js";

const SHOW_MS = 700;
const REPLAY_MS = 3000;

/** One bar for each option. */
export class Bars {
  /** @param {readonly string[]} labels @param {AbortSignal} signal */
  constructor(labels, signal) {
    this._calm = matchMedia("(prefers-reduced-motion: reduce)");
    /** The number of the option that each student chose, in the order in which they came. @type {number[]} */
    this._chosen = [];
    this._isShown = false;
    this._request = 0;
    this._rows = labels.map((label) => {
      const bar = make("span", { className: "bar" });
      const percent = make("span", { className: "percent" });
      const count = make("span", { className: "count" });
      const element = make("li", {}, make("span", { className: "label" }, label), make("span", { className: "track" }, bar), percent, count);
      return { element, bar, percent, count };
    });
    // Many short labels, as of a vote, have no room above their bars.
    const isShort = labels.every((label) => label.length <= 6);
    this.element = make("ul", { className: isShort ? "bars short" : "bars" }, ...this._rows.map(({ element }) => element));
    signal.addEventListener("abort", () => cancelAnimationFrame(this._request));
  }

  get isShown() {
    return this._isShown;
  }

  /** @param {number[]} chosen */
  update(chosen) {
    this._chosen = chosen;
    if (this._isShown && this._request === 0) this._draw(chosen);
  }

  show() {
    if (!this._isShown) this._play(SHOW_MS);
  }

  hide() {
    cancelAnimationFrame(this._request);
    this._request = 0;
    this._isShown = false;
    this._draw([]);
  }

  /** Let all votes come again, one by one. */
  replay() {
    this._play(REPLAY_MS);
  }

  /** Mark the right answer. @param {number | null} answer null where there is none. */
  reveal(answer) {
    this._rows.forEach(({ element }, i) => {
      element.classList.toggle("right", i === answer);
      element.classList.toggle("other", answer !== null && i !== answer);
    });
  }

  /** @param {number} lastsMs */
  _play(lastsMs) {
    cancelAnimationFrame(this._request);
    this._isShown = true;
    const start = performance.now();
    const tick = () => {
      const part = this._calm.matches ? 1 : Math.min(1, (performance.now() - start) / lastsMs);
      this._draw(this._chosen.slice(0, Math.ceil(part * this._chosen.length)));
      this._request = part < 1 ? requestAnimationFrame(tick) : 0;
    };
    tick();
  }

  /** @param {number[]} chosen */
  _draw(chosen) {
    const found = tally(this._rows.map((_, i) => i), chosen);
    // The bars keep their scale while they grow: their length is a share of all students.
    const all = Math.max(1, this._isShown ? this._chosen.length : 1);
    found.forEach(({ count, percent }, i) => {
      const row = this._rows[i];
      row.bar.style.width = `${(100 * count) / all}%`;
      row.percent.textContent = this._isShown ? `${percent}%` : "";
      row.count.textContent = this._isShown ? String(count) : "";
    });
  }
}
