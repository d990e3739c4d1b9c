// @ts-check
// The bar below a presented board: pictures in place of words, since words on a screen before a class have to be large.
// The names of the buttons, and their keys, stand in hints, and are read out.

import { make, named, showIcon } from "../board/parts.js";

/** @typedef {import("./keys.js").Deed} Deed */

const DRAWN = {
  back: "M19 4v16l-9-8zM5 4h3v16H5z",
  forth: "M5 4v16l9-8zM16 4h3v16h-3z",
  next: "M12 5V1L6.5 6.5 12 12V8a5 5 0 1 1-5 5H4a8 8 0 1 0 8-8z",
  guess: "M12 1.5l3.1 6.7 7.3.8-5.4 5 1.5 7.2L12 17.6l-6.5 3.6L7 14 1.6 9l7.3-.8zm0 5L10.4 10l-4 .5 3 2.7-.8 4 3.4-2 3.4 2-.8-4 3-2.7-4-.5z",
  answers: "M12 5C5.5 5 1.5 12 1.5 12s4 7 10.5 7 10.5-7 10.5-7-4-7-10.5-7zm0 12a5 5 0 1 1 0-10 5 5 0 0 1 0 10zm0-8a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  spotlight: "M2 2h20v20H2zM12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z",
  look: "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 2.5v15a7.5 7.5 0 0 0 0-15z",
  leave: "M5 3 3 5l7 7-7 7 2 2 7-7 7 7 2-2-7-7 7-7-2-2-7 7z",
};
const SWITCHES = ["guess", "answers", "spotlight"];

/** The bar. */
export class Bar {
  /**
   * @param {import("../say.js").Say} say
   * @param {string} next What the button leads to that goes on after a run; empty for no such button.
   * @param {boolean} isRun Whether the keys step through a run; else they lead from one thing to the next.
   * @param {(deed: Deed) => void} act
   * @param {AbortSignal} signal
   */
  constructor(say, next, isRun, act, signal) {
    const names = /** @type {[Deed, string | false][]} */ ([
      ["back", isRun ? say("One half-step back (PageUp)") : say("Back (PageUp)")],
      ["play", isRun && say("Play or pause (space)")],
      ["forth", isRun ? say("One half-step forth (PageDown)") : say("What comes next (space or PageDown)")],
      ["next", next && `${next} (N)`],
      ["guess", isRun && say("Guess where the stars go, then show it (G)")],
      ["answers", say("Answers: what happened, the curve, how it ended (A)")],
      ["spotlight", say("Spotlight (S)")],
      ["look", say("Look: as it was, for dark rooms, for weak lamps (L)")],
      ["leave", say("Leave (F or Escape)")],
    ]);
    this._buttons = new Map(names.flatMap(([deed, name]) => (name ? [[deed, button(deed, name)]] : [])));
    for (const [deed, element] of this._buttons) {
      element.addEventListener("click", () => act(deed), { signal });
      // The focus stays with the board, so that the keys do.
      element.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
      element.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    }
    /** Which half-step is shown; not how many there are. */
    this.step = make("p", { className: "step", "aria-live": "polite" });
    this._said = make("p", { className: "said", role: "status" });
    const all = [...this._buttons.values()];
    const count = isRun ? 3 : 2;
    const [moves, others] = [all.slice(0, count), all.slice(count)].map((buttons, i) => make("div", { className: i ? "others" : "moves" }, ...buttons));
    this.element = make("div", { className: "bar", role: "toolbar", "aria-label": say("Presenting") }, moves, this.step, this._said, others);
    this.show({ isPlaying: false, canGuess: false, answers: false, spotlight: false });
  }

  /** Say something that only those hear who do not see the screen. @param {string} text */
  say(text) {
    this._said.textContent = text;
  }

  /** @param {{isPlaying: boolean, canGuess: boolean} & Record<string, boolean>} state */
  show({ isPlaying, canGuess, ...isOn }) {
    const [play, guess] = [this._buttons.get("play"), this._buttons.get("guess")];
    if (play !== undefined) showIcon(play, isPlaying ? "pause" : "play");
    if (guess !== undefined) guess.hidden = !canGuess;
    for (const name of SWITCHES) this._buttons.get(/** @type {Deed} */ (name))?.setAttribute("aria-pressed", String(isOn[name]));
  }
}

/** @param {Deed} deed @param {string} name */
function button(deed, name) {
  const element = make("button", { type: "button", "data-deed": deed });
  named(element, name);
  const path = DRAWN[/** @type {keyof typeof DRAWN} */ (deed)];
  if (path !== undefined) showIcon(element, path);
  return element;
}
