// @ts-check
// The words, the scrubber and the buttons beside a board.

import { iconButton, make, showIcon, wordButton } from "./parts.js";

/** @typedef {import("./keys.js").Action} Action */

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const MOST_MARKS = 120; // half-steps with a mark of their own below the scrubber

/**
 * What the bar asks for.
 *
 * @typedef {object} Watched
 * @property {(action: Action) => void} act
 * @property {(step: number) => void} go
 * @property {(speed: number) => void} speed
 * @property {(loops: boolean) => void} loop
 */

/** The player's bar. */
export class Bar {
  /** @param {AbortSignal} signal @param {Watched} watched */
  constructor(signal, watched) {
    const options = { signal };
    this._title = make("p", { className: "title" });
    this._text = make("p", { className: "text" });
    this.words = make("div", { className: "words", "aria-live": "polite" }, this._title, this._text);
    const scrubber = make("input", { type: "range", min: 0, max: 0, value: 0, className: "scrubber", "aria-label": "Half-step" });
    this._scrubber = scrubber;
    this._marks = make("div", { className: "marks", "aria-hidden": "true" });
    this.track = make("div", { className: "track" }, scrubber, this._marks);
    const buttons = {
      first: iconButton("first", "Go to the start (Home)"),
      back: iconButton("back", "One half-step back (left arrow)"),
      play: iconButton("play", "Play or pause (space)"),
      forth: iconButton("forth", "One half-step forth (right arrow)"),
      last: iconButton("last", "Go to the end (End)"),
    };
    this._buttons = buttons;
    for (const [name, button] of Object.entries(buttons)) {
      button.addEventListener("click", () => watched.act(/** @type {Action} */ (name)), options);
    }
    const speed = make("select", { className: "speed", title: "Speed", "aria-label": "Speed" });
    this._speed = speed;
    SPEEDS.forEach((value) => this._offerSpeed(value));
    this.setSpeed(1);
    this._loop = make("input", { type: "checkbox", checked: true });
    const loop = make("label", { className: "loop", title: "Start again at the end" }, this._loop, "loop");
    const pace = make("div", { className: "pace", part: "pace" }, speed, loop);
    this.controls = make("div", { className: "controls" }, ...Object.values(buttons), pace);
    scrubber.addEventListener("input", () => watched.go(scrubber.valueAsNumber), options);
    speed.addEventListener("change", () => watched.speed(Number(speed.value)), options);
    this._loop.addEventListener("change", () => watched.loop(this._loop.checked), options);
  }

  /** @param {boolean} loops */
  setLoop(loops) {
    this._loop.checked = loops;
  }

  /** Choose a speed; one that is not in the list comes into it. @param {number} speed */
  setSpeed(speed) {
    const value = String(speed);
    if (![...this._speed.options].some((option) => option.value === value)) this._offerSpeed(speed);
    this._speed.value = value;
  }

  /** @param {number} speed */
  _offerSpeed(speed) {
    const faster = [...this._speed.options].find((option) => Number(option.value) > speed);
    this._speed.insertBefore(make("option", { value: String(speed), textContent: `${speed}×` }), faster ?? null);
  }

  /** Say what is on the board. @param {string} title @param {string} text @param {boolean} [aloud] */
  say(title, text, aloud = true) {
    // Read out step by step, and not all the time while it plays.
    this.words.setAttribute("aria-live", aloud ? "polite" : "off");
    if (this._title.textContent !== title) this._title.textContent = title;
    if (this._text.textContent !== text) this._text.textContent = text;
    this._scrubber.setAttribute("aria-valuetext", `${title}. ${text}`);
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    showIcon(this._buttons.play, playing ? "pause" : "play");
    this._buttons.play.setAttribute("aria-pressed", String(playing));
  }

  /** @param {number} step */
  setStep(step) {
    this._scrubber.valueAsNumber = step;
    const { min, max } = this._scrubber;
    this._buttons.first.disabled = this._buttons.back.disabled = step <= Number(min);
    this._buttons.forth.disabled = this._buttons.last.disabled = step >= Number(max);
  }

  /**
   * Say how many steps there are.
   *
   * @param {number} low
   * @param {number} high
   * @param {(step: number) => string} phaseOf
   */
  setRange(low, high, phaseOf) {
    if (this._scrubber.min === String(low) && this._scrubber.max === String(high)) return;
    this._scrubber.min = String(low);
    this._scrubber.max = String(high);
    const steps = Math.max(1, high - low);
    const marks = steps > MOST_MARKS ? [] : Array.from({ length: high - low + 1 }, (_, i) => low + i);
    this._marks.replaceChildren(
      ...marks.map((step) => {
        const mark = make("span", { className: phaseOf(step) });
        mark.style.left = `${(100 * (step - low)) / steps}%`;
        return mark;
      }),
    );
  }
}

/**
 * What can be done with a board beside playing it.
 *
 * @typedef {object} Doing
 * @property {string} name
 * @property {string} text
 * @property {string} hint
 */

/** @type {Doing[]} */
const DOINGS = [
  { name: "guess", text: "Guess", hint: "Put the stars where you think they go, then see the truth" },
  { name: "place", text: "Place stars", hint: "Click where each star shall start" },
  { name: "paint", text: "Paint", hint: "Press and draw along the board to add points" },
  { name: "erase", text: "Erase", hint: "Press and draw along the board to take points away" },
  { name: "undo", text: "Undo", hint: "Take the last change back (Ctrl+Z)" },
  { name: "seeding", text: "How it starts", hint: "Watch the start being made, star by star" },
  { name: "start", text: "Another start", hint: "The same points, other stars" },
  { name: "points", text: "Other points", hint: "New points and a new start" },
  { name: "reset", text: "As it was", hint: "Back to how this board began" },
];

/** The row of buttons that change what is on the board. */
export class Doings {
  /** @param {AbortSignal} signal @param {(name: string) => void} act */
  constructor(signal, act) {
    this._buttons = new Map(DOINGS.map(({ name, text, hint }) => [name, wordButton(name, text, hint)]));
    for (const [name, button] of this._buttons) button.addEventListener("click", () => act(name), { signal });
    this.verdict = make("p", { className: "verdict", role: "status" });
    this.element = make("div", { className: "doings" }, ...this._buttons.values());
  }

  /**
   * Offer some of the buttons.
   *
   * @param {Record<string, boolean>} offered
   * @param {Record<string, boolean>} pressed
   */
  offer(offered, pressed) {
    for (const [name, button] of this._buttons) {
      button.hidden = !offered[name];
      if (name in pressed) button.setAttribute("aria-pressed", String(pressed[name]));
    }
  }

  /** Put another word on a button. @param {string} name @param {string} text */
  rename(name, text) {
    const button = this._buttons.get(name);
    if (button !== undefined) button.textContent = text;
  }
}
