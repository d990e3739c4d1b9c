// @ts-check
// The words, the scrubber and the buttons beside a board.

import { put } from "../say.js";
import { iconButton, make, named, showIcon, wordButton } from "./parts.js";

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
    const scrubber = make("input", { type: "range", min: 0, max: 0, value: 0, className: "scrubber" });
    this._scrubber = scrubber;
    this._marks = make("div", { className: "marks", "aria-hidden": "true" });
    this.track = make("div", { className: "track" }, scrubber, this._marks);
    const buttons = {
      first: iconButton("first"),
      back: iconButton("back"),
      play: iconButton("play"),
      forth: iconButton("forth"),
      last: iconButton("last"),
    };
    this._buttons = buttons;
    for (const [name, button] of Object.entries(buttons)) {
      button.addEventListener("click", () => watched.act(/** @type {Action} */ (name)), options);
    }
    const speed = make("select", { className: "speed" });
    this._speed = speed;
    SPEEDS.forEach((value) => this._offerSpeed(value));
    this.setSpeed(1);
    this._loop = make("input", { type: "checkbox", checked: true });
    this._loops = make("span");
    this._looping = make("label", { className: "loop" }, this._loop, this._loops);
    const pace = make("div", { className: "pace", part: "pace" }, speed, this._looping);
    this.controls = make("div", { className: "controls" }, ...Object.values(buttons), pace);
    scrubber.addEventListener("input", () => watched.go(scrubber.valueAsNumber), options);
    speed.addEventListener("change", () => watched.speed(Number(speed.value)), options);
    this._loop.addEventListener("change", () => watched.loop(this._loop.checked), options);
  }

  /** Name everything in a language. @param {import("../say.js").Say} say */
  name(say) {
    const { first, back, play, forth, last } = this._buttons;
    named(first, say("Go to the start (Home)"));
    named(back, say("One half-step back (left arrow)"));
    named(play, say("Play or pause (space)"));
    named(forth, say("One half-step forth (right arrow)"));
    named(last, say("Go to the end (End)"));
    named(this._speed, say("Speed"));
    this._scrubber.setAttribute("aria-label", say("Half-step"));
    this._loops.textContent = say("loop");
    this._looping.title = say("Start again at the end");
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
  announce(title, text, aloud = true) {
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
 * Return what can be done with a board beside playing it: the name of each doing, the word on its button, and a hint.
 *
 * @param {import("../say.js").Say} say
 * @returns {[string, string, string][]}
 */
function doingsIn(say) {
  return [
    ["guess", say("Guess"), say("Put the stars where you think they go, then see the truth")],
    ["place", say("Place stars"), say("Click where each star shall start")],
    ["paint", say("Paint"), say("Press and draw along the board to add points")],
    ["erase", say("Erase"), say("Press and draw along the board to take points away")],
    ["undo", say("Undo"), say("Take the last change back (Ctrl+Z)")],
    ["seeding", say("How it starts"), say("Watch the start being made, star by star")],
    ["start", say("Another start"), say("The same points, other stars")],
    ["points", say("Other points"), say("New points and a new start")],
    ["reset", say("As it was"), say("Back to how this board began")],
  ];
}

/** The row of buttons that change what is on the board. */
export class Doings {
  /** @param {AbortSignal} signal @param {(name: string) => void} act */
  constructor(signal, act) {
    this._buttons = new Map(doingsIn(put).map(([name, text, hint]) => [name, wordButton(name, text, hint)]));
    for (const [name, button] of this._buttons) button.addEventListener("click", () => act(name), { signal });
    this.verdict = make("p", { className: "verdict", role: "status" });
    this.element = make("div", { className: "doings" }, ...this._buttons.values());
  }

  /** Name the buttons in a language. @param {import("../say.js").Say} say */
  name(say) {
    for (const [name, text, hint] of doingsIn(say)) Object.assign(this._buttons.get(name) ?? {}, { textContent: text, title: hint });
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
