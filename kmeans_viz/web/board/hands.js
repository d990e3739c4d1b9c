// @ts-check
// What a hand does with stars: each has a handle above the picture, large enough for a finger, that a pointer drags and
// the arrow keys move.

import { ARROWS } from "./keys.js";
import { make, spotIn } from "./parts.js";

/** @typedef {{cluster: number, x: number, y: number}} Star Where a star is on the page, from the corner of the board. */

/**
 * What the hands tell.
 *
 * @typedef {object} Watched
 * @property {(j: number) => void} lift
 * @property {(j: number, x: number, y: number) => void} move
 * @property {(j: number) => void} drop
 * @property {() => void} cancel
 */

const TARGET_PX = 44; // what a finger can hit

/** The handles of the stars on a board. */
export class Hands {
  /** @param {HTMLElement} layer Lies over the board. @param {AbortSignal} signal @param {Watched} watched */
  constructor(layer, signal, watched) {
    this._layer = layer;
    this._signal = signal;
    this._watched = watched;
    /** @type {HTMLButtonElement[]} */
    this._handles = [];
    /** @type {Star[]} */
    this.stars = [];
    /** Which star is held, or -1. */
    this.held = -1;
    this._request = 0;
  }

  /**
   * Lay handles over stars, or take them away.
   *
   * @param {Star[]} stars
   * @param {number} radius Of a star, in pixels of the page.
   * @param {import("../say.js").Say} say
   */
  lay(stars, radius, say) {
    this.stars = stars;
    const size = Math.max(TARGET_PX, 2 * radius);
    while (this._handles.length < stars.length) this._add(this._handles.length);
    this._handles.forEach((handle, j) => {
      handle.hidden = j >= stars.length;
      if (handle.hidden) return;
      const { cluster, x, y } = stars[j];
      handle.setAttribute("aria-label", say("Star {star}: arrow keys move it, Enter lets go", { star: cluster + 1 }));
      Object.assign(handle.style, { width: `${size}px`, height: `${size}px` });
      handle.style.transform = `translate(${x - size / 2}px, ${y - size / 2}px)`;
    });
  }

  /** Give the keys to the first star. */
  focus() {
    this._handles[0]?.focus({ preventScroll: true });
  }

  end() {
    cancelAnimationFrame(this._request);
  }

  /** @param {number} j */
  _add(j) {
    const handle = make("button", { type: "button", className: "star" });
    const options = { signal: this._signal };
    handle.addEventListener("pointerdown", (event) => this._grab(event), options);
    handle.addEventListener("keydown", (event) => this._press(j, event), options);
    handle.addEventListener("blur", () => this.held === j && this._letGo(), options);
    this._layer.append(handle);
    this._handles.push(handle);
  }

  /** @param {PointerEvent} event */
  _grab(event) {
    if (event.button !== 0 || this.held >= 0) return;
    event.preventDefault();
    const [x, y] = spotIn(this._layer, event);
    // Handles are larger than stars and overlap: what is meant is the nearest star.
    const j = this._nearest(x, y);
    const handle = this._handles[j];
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    // The star stays where it was taken hold of.
    const from = [x - this.stars[j].x, y - this.stars[j].y];
    /** @type {[number, number] | null} */
    let wanted = null;
    const follow = () => {
      this._request = 0;
      if (wanted !== null) this._moveTo(j, ...wanted);
      wanted = null;
    };
    const leaving = new AbortController();
    const options = { signal: leaving.signal };
    handle.addEventListener(
      "pointermove",
      (move) => {
        const now = spotIn(this._layer, move);
        wanted = [now[0] - from[0], now[1] - from[1]];
        if (this.held < 0) this._lift(j);
        this._request ||= requestAnimationFrame(follow);
      },
      options,
    );
    const end = (/** @type {boolean} */ isDrop) => {
      leaving.abort();
      cancelAnimationFrame(this._request);
      follow();
      if (this.held < 0) return;
      if (isDrop) this._letGo();
      else this._cancel();
    };
    handle.addEventListener("pointerup", () => end(true), options);
    handle.addEventListener("pointercancel", () => end(false), options);
  }

  /** @param {number} x @param {number} y */
  _nearest(x, y) {
    const gaps = this.stars.map((star) => Math.hypot(star.x - x, star.y - y));
    return gaps.indexOf(Math.min(...gaps));
  }

  /** @param {number} j @param {KeyboardEvent} event */
  _press(j, event) {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow !== undefined) {
      const far = this._layer.clientWidth * (event.shiftKey ? 0.05 : 0.01);
      const { x, y } = this.stars[j];
      if (this.held !== j) this._lift(j);
      this._moveTo(j, x + arrow[0] * far, y + arrow[1] * far);
    } else if (this.held === j && event.key === "Enter") this._letGo();
    else if (this.held === j && event.key === "Escape") this._cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} j */
  _lift(j) {
    this.held = j;
    this._layer.classList.add("held");
    this._watched.lift(j);
  }

  /** @param {number} j @param {number} x @param {number} y */
  _moveTo(j, x, y) {
    const { clientWidth: width, clientHeight: height } = this._layer;
    const star = this.stars[j];
    star.x = Math.min(Math.max(x, 1), width - 1);
    star.y = Math.min(Math.max(y, 1), height - 1);
    const half = parseFloat(this._handles[j].style.width) / 2;
    this._handles[j].style.transform = `translate(${star.x - half}px, ${star.y - half}px)`;
    this._watched.move(j, star.x, star.y);
  }

  _letGo() {
    const j = this.held;
    this._release();
    this._watched.drop(j);
  }

  _cancel() {
    this._release();
    this._watched.cancel();
  }

  _release() {
    this.held = -1;
    this._layer.classList.remove("held");
  }
}
