// @ts-check
// Where the page is in a notebook: Python knows the situation as traits, makes the runs of a stepper, and does the errands.
// `notebook/exploring.py` and `notebook/errand.py` are the other end, and `frame.js` is between them.

import { Arriving, bytesOf } from "../arriving.js";
import { haveSameRun, noteOf } from "../board/attributes.js";
import { InputError } from "../engine/inputs.js";
import { bodyOf } from "./errands.js";
import { say } from "./say.js";
import { dOf, filled, isMade, nOf, situationOf, sourceOf } from "./situation.js";

/** @typedef {import("../board.js").KmeansBoard} KmeansBoard */
/** @typedef {import("../board/attributes.js").Recipe} Recipe */
/** @typedef {import("../frame.js").Kernel} Kernel */
/** @typedef {import("./situation.js").Situation} Situation */
/** @typedef {import("./store.js").Store} Store */

const PARTS = ["k", "n", "data", "seed", "init"];
const NAMES = ["recipe", ...PARTS, "step"];
const LATER_MS = 30;
const PULSE_MS = 4000; // how often the page asks whether the kernel is still at it
const GONE = say("The kernel has ended or was restarted, and this with it. Run the cell again; what needs no Python goes on.");
const SILENT = say("The kernel does not answer: it is busy with a cell, or has ended. This goes on once it answers …");
const PIECE = 1_000_000; // bytes: Jupyter takes no message that is much larger
/** What cannot be done with the runs of a stepper, which the page cannot make. */
export const WITHHELD = ["hand", "compare", "lucky", "unlucky", "try_many"];

/** Return whether a stepper in Python makes the runs. @param {Kernel | null} kernel */
export function isRecorded(kernel) {
  return kernel !== null && kernel.get("_steps_in_python");
}

/** Return the situation that the page begins with. @param {Kernel} kernel */
export function beginning(kernel) {
  const recipe = recipeOf(kernel.get("recipe"));
  const { left } = kernel;
  return { now: left === null ? situationOf(recipe) : withRecipe(structuredClone(left), recipe), step: kernel.get("step") };
}

/** Keeps the page and the traits of the widget the same. */
export class Traits {
  /**
   * @param {Kernel} kernel
   * @param {Store} store
   * @param {KmeansBoard} board
   * @param {(message: string) => void} complain
   */
  constructor(kernel, store, board, complain) {
    this._kernel = kernel;
    this._store = store;
    this._board = board;
    this._complain = complain;
    /** What both know: another value in a trait is news from outside. @type {Record<string, any>} */
    this._known = this._traits();
    this._isTelling = false;
    this._timer = 0;
    const signal = kernel.enter();
    window.addEventListener("pagehide", () => kernel.leave(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this._timer));
    for (const name of NAMES) kernel.on(`change:${name}`, () => this._hear());
    kernel.on("msg:custom", (/** @type {any} */ content) => content.kind === "problem" && complain(content.text));
    this._recorded = isRecorded(kernel) ? this._receive() : null;
    store.listen(() => this._tellLater(), signal);
    board.addEventListener("kmeans-step", () => this._tellLater(), { signal });
  }

  /** Show the runs that Python makes. */
  _receive() {
    const { _board: board, _kernel: kernel } = this;
    board.style.visibility = "hidden";
    const begin = (/** @type {() => void} */ act) => {
      act();
      board.step = kernel.get("step");
      board.style.visibility = "";
    };
    const arriving = new Arriving(/** @type {any} */ (kernel), board, begin, (act) => act());
    kernel.on("change:_run", () => arriving.load());
    kernel.on("msg:custom", (content, buffers) => arriving.hear(content, buffers));
    arriving.load();
    return arriving;
  }

  /** Python, or a control that is linked in the notebook, says something. */
  _hear() {
    const { _store: store, _board: board } = this;
    const now = this._traits();
    const news = NAMES.filter((name) => !areSame(now[name], this._known[name]));
    if (this._isTelling || news.length === 0) return;
    this._known = now;
    const parts = news.filter((name) => PARTS.includes(name));
    try {
      if (news.includes("recipe")) {
        const recipe = recipeOf(now.recipe);
        store.show(withRecipe(store.now, recipe), haveSameRun(recipe, store.now.recipe) ? {} : { step: now.step });
      } else if (parts.length > 0) {
        if (parts.includes("n") && !isMade(store.now.recipe)) throw new InputError("these points are not generated, so N cannot be chosen; choose other points first");
        store.change(Object.fromEntries(parts.map((name) => [name === "data" ? "source" : name, now[name]])), { step: 0 });
      }
      if (news.includes("step") && (parts.length === 0 || news.includes("recipe"))) board.go(now.step);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._complain(error.message);
    }
    // Whatever came of it, both say the same afterwards.
    this._tellLater();
  }

  _traits() {
    return Object.fromEntries(NAMES.map((name) => [name, this._kernel.get(name)]));
  }

  _tellLater() {
    if (this._timer === 0) this._timer = window.setTimeout(() => this._tell(), LATER_MS);
  }

  _tell() {
    this._timer = 0;
    const { _kernel: kernel, _store: store, _board: board } = this;
    const { now } = store;
    kernel.left = now;
    /** @type {Record<string, unknown>} */
    const values = partsOf(now.recipe);
    const text = kernel.get("recipe");
    const isOther = keyOf(now.recipe) !== keyOf(recipeOf(text));
    if (isOther) values.recipe = noteOf(now.recipe);
    // The step is one of the run that is shown, which Python may still have to make.
    const isShown = this._recorded === null || (!isOther && this._recorded.told.note === text);
    const step = Math.max(0, board.step);
    // A step that is still to be computed is not forgotten.
    const isComing = board.run?.complete === false && kernel.get("step") > step;
    if (isShown && !isComing) values.step = step;
    else if (!isShown && isOther && !haveSameRun(now.recipe, recipeOf(text))) values.step = 0;
    const changed = Object.entries(values).filter(([name, value]) => !areSame(kernel.get(name), value));
    if (changed.length === 0) return;
    this._isTelling = true;
    for (const [name, value] of changed) kernel.set(name, value);
    this._isTelling = false;
    this._known = this._traits();
    kernel.save_changes();
  }
}

/** The errands that Python does for this page, beside the kernel's own work. */
export class KernelErrands {
  /** @param {Kernel} kernel */
  constructor(kernel) {
    this._kernel = kernel;
    this.isServed = true;
  }

  /**
   * Ask for something, as `Errands` does.
   *
   * @param {"table" | "export" | "advice" | "cluster"} name
   * @param {Recipe} recipe
   * @param {{more?: Record<string, unknown>, file?: File | null, signal?: AbortSignal, progress?: (percent: number) => void, wait?: (text: string) => void}} [options]
   * @returns {Promise<import("./errands.js").Answer>}
   */
  async ask(name, recipe, { more = {}, file = null, signal, progress = () => {}, wait = () => {} } = {}) {
    const { _kernel: kernel } = this;
    if (name === "export" && isRecorded(kernel)) throw new InputError(inACell(/** @type {string} */ (more.ending)));
    const body = new Uint8Array(await bodyOf(recipe, more, file).arrayBuffer());
    const errand = crypto.randomUUID?.() ?? String(Math.random());
    const piece = (/** @type {number} */ start) => [body.slice(start, start + PIECE)];
    let [timer, unanswered] = [0, 0];
    /** @type {Promise<import("./errands.js").Answer>} */
    const answer = new Promise((resolve, reject) => {
      const send = (/** @type {object} */ content, /** @type {Uint8Array[]} */ buffers = []) => {
        try {
          kernel.send({ ...content, errand }, buffers);
        } catch {
          reject(new InputError(GONE)); // a notebook closes the line to a kernel that has died
        }
      };
      /** @type {any} */
      let told = null;
      let bytes = new Uint8Array(0);
      kernel.on("comm_live_update", () => reject(new InputError(GONE)));
      kernel.on("msg:custom", (content, buffers) => {
        if (content.errand !== errand) return;
        unanswered = 0;
        wait("");
        if (content.kind === "next") send({ kind: "part" }, piece(content.start));
        if (content.kind === "percent") progress(content.percent);
        if (content.kind === "error") reject(new InputError(content.error));
        if (content.kind === "answer") {
          told = content.told;
          bytes = new Uint8Array(told.bytes);
        }
        if (content.kind === "bytes") {
          const part = bytesOf(buffers[0]);
          bytes.set(part, content.start);
          const start = content.start + part.length;
          if (start < told.bytes) send({ kind: "more", start });
          else resolve({ told, bytes });
        }
      });
      signal?.addEventListener("abort", () => {
        send({ kind: "cancel" });
        reject(signal.reason);
      });
      // A kernel that works on a cell answers late, and one that has died never.
      timer = window.setInterval(() => {
        if (++unanswered > 2) wait(SILENT);
        send({ kind: "alive" });
      }, PULSE_MS);
      send({ kind: "ask", name, size: body.length }, piece(0));
    });
    return answer.finally(() => clearInterval(timer));
  }
}

/** Return what to do for a file of a stepper's run. @param {string} ending */
export function inACell(ending) {
  return say("The steps of this run are Python code: type kv.save(explorer.trace, 'k-means{ending}') in a cell.", { ending });
}

/** Return a situation with another recipe. @param {Situation} now @param {Recipe} recipe @returns {Situation} */
function withRecipe(now, recipe) {
  const { recipe: checked, method } = situationOf(recipe);
  const isPlaced = Array.isArray(now.other?.init);
  const hasOther = !isPlaced || now.other?.init.length === filled(checked).k;
  return { ...now, recipe: checked, method: Array.isArray(checked.init) ? now.method : method, other: hasOther ? now.other : null, hand: dOf(checked) > 2 ? "move" : now.hand };
}

/** Return the parts of a recipe that are traits of their own. @param {Recipe} recipe @returns {Record<string, any>} */
function partsOf(recipe) {
  const { k, seed, init } = filled(recipe);
  return { k, n: nOf(recipe), data: sourceOf(recipe), seed: Number(seed), init };
}

/** @param {string} text @returns {Recipe} */
function recipeOf(text) {
  // Numbers of JSON are no longer whole beyond 2**53.
  const quoted = text.replace(/"((?:init_)?seed)": (\d{16,})/g, '"$1": "$2"');
  return JSON.parse(quoted, (name, value) => (name.endsWith("seed") && typeof value === "string" ? BigInt(value) : value));
}

/** @param {Recipe} recipe */
function keyOf(recipe) {
  const { recipe: checked } = situationOf(recipe);
  return noteOf(Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** @param {unknown} one @param {unknown} other */
function areSame(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
