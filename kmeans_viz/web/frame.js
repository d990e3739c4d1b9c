// @ts-check
// The explorer in a notebook: its page in a frame of its own, so that neither its keys nor its style meet those of the
// notebook. `explore/kernel.js`, inside, finds here what connects it with Python.

/** @typedef {import("./arriving.js").Model} Model */
/** @typedef {import("./explore/situation.js").Situation} Situation */

/** What the page finds at its frame. */
export class Kernel {
  /** @param {Model} model */
  constructor(model) {
    this._model = model;
    this._stay = new AbortController();
    /** Where the page was left: a notebook may take it off the screen and put it back, which begins it anew. @type {Situation | null} */
    this.left = null;
  }

  /** Begin; return what ends it. */
  enter() {
    this.leave();
    this._stay = new AbortController();
    return this._stay.signal;
  }

  leave() {
    this._stay.abort();
  }

  /** @param {string} name */
  get(name) {
    return this._model.get(name);
  }

  // Values are copied into this window, since a notebook asks whether they are objects of its own kind.

  /** @param {string} name @param {unknown} value */
  set(name, value) {
    this._model.set(name, structuredClone(value));
  }

  save_changes() {
    this._model.save_changes();
  }

  /** @param {object} content @param {Uint8Array[]} [buffers] */
  send(content, buffers = []) {
    this._model.send(structuredClone(content), undefined, structuredClone(buffers));
  }

  /** @param {string} name @param {(...args: any[]) => void} listen */
  on(name, listen) {
    this._model.on(name, listen);
    this._stay.signal.addEventListener("abort", () => this._model.off(name, listen));
  }
}

/** Tells the page whether the notebook is dark, which the browser does not know of. */
class Dark extends EventTarget {
  constructor() {
    super();
    this.matches = false;
  }

  /** @param {boolean} matches */
  become(matches) {
    if (matches === this.matches) return;
    this.matches = matches;
    this.dispatchEvent(new Event("change"));
  }
}

const [WIDE, NARROW] = [1000, 600];
const ABOVE = 180; // what a notebook has above and below its cells
const BESIDE = 440; // what the page has above and below a board, where it is not beside it
const [LEAST, MOST] = [600, 900];

/**
 * Show the page; return what takes it away again.
 *
 * @param {{model: Model, el: HTMLElement}} place
 * @param {string} page
 */
export function render({ model, el }, page) {
  const frame = Object.assign(document.createElement("iframe"), { title: "k-means explorer", allow: "clipboard-write; fullscreen", srcdoc: page });
  const kernel = new Kernel(model);
  const dark = new Dark();
  Object.assign(frame, { kernel, dark });
  Object.assign(frame.style, { display: "block", width: "100%", border: "0" });
  const follow = () => dark.become(isDark(el));
  const fit = () => {
    follow(); // it may have been in no document until now
    const width = el.clientWidth;
    if (width === 0) return;
    const wanted = width >= WIDE ? MOST : BESIDE + (width < NARROW ? width : 0.75 * width);
    frame.style.height = `${Math.round(Math.max(LEAST, Math.min(wanted, window.innerHeight - ABOVE)))}px`;
  };
  const size = new ResizeObserver(fit);
  const theme = new MutationObserver(follow);
  size.observe(el);
  // Notebooks tell of their theme there.
  for (const element of [document.documentElement, document.body]) theme.observe(element, { attributes: true });
  window.addEventListener("resize", fit);
  follow();
  el.append(frame);
  return () => {
    size.disconnect();
    theme.disconnect();
    window.removeEventListener("resize", fit);
    kernel.leave();
    frame.remove();
  };
}

/** Tell whether a notebook has light letters. @param {HTMLElement} element */
function isDark(element) {
  const [red, green, blue] = (getComputedStyle(element).color.match(/[\d.]+/g) ?? []).map(Number);
  return 0.3 * red + 0.6 * green + 0.1 * blue > 128;
}
