// @ts-check
// The controls of the page, a function a kind. Each takes what it is about and what to call with a new value, and
// returns its element and how to show a value.

import { make } from "../board/parts.js";
import { InputError, shown } from "../engine/inputs.js";
import { say } from "./say.js";

/**
 * A control.
 *
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {(value: any) => void} show
 */

/**
 * What a control is about.
 *
 * @typedef {object} About
 * @property {string} name
 * @property {string} label
 * @property {string} hint
 */

/** @typedef {(value: any, merge?: string) => void} Tell */

let made = 0;

/** @param {About} about @param {HTMLElement[]} inputs */
function row({ name, label, hint }, ...inputs) {
  const id = `kx-${++made}`;
  inputs[0].id = id;
  return make("div", { className: "row", title: hint, "data-name": name }, make("label", { htmlFor: id, textContent: label }), ...inputs);
}

/**
 * Return a list to choose from.
 *
 * @param {About} about
 * @param {[string, string][]} options Value and text.
 * @param {Tell} tell
 * @returns {Control}
 */
export function choice(about, options, tell) {
  const select = make("select", {}, ...options.map(([value, textContent]) => make("option", { value, textContent })));
  const placed = make("option", { value: "placed", textContent: say("Placed by hand"), hidden: true });
  select.append(placed);
  select.addEventListener("change", () => tell(select.value));
  return {
    element: row(about, select),
    show(value) {
      placed.hidden = value !== "placed";
      select.value = String(value);
    },
  };
}

/** Return a box to tick. @param {About} about @param {Tell} tell @returns {Control} */
export function tick({ name, label, hint }, tell) {
  const input = make("input", { type: "checkbox" });
  input.addEventListener("change", () => tell(input.checked));
  const element = make("label", { className: "tick", title: hint, "data-name": name }, input, make("span", { textContent: label }));
  return { element, show: (value) => (input.checked = value === true) };
}

/**
 * Return a few choices, side by side.
 *
 * @param {About} about
 * @param {[string, string, string][]} options Value, text and hint.
 * @param {Tell} tell
 * @returns {Control & {inputs: HTMLInputElement[]}}
 */
export function segments({ name, label, hint }, options, tell) {
  const group = `kx-${++made}`;
  const inputs = options.map(([value]) => make("input", { type: "radio", name: group, value }));
  const labels = options.map(([, textContent, title], i) => make("label", { title }, inputs[i], make("span", { textContent })));
  for (const input of inputs) input.addEventListener("change", () => tell(input.value));
  const element = make("div", { className: "segments", title: hint, role: "radiogroup", "aria-label": label, "data-name": name }, ...labels);
  return { element, inputs, show: (value) => inputs.forEach((input) => (input.checked = input.value === value)) };
}

/**
 * Return a box for a whole number. What cannot be used goes back to the last good number, with a word about it.
 *
 * @param {About} about
 * @param {{low: number, high?: number}} limits
 * @param {Tell} tell
 * @param {(message: string) => void} complain
 */
function numberBox({ label }, { low, high }, tell, complain) {
  const input = make("input", { type: "text", inputMode: "numeric", className: "number", autocomplete: "off", spellcheck: false });
  let good = "";
  input.addEventListener("change", () => {
    const [least, most] = [low, high].map((limit) => limit?.toLocaleString("en"));
    const rule = high === undefined ? say("{low} or more", { low }) : say("{low} to {high}", { low: least, high: most });
    const text = input.value.replace(/[\s,_]/g, "");
    const isWhole = /^\d{1,40}$/.test(text);
    const isWithin = isWhole && BigInt(text) >= BigInt(low) && (high === undefined || BigInt(text) <= BigInt(high));
    if (!isWithin) {
      const values = { label, value: shown(input.value), rule, good };
      if (isWhole) complain(say("{label} {value} is out of range; use {rule}. It is {good} again.", values));
      else complain(say("{label} {value} is not a whole number; use {rule}. It is {good} again.", values));
      input.value = good;
      return;
    }
    const value = Number(text);
    try {
      tell(Number.isSafeInteger(value) ? value : BigInt(text));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complain(error.message);
      input.value = good;
    }
  });
  const show = (/** @type {any} */ value) => {
    good = typeof value === "number" ? value.toLocaleString("en") : String(value);
    input.value = good;
  };
  return { input, show };
}

/**
 * Return a box for a whole number.
 *
 * @param {About} about
 * @param {Tell} tell
 * @param {(message: string) => void} complain
 * @returns {Control}
 */
export function number(about, tell, complain) {
  const { input, show } = numberBox(about, { low: 0 }, tell, complain);
  return { element: row(about, input), show: (value) => show(typeof value === "number" ? String(value) : value) };
}

/**
 * Return a slider with its number beside it.
 *
 * @param {About} about
 * @param {{low: number, high: number, isLog?: boolean}} limits
 * @param {Tell} tell
 * @param {(message: string) => void} complain
 * @returns {Control}
 */
export function range(about, { low, high, isLog = false }, tell, complain) {
  const places = isLog ? 240 : high - low;
  const grow = Math.log(high / low);
  // Round numbers: 1,000, not 1,047.
  const unitOf = (/** @type {number} */ value) => 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  const rounded = (/** @type {number} */ value) => Math.round(value / unitOf(value)) * unitOf(value);
  const valueAt = (/** @type {number} */ place) => (isLog ? rounded(low * Math.exp((grow * place) / places)) : low + place);
  const placeOf = (/** @type {number} */ value) => (isLog ? Math.round((Math.log(value / low) / grow) * places) : value - low);
  const slider = make("input", { type: "range", min: 0, max: places, step: 1 });
  const { input, show: showNumber } = numberBox(about, { low, high }, (value) => tell(value), complain);
  input.setAttribute("aria-label", say("{label}, as a number", about));
  let now = low;
  slider.addEventListener("input", () => {
    let value = valueAt(slider.valueAsNumber);
    // A press of a key leads somewhere, even where the next place is the same round number.
    if (value === now) value += unitOf(value) * Math.sign(slider.valueAsNumber - placeOf(now));
    tell(Math.min(high, Math.max(low, value)), about.name);
  });
  return {
    element: row(about, slider, input),
    show(value) {
      now = value;
      showNumber(value);
      if (!slider.matches(":active")) slider.value = String(placeOf(value));
      slider.setAttribute("aria-valuetext", value.toLocaleString("en"));
    },
  };
}

/**
 * Return a whole number with a button on each side, for fingers.
 *
 * @param {About} about
 * @param {{low: number, high: number}} limits
 * @param {Tell} tell
 * @param {(message: string) => void} complain
 * @returns {Control}
 */
export function stepper(about, limits, tell, complain) {
  const { input, show } = numberBox(about, limits, (value) => tell(value), complain);
  let now = limits.low;
  const [less, more] = [-1, 1].map((by) => {
    const button = make("button", { type: "button", className: "by", textContent: by < 0 ? "−" : "+" });
    button.setAttribute("aria-label", by < 0 ? say("{label}: one less", about) : say("{label}: one more", about));
    button.addEventListener("click", () => tell(now + by, about.name));
    return button;
  });
  const element = row(about, input);
  element.classList.add("stepper");
  input.before(less);
  input.after(more);
  return {
    element,
    show(value) {
      now = value;
      show(value);
      less.disabled = value <= limits.low;
      more.disabled = value >= limits.high;
    },
  };
}

/** Return a button with a word on it. @param {About} about @param {() => void} act @returns {HTMLButtonElement} */
export function action({ name, label, hint }, act) {
  const button = make("button", { type: "button", title: hint, textContent: label, "data-name": name });
  button.addEventListener("click", act);
  return button;
}
