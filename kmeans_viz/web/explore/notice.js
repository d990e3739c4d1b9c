// @ts-check
// One line of news for the user, which stays until the next change, or until it is closed where it is about a file.

import { make } from "../board/parts.js";
import { say } from "./say.js";

/** Where the page says what happened. */
export class Notice {
  constructor() {
    this._text = make("span");
    const close = make("button", { type: "button", className: "close", textContent: "×", "aria-label": say("Close this message") });
    close.addEventListener("click", () => this.hide());
    this.element = make("div", { className: "notice", role: "status" }, this._text, close);
    this.element.classList.add("empty");
    this._stays = false;
  }

  /** @param {string} text @param {{isProblem?: boolean, stays?: boolean}} [options] */
  say(text, { isProblem = false, stays = false } = {}) {
    this._text.textContent = text;
    this._stays = stays;
    this.element.classList.toggle("problem", isProblem);
    this.element.classList.toggle("empty", text === "");
  }

  /** What was said was about something that has changed. */
  pass() {
    if (!this._stays) this.hide();
  }

  hide() {
    this.say("");
  }
}

/** Return a message as a sentence begins. @param {string} text */
export function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
