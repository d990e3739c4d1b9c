// @ts-check
// A sheet above the page, with a title and a way out.

import { make } from "../board/parts.js";
import { say } from "./say.js";

let made = 0;

/** One sheet. */
export class Sheet {
  /** @param {string} title @param {(Node | string)[]} children */
  constructor(title, ...children) {
    const id = `kx-sheet-${++made}`;
    const close = make("button", { type: "button", className: "close", textContent: "×", "aria-label": say("Close this sheet") });
    close.addEventListener("click", () => this.close());
    this.element = make("dialog", { "aria-labelledby": id }, make("header", {}, make("h2", { id, textContent: title }), close), ...children);
    // A click beside the sheet closes it.
    this.element.addEventListener("click", (event) => event.target === this.element && this.close());
  }

  open() {
    if (!this.element.open) this.element.showModal();
  }

  close() {
    this.element.close();
  }
}
