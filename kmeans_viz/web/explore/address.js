// @ts-check
// Where the page keeps its situation: in the address, so that reload, back and forward work and Undo is the way back.
// A page that may not touch its address (inside a document of another page, say) keeps it to itself, as one does whose
// situation a notebook keeps.

import { InputError } from "../engine/inputs.js";
import { presentsIn, withPresent } from "../presenting/address.js";
import { fromFragment, toFragment } from "./fragment.js";

/** @typedef {import("./situation.js").Situation} Situation */
/** @typedef {import("./opened.js").Kept} Kept */
/** @typedef {{now: Situation, step: number, index: number, file: Kept | null}} Place */

const LATER_MS = 250;

/**
 * What it asks of the page.
 *
 * @typedef {object} Page
 * @property {(now: Situation, step: number, file: Kept | null) => void} go The user went back or forward, or followed a link.
 * @property {(now: Situation) => Kept | null} fileOf Returns the file that its points are from.
 * @property {(message: string) => void} complain
 * @property {() => boolean} presents Tells whether the page is being presented, which the address says too.
 * @property {() => void} present The link that the user followed opens the page presenting.
 */

/** The way that the user has come. */
export class Address {
  /**
   * @param {Page} page
   * @param {AbortSignal} signal
   * @param {boolean} isOwn Whether to keep it in the address.
   */
  constructor(page, signal, isOwn = true) {
    this._page = page;
    /** @type {Place[]} Where the browser keeps none. */
    this._own = [];
    this.index = 0;
    this._canPush = isOwn;
    /** @type {{place: Place, isNew: boolean} | null} */
    this._unwritten = null;
    this._timer = 0;
    if (!isOwn) return;
    window.addEventListener("pagehide", () => this._write(), { signal });
    window.addEventListener("popstate", (event) => this._goTo(event.state), { signal });
  }

  /** Return where the page was left, or what its link says. @returns {{now: Situation, step: number, file?: Kept | null} | null} */
  read() {
    const state = /** @type {Place | null} */ (history.state);
    // More than a link can hold survives a reload. A fragment that was typed since then says something else.
    if (state?.now && withPresent(location.hash, false) === toFragment(state.now, state.step).fragment) {
      this.index = state.index;
      return state;
    }
    return fromFragment(location.hash);
  }

  /** Remember a situation. @param {Situation} now @param {number} step @param {boolean} isNew Another one, to come back from. */
  keep(now, step, isNew) {
    // What was to be written of the same place is out of date; before another place is begun, it has to be there.
    if (isNew) this._write();
    clearTimeout(this._timer);
    if (isNew) this.index++;
    const place = { now, step, index: this.index, file: this._page.fileOf(now) };
    this._own = [...this._own.slice(0, this.index), place];
    this._unwritten = { place, isNew };
    if (isNew) this._write();
    // Browsers allow a page a few changes of its address in a second.
    else this._timer = window.setTimeout(() => this._write(), LATER_MS);
  }

  /** Write down what was kept last. */
  _write() {
    clearTimeout(this._timer);
    if (this._unwritten === null || !this._canPush) return;
    const { place, isNew } = this._unwritten;
    this._unwritten = null;
    const fragment = withPresent(toFragment(place.now, place.step).fragment, this._page.presents());
    const address = fragment || location.pathname + location.search;
    try {
      if (isNew) history.pushState(place, "", address);
      else history.replaceState(place, "", address);
    } catch {
      this._canPush = false;
    }
  }

  /** Whether a page that is loaded again finds what it was about. */
  get isKept() {
    return this._canPush;
  }

  get canUndo() {
    return this.index > 0;
  }

  undo() {
    this._go(-1);
  }

  redo() {
    this._go(1);
  }

  /** @param {number} by */
  _go(by) {
    this._write();
    if (this._canPush) history.go(by);
    else this._goTo(this._own[this.index + by] ?? null);
  }

  /** @param {Place | null} place */
  _goTo(place) {
    if (place?.now) {
      this.index = place.index;
      this._page.go(place.now, place.step, place.file);
      // It was left while the page was presented, or was not.
      if (this._canPush && presentsIn(location.hash) !== this._page.presents()) this.keep(place.now, place.step, false);
      return;
    }
    // A link was typed in, or followed within the page.
    try {
      if (presentsIn(location.hash)) this._page.present();
      const read = fromFragment(location.hash);
      if (read === null) return;
      this._page.go(read.now, read.step, null);
      this.index++;
      this.keep(read.now, read.step, false);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._page.complain(error.message);
    }
  }
}
