// @ts-check
// A page that goes on as its reader guesses: what comes after a question may tell its answer, and stays away until then.

import { make } from "../board/parts.js";
import { WORDS } from "./words.js";

/** The parts of a page, each of which ends with a question. */
export class Gate {
  /** @param {HTMLElement[]} places Where the questions are; what follows each of them is beside it in the page. */
  constructor(places) {
    this._places = places;
    this._open = new Set();
    const all = make("button", { type: "button" }, WORDS.showAll);
    all.addEventListener("click", () => {
      for (const place of places) this._open.add(place);
      this._show();
    });
    this._more = make("p", { className: "more" }, `${WORDS.goesOn} `, all);
    this._show();
  }

  /** What follows a question may be seen. @param {HTMLElement} place */
  open(place) {
    this._open.add(place);
    this._show();
  }

  _show() {
    const shut = this._places.find((place) => !this._open.has(place));
    this._more.remove();
    let isLater = false;
    for (const part of this._places[0]?.parentElement?.children ?? []) {
      // The way to other lessons is always there.
      part.classList.toggle("later", isLater && part.nodeName !== "NAV");
      isLater ||= part === shut;
    }
    shut?.after(this._more);
  }
}
