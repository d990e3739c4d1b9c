// @ts-check
// The situation that the page shows, and who is told when it changes. All controls read from here and write to here.

import { changed } from "./situation.js";

/** @typedef {import("./situation.js").Situation} Situation */

/**
 * How a situation came about.
 *
 * @typedef {object} Change
 * @property {string} [merge] Changes with the same word, one after the other, are one for Undo.
 * @property {boolean} [isMerged] It is one with the change before; the store says so.
 * @property {number} [step] The step to begin at; for a run that is shown already, the one it is at.
 * @property {string} [note] What the user should know.
 * @property {Int32Array | null} [clusters] Which clusters the stars are that a hand has let go.
 * @property {boolean} [isShown] The first board shows it already.
 * @property {boolean} [isBack] It was there before: the address is right already.
 */

/** The situation, and its listeners. */
export class Store {
  /** @param {Situation} now */
  constructor(now) {
    this.now = now;
    /** @type {string | undefined} */
    this._merge = undefined;
    /** @type {Set<(now: Situation, before: Situation, change: Change) => void>} */
    this._listeners = new Set();
  }

  /**
   * Change some values of the situation.
   *
   * @param {Record<string, any>} values See `changed`.
   * @param {Change} [change]
   */
  change(values, change = {}) {
    const { now, note } = changed(this.now, values);
    this.show(now, { note, ...change });
  }

  /** End a row of changes that are one for Undo. @param {string} merge */
  end(merge) {
    if (this._merge === merge) this._merge = undefined;
  }

  /** Go over to another situation. @param {Situation} now @param {Change} [change] */
  show(now, change = {}) {
    const before = this.now;
    const isMerged = change.merge !== undefined && change.merge === this._merge;
    this._merge = change.merge;
    change = { ...change, isMerged };
    this.now = now;
    for (const listener of this._listeners) listener(now, before, change);
  }

  /**
   * Be told of every change.
   *
   * @param {(now: Situation, before: Situation, change: Change) => void} listener
   * @param {AbortSignal} signal Ends it.
   */
  listen(listener, signal) {
    this._listeners.add(listener);
    signal.addEventListener("abort", () => this._listeners.delete(listener));
  }
}
