// @ts-check
// A spotlight: all but a soft round place around the pointer is dark. Nothing of it can be clicked.

import { make } from "../board/parts.js";

/** The mask. */
export class Spotlight {
  constructor() {
    this.element = make("div", { className: "spotlight", hidden: true, "aria-hidden": "true" });
  }

  get isOn() {
    return !this.element.hidden;
  }

  set isOn(isOn) {
    this.element.hidden = !isOn;
  }

  /** Shine on a place of the window. @param {number} x In pixels. @param {number} y */
  move(x, y) {
    this.element.style.setProperty("--x", `${x}px`);
    this.element.style.setProperty("--y", `${y}px`);
  }
}
