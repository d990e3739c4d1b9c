// @ts-check
// The board of the page, and the second one beside it where two starts are compared: same points, same half-step, both
// curves on one scale, and the clusters of B in the colours of those of A that they share their points with.

import { PARTS } from "../board/attributes.js";
import { make } from "../board/parts.js";
import { KmeansBoard } from "../board.js";
import { matched } from "./matching.js";
import { pairPicture } from "./pair.js";
import { say } from "./say.js";
import { filled, methodOf, otherRecipe } from "./situation.js";
import { TABLES } from "../tables.js";

/** @typedef {import("./situation.js").Situation} Situation */
/** @typedef {import("./store.js").Change} Change */

const SWITCHES = /** @type {const} */ (["lines", "forms", "whole"]);
const HIDDEN = "start points reset";

/** One board, or two. */
export class Panes {
  /** @param {import("./store.js").Store} store @param {AbortSignal} signal @param {boolean} isRecorded Whether Python makes the runs. */
  constructor(store, signal, isRecorded) {
    this._store = store;
    this._isRecorded = isRecorded;
    this.first = /** @type {KmeansBoard} */ (document.createElement("kmeans-board"));
    this.first.setAttribute("hide", HIDDEN);
    this._titles = [make("p", { className: "pane-title", slot: "title", hidden: true }), make("p", { className: "pane-title" })];
    /** @type {KmeansBoard | null} */
    this.second = null;
    /** True while it changes over to another situation. */
    this.isShowing = false;
    this._pane = make("div", { className: "pane", slot: "beside" });
    this.first.append(this._titles[0]);
    const options = { signal };
    // What happens on the second board, which stands inside the first one's element, comes by here too.
    this.first.addEventListener("kmeans-change", (event) => this._take(/** @type {CustomEvent} */ (event)), options);
    this.first.addEventListener("kmeans-tool", (event) => this._leave(/** @type {CustomEvent} */ (event)), options);
    // While both change over, one still has the points from before.
    this.first.addEventListener("kmeans-run", () => this.isShowing || this._match(), options);
    store.listen((now, before, change) => this.show(now, change), signal);
  }

  /** Show a situation. @param {Situation} now @param {Change} [change] */
  show(now, { step, clusters, isShown = false } = {}) {
    this.isShowing = true;
    this._dress(this.first, now);
    if (!isShown && !this._isRecorded) this.first.begin(now.recipe, { step, clusters });
    if (!this._isRecorded) this.first.tool = now.hand === "move" ? null : /** @type {import("../board/tools.js").Tool} */ (now.hand);
    const other = otherRecipe(now);
    const own = now.hide.filter((name) => PARTS.includes(name));
    this.first.setAttribute("hide", [HIDDEN, ...(other === null ? [] : ["guess seeding"]), ...own].join(" "));
    if (other === null) this._close();
    else this._open(other, now, step);
    this._titles.forEach((title, i) => {
      title.hidden = other === null;
      title.textContent = `${"AB"[i]}: ${startText(i === 0 ? now.recipe : (other ?? {}))}`;
    });
    this.isShowing = false;
  }

  /** The boards that are shown. */
  get boards() {
    return this.second === null ? [this.first] : [this.first, this.second];
  }

  /**
   * Return what is shown as a file: both runs where there are two.
   *
   * @param {string} type
   * @param {import("./situation.js").Recipe} recipe That of what is seen.
   * @returns {Promise<Blob>}
   */
  async picture(type, recipe) {
    const runs = this.boards.flatMap(({ run }) => (run === null ? [] : [run]));
    if (runs.length < 2 || type === "text/csv") return this.first.picture(type);
    const sides = runs.map((run, i) => ({ run, title: this._titles[i].textContent ?? "" }));
    return pairPicture(type, sides, Math.max(0, this.first.step), recipe);
  }

  /** Give a board what is about its look alone. @param {KmeansBoard} board @param {Situation} now */
  _dress(board, now) {
    if (now.light) board.setAttribute("theme", "light");
    else board.removeAttribute("theme");
    for (const name of SWITCHES) board.toggleAttribute(name, now[name]);
  }

  /** @param {import("./situation.js").Recipe} recipe @param {Situation} now @param {number | undefined} step */
  _open(recipe, now, step) {
    if (this.second === null) {
      this.second = /** @type {KmeansBoard} */ (document.createElement("kmeans-board"));
      this.second.setAttribute("show", "board");
      this.second.setAttribute("hands", "move");
      this._dress(this.second, now);
      this.second.begin(recipe, { step });
      this._pane.replaceChildren(this._titles[1], this.second);
      this.first.append(this._pane);
      this.first.partner = this.second;
    } else {
      this._dress(this.second, now);
      this.second.begin(recipe, { step: step ?? this.first.step });
    }
    this._match();
  }

  _close() {
    if (this.second === null) return;
    this.first.partner = null;
    this._pane.remove();
    this.second = null;
  }

  /** Give B the colours of A, once it is known how both end. */
  _match() {
    const [a, b] = [this.first.run, this.second?.run ?? null];
    if (a === null || b === null || this.second === null || !a.complete || !b.complete || a.k !== b.k) return;
    const [{ labels: as, clusters: named }, { labels: bs, clusters: others }] = [a.at(a.length - 1), b.at(b.length - 1)];
    if (as === null || bs === null || named.length !== a.k || others.length !== b.k) return;
    const partner = matched(as, bs, a.k);
    const clusters = partner.map((j) => named[j]);
    if (others.every((cluster, j) => cluster === clusters[j])) return;
    // The rows of the last state are those of the start, as none was dropped.
    this.second.begin(this.second.recipe, { step: this.first.step, clusters });
  }

  /** A hand has changed the recipe of a board. @param {CustomEvent} event */
  _take(event) {
    event.stopPropagation();
    const { recipe, clusters, isNew } = event.detail;
    // A stroke of the brush is one change.
    const merge = recipe.coordinates ? "paint" : undefined;
    if (isNew) this._store.end("paint");
    if (event.target === this.first) this._store.show({ ...this._store.now, recipe }, { step: this.first.step, clusters, isShown: true, merge });
    else this._store.change({ other_init: recipe.init }, { step: this.first.step });
  }

  /** The tool was put away: all stars are placed, or Escape was pressed. @param {CustomEvent} event */
  _leave(event) {
    if (event.detail.tool === null && !this.isShowing && this._store.now.hand !== "move") this._store.change({ hand: "move" });
  }
}

/** Return how a run starts, in a few words. @param {import("./situation.js").Recipe} recipe */
export function startText(recipe) {
  const method = methodOf(recipe);
  if (method === "placed") return say("stars placed by hand");
  const { seed, init_seed: initSeed } = filled(recipe);
  return say("{method}, seed {seed}", { method: say(TABLES.labels.seedings[method]).toLowerCase(), seed: initSeed ?? seed });
}
