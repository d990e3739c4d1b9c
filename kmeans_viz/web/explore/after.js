// @ts-check
// What there is to say about a run: how it ended, once it has been played to its end, and how lucky its start was.
// Nothing here is ever about another run than the one that is shown.

import { make } from "../board/parts.js";
import { inFourDigits } from "../drawing/numbers.js";
import { histogram } from "../engine/runs.js";
import { TABLES } from "../tables.js";
import { action } from "./controls.js";
import { histogramChart } from "./histogram.js";
import { say } from "./say.js";
import { emptied, ending, verdict } from "./verdict.js";

/** @typedef {import("../board.js").KmeansBoard} Board */

/** The panel below the words. */
export class After {
  /**
   * @param {() => Board[]} boards
   * @param {import("./search.js").Search} search
   * @param {() => void} tryMany
   */
  constructor(boards, search, tryMany) {
    this._boards = boards;
    this._search = search;
    /** The run that has been seen to its end. @type {import("../board/run.js").Run | null} */
    this._seen = null;
    this._sentences = make("div", { className: "sentences", role: "status" });
    this._chart = make("div", { className: "chart" });
    this._ask = action({ name: "try_many", label: say("How lucky was this start?"), hint: say("Try many other starts on these points") }, tryMany);
    this._progress = make("progress", { max: 1, "aria-label": say("Trying starts") });
    this.element = make("div", { className: "after", slot: "more" }, this._sentences, this._ask, this._progress, this._chart);
  }

  /** True once the run that is shown has been seen to its end. */
  get hasSeenEnd() {
    return this._seen !== null && this._seen === this._boards()[0].run;
  }

  /** The board has gone to another step. */
  step() {
    const boards = this._boards();
    const { run, step } = boards[0];
    const last = Math.max(...boards.map((board) => board.run?.length ?? 0)) - 1;
    if (run !== null && boards.every((board) => board.run?.complete) && step >= last) this._seen = run;
    this.show();
  }

  /** A star is in the hand: what was said is about a run that will not be. */
  gray() {
    this.element.classList.add("stale");
  }

  show() {
    this.element.classList.remove("stale");
    const boards = this._boards();
    const { run, step } = boards[0];
    const { starts, init, isRunning } = this._search;
    const isOver = this.hasSeenEnd && run !== null;
    const sentences = [];
    if (isOver) {
      boards.forEach((board, i) => {
        const own = board.run;
        // Of one run the words above say it.
        if (own === null || (boards.length === 1 && own.problem === "")) return;
        sentences.push((boards.length > 1 ? `${"AB"[i]}: ` : "") + ending(own.bareAt(own.length - 1), own.problem));
      });
    }
    if (run !== null && step > 0) sentences.push(emptied(run, Math.min(step, run.length - 1)));
    const inertia = isOver ? (run.bareAt(run.length - 1).inertia ?? 0) : null;
    const isWhole = starts !== null && starts.done;
    if (isWhole && inertia !== null && boards.length === 1) sentences.push(...verdict(starts, init, inertia));
    const texts = sentences.filter(Boolean);
    if (texts.join("\n") !== Array.from(this._sentences.children, (p) => p.textContent).join("\n")) {
      this._sentences.replaceChildren(...texts.map((textContent) => make("p", { textContent })));
    }
    this._progress.hidden = !isRunning;
    if (starts !== null) this._progress.value = starts.inertias.length / starts.total;
    this._ask.hidden = !isOver || starts !== null || boards.length > 1;
    const bins = isWhole ? histogram(starts.inertias) : null;
    if (bins === null || starts === null) this._chart.replaceChildren();
    else {
      const n = starts.total;
      const method = say(TABLES.phrases[init]);
      const ends = { n, method, low: inFourDigits(bins.low), high: inFourDigits(bins.high) };
      const text = say("{n} starts by {method} end with inertias from {low} to {high}", ends);
      this._chart.replaceChildren(histogramChart(bins, inertia, text, say("where {n} starts end", { n })));
    }
    this.element.classList.toggle("charted", bins !== null);
  }
}
