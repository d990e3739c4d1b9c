// @ts-check
// Presenting: the boards of a page fill the screen before a class, in words that the back row can read, with one bar and
// the keys of a clicker, and with nothing that gives an answer away until it is asked for.
//
// A page makes one `Presenting` and says, as `Page` below lists it, what fills the screen and what its keys do:
//
//     const presenting = new Presenting({ place, boards: () => [board], say, dress, signal });
//     if (presentsIn(location.hash)) presenting.enter();
//
// From then on the key F begins and ends it; `presenting.toggle()` is for a button. Of the children of `place`, only
// those of class "presented" stay while it is on: one that holds the boards, class "stage", takes what room is left.
// Whatever in them gives an answer away has the class "telling", and is hidden until the key A. The parts of a board, and
// the bar, need nothing. All that is changed is in classes and in elements of its own, so that leaving puts it back.

import { KmeansBoard } from "../board.js";
import { make } from "../board/parts.js";
import { TABLES } from "../tables.js";
import { Bar } from "./bar.js";
import { deedOf, PRESENT } from "./keys.js";
import { knowLampStyle, LOOKS } from "./looks.js";
import { PRESENTING_SHEET } from "./sheet.js";
import { Spotlight } from "./spotlight.js";

/** @typedef {import("./keys.js").Deed} Deed */

/**
 * What presenting asks of its page.
 *
 * @typedef {object} Page
 * @property {HTMLElement} place What fills the screen.
 * @property {() => KmeansBoard[]} boards The boards that are shown; the first one plays.
 * @property {import("../say.js").Say} say
 * @property {() => void} dress Gives the page its colours again: those of `style`, unless that is null.
 * @property {AbortSignal} signal Ends it with the page.
 * @property {(action: import("../board/keys.js").Action) => boolean} [act] Steps and plays; returns false where there is
 *   nothing left to do. Unless given, the first board does.
 * @property {{name: string, act: () => void}} [next] What comes after a run, such as another start: its name and what
 *   shows it.
 * @property {() => void} [changed] It was begun or ended: the page writes its address again.
 */

/** The boards of a page before a class. */
export class Presenting {
  /** @param {Page} page */
  constructor(page) {
    this._page = page;
    this._spotlight = new Spotlight();
    this._black = make("div", { className: "black", hidden: true });
    this._sheet = make("style", { textContent: PRESENTING_SHEET.text });
    this._look = 0;
    /** Ends what is heard while it is on; null while it is off. @type {AbortController | null} */
    this._stay = null;
    this._hasFilled = false;
    /** @type {Bar | null} */
    this._bar = null;
    /** What had the focus before. @type {Element | null} */
    this._before = null;
    window.addEventListener("keydown", (event) => this._press(event), { signal: page.signal, capture: true });
    page.signal.addEventListener("abort", () => this.leave());
  }

  get isOn() {
    return this._stay !== null;
  }

  /** The style that the page has to have; null for its own. @returns {string | null} */
  get style() {
    return this.isOn ? (LOOKS[this._look].style ?? null) : null;
  }

  /** Whether what gives an answer away is shown. */
  get answers() {
    return this.isOn && !this._page.place.classList.contains("untold");
  }

  set answers(answers) {
    if (!this.isOn) return;
    this._page.place.classList.toggle("untold", !answers);
    this.refresh();
    const { say } = this._page;
    this._bar?.say(answers ? say("The answers are shown.") : say("The answers are hidden."));
    this._tellStep();
  }

  toggle() {
    if (this.isOn) this.leave();
    else this.enter();
  }

  enter() {
    if (this.isOn) return;
    const { place, say, signal, next } = this._page;
    this._stay = new AbortController();
    const options = { signal: this._stay.signal };
    knowLampStyle();
    this._before = document.activeElement;
    this._bar = new Bar(say, next?.name ?? "", this._page.act === undefined, (deed) => this._do(deed), this._stay.signal);
    document.head.append(this._sheet);
    document.documentElement.classList.add("presenting");
    place.classList.add("presenting", "untold");
    place.append(this._bar.element, this._spotlight.element, this._black);
    place.addEventListener("kmeans-step", () => this._follow(), options);
    for (const name of ["kmeans-play", "kmeans-guess"]) place.addEventListener(name, () => this._show(), options);
    window.addEventListener("pointermove", ({ clientX, clientY }) => this._spotlight.move(clientX, clientY), options);
    this._black.addEventListener("click", () => this._do("black"), options);
    document.addEventListener("fullscreenchange", () => this._hasFilled && document.fullscreenElement === null && this.leave(), options);
    void this._fill();
    // A page that a link opened may fill the screen only once it is touched.
    window.addEventListener("pointerup", () => void this._fill(), { ...options, once: true });
    this.refresh();
    this._tellStep();
    this._bar.say(say("Presenting. F or Escape leaves."));
    this._page.boards()[0]?.focus({ preventScroll: true });
    if (signal.aborted) this.leave();
    this._page.changed?.();
  }

  leave() {
    if (this._stay === null) return;
    const { place } = this._page;
    this._stay.abort();
    this._stay = null;
    this._look = 0;
    this._spotlight.isOn = false;
    this._black.hidden = true;
    for (const part of [this._bar?.element, this._spotlight.element, this._black, this._sheet]) part?.remove();
    document.documentElement.classList.remove("presenting");
    place.classList.remove("presenting", "untold");
    if (this._hasFilled && document.fullscreenElement !== null) void document.exitFullscreen();
    this._hasFilled = false;
    this.refresh();
    if (this._before instanceof HTMLElement && this._before.isConnected) this._before.focus({ preventScroll: true });
    this._page.changed?.();
  }

  /** Give the boards and the page their look: also for a board that has come since. */
  refresh() {
    // A page with something else to step through says itself what may be told.
    const isUntold = !this.answers && this._page.act === undefined;
    const look = this.isOn ? { ...LOOKS[this._look], isUntold } : {};
    for (const board of this._page.boards()) board.look = look;
    this._page.dress();
    this._show();
  }

  /** @param {KeyboardEvent} event */
  _press(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const isElement = target instanceof Element;
    if (isElement && target.matches("input[type=text], input[type=number], textarea, select, [contenteditable], dialog, dialog *")) return;
    if (!this.isOn) {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
      if (!isPlain || event.key.toLowerCase() !== PRESENT) return;
      swallow(event);
      return this.enter();
    }
    const isBlack = !this._black.hidden;
    const deed = isBlack ? "black" : deedOf(event, isElement && target.matches("button:focus-visible, input:focus-visible, a:focus-visible"));
    if (deed === null) return;
    swallow(event);
    if (!event.repeat || deed === "forth" || deed === "back") this._do(deed);
  }

  /** @param {Deed} deed */
  _do(deed) {
    const { boards, act, next, say } = this._page;
    if (deed === "leave") this.leave();
    else if (deed === "answers") this.answers = !this.answers;
    else if (deed === "spotlight") {
      this._spotlight.isOn = !this._spotlight.isOn;
      this._show();
    } else if (deed === "look") {
      this._look = (this._look + 1) % LOOKS.length;
      this.refresh();
      this._bar?.say([say("The look that it had."), say("A look for dark rooms."), say("A look for weak lamps.")][this._look]);
    } else if (deed === "black") {
      this._black.hidden = !this._black.hidden;
      this._bar?.say(this._black.hidden ? say("The board is back.") : say("The screen is black; any key brings the board back."));
    } else if (deed === "guess") {
      this._guess?.click();
      this._show();
    } else if (deed === "next") {
      // Of another start, too, nothing is told before it is asked for.
      if (this.answers) this.answers = false;
      next?.act();
    } else if (deed !== "nothing") (act ?? ((action) => boards()[0].act(action)))(deed);
  }

  /** The first board's own button for a guess, and then for its truth; null where it has none. @returns {HTMLButtonElement | null} */
  get _guess() {
    if (this._page.act !== undefined) return null;
    return this._page.boards()[0]?.shadowRoot?.querySelector(".doings > .guess:not([hidden])") ?? null;
  }

  _follow() {
    this._tellStep();
    this._show();
  }

  /** Say which half-step is shown, and nothing that it shows. */
  _tellStep() {
    const { run, step } = this._page.boards()[0];
    if (this._bar === null || run === null) return;
    const { say } = this._page;
    const state = run.bareAt(Math.min(Math.max(0, step), run.length - 1));
    const words = TABLES.words;
    // Read out here only while the board's own words are hidden.
    this._bar.step.setAttribute("aria-live", this.answers ? "off" : "polite");
    const text = say(state.phase === "seed" ? words.seed : words[state.phase], state);
    if (this._bar.step.textContent !== text) this._bar.step.textContent = text;
  }

  _show() {
    const isPlaying = this._page.boards()[0]?.playing ?? false;
    const guess = this._guess;
    const isGuessing = guess !== null && guess.textContent !== this._page.say("Guess");
    this._bar?.show({ isPlaying, canGuess: guess !== null, guess: isGuessing, answers: this.answers, spotlight: this._spotlight.isOn });
  }

  /** Fill the screen where the browser allows it; otherwise the window is filled. */
  async _fill() {
    if (!document.fullscreenEnabled || document.fullscreenElement !== null || navigator.userActivation?.isActive === false) return;
    try {
      await document.documentElement.requestFullscreen({ navigationUI: "hide" });
      this._hasFilled = true;
      if (!this.isOn) await document.exitFullscreen();
    } catch {
      // Refused: nothing to tell.
    }
  }
}

/** @param {KeyboardEvent} event */
function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
