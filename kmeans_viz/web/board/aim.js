// @ts-check
// Where on a board a hand points: a pointer that is pressed and drawn along, or a cross that the arrow keys move.

import { ARROWS } from "./keys.js";
import { make, spotIn } from "./parts.js";

/**
 * What a hand that points tells; positions are in pixels of the page, from the corner of the board.
 *
 * @typedef {object} Aimed
 * @property {(x: number, y: number) => void} press
 * @property {(x: number, y: number) => void} move While it is pressed.
 * @property {(isWhole: boolean) => void} lift False where the browser took the pointer away.
 * @property {() => void} undo
 */

/** A hand that points at places on a board. */
export class Aim {
  /** @param {HTMLElement} layer Lies over the board. @param {AbortSignal} signal @param {Aimed} aimed */
  constructor(layer, signal, aimed) {
    this._layer = layer;
    this._aimed = aimed;
    this._ring = make("div", { className: "ring", hidden: true });
    this._cross = make("button", { type: "button", className: "cross", hidden: true });
    this._place = [0, 0];
    this._isPressed = false;
    layer.append(this._ring, this._cross);
    const options = { signal };
    layer.addEventListener("pointerdown", (event) => this._press(event), options);
    layer.addEventListener("pointermove", (event) => this._move(event), options);
    layer.addEventListener("pointerup", () => this._lift(true), options);
    layer.addEventListener("pointercancel", () => this._lift(false), options);
    this._cross.addEventListener("keydown", (event) => this._key(event), options);
  }

  /**
   * Point at places from now on.
   *
   * @param {string} name What the cross is for, for those who hear it.
   * @param {number} radius Of the ring around the pointer, in pixels; 0 for none.
   * @param {boolean} [isAsked] Whether the reader asked for it: then the keys go to the cross at once.
   */
  begin(name, radius, isAsked = true) {
    this._layer.classList.add("aiming");
    this._ring.hidden = radius === 0;
    this._ring.style.width = this._ring.style.height = `${2 * radius}px`;
    this._cross.hidden = false;
    this._cross.setAttribute("aria-label", name);
    this._aimAt(this._layer.clientWidth / 2, this._layer.clientHeight / 2);
    if (isAsked) this._cross.focus({ preventScroll: true });
  }

  end() {
    this._layer.classList.remove("aiming");
    this._ring.hidden = this._cross.hidden = true;
    this._isPressed = false;
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  _spot(event) {
    return this._inside(...spotIn(this._layer, event));
  }

  /** @param {number} x @param {number} y @returns {[number, number]} */
  _inside(x, y) {
    const { clientWidth: width, clientHeight: height } = this._layer;
    return [Math.min(Math.max(x, 1), width - 1), Math.min(Math.max(y, 1), height - 1)];
  }

  /** @param {PointerEvent} event */
  _press(event) {
    if (this._cross.hidden || event.button !== 0 || this._isPressed) return;
    event.preventDefault();
    this._cross.focus({ preventScroll: true });
    this._layer.setPointerCapture(event.pointerId);
    this._isPressed = true;
    this._showRing(event);
    this._aimed.press(...this._spot(event));
  }

  /** @param {PointerEvent} event */
  _move(event) {
    if (this._cross.hidden) return;
    this._showRing(event);
    if (this._isPressed) this._aimed.move(...this._spot(event));
  }

  /** @param {boolean} isWhole */
  _lift(isWhole) {
    if (!this._isPressed) return;
    this._isPressed = false;
    this._aimed.lift(isWhole);
  }

  /** @param {PointerEvent} event */
  _showRing(event) {
    const [x, y] = this._spot(event);
    this._ring.style.translate = `${x}px ${y}px`;
  }

  /** @param {number} x @param {number} y */
  _aimAt(x, y) {
    this._place = this._inside(x, y);
    const [left, top] = this._place;
    this._cross.style.translate = `${left}px ${top}px`;
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow !== undefined) {
      const far = this._layer.clientWidth * (event.shiftKey ? 0.1 : 0.02);
      this._aimAt(this._place[0] + arrow[0] * far, this._place[1] + arrow[1] * far);
    } else if (event.key === "Enter" || event.key === " ") {
      this._aimed.press(this._place[0], this._place[1]);
      this._aimed.lift(true);
    } else if (event.key === "Backspace") this._aimed.undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
