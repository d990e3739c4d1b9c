// @ts-check
// The sheet from which a user takes things home: files, a link, code.

import { make } from "../board/parts.js";
import { InputError } from "../engine/inputs.js";
import { copyFrom } from "./clipboard.js";
import { commandOf, pythonOf } from "./code.js";
import { action, choice, tick } from "./controls.js";
import { needsPython } from "./errands.js";
import { say } from "./say.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

/** What the page makes. @type {[type: string, ending: string, label: string, hint: string][]} */
const FILES = [
  ["image/gif", "gif", "GIF", say("The whole run, moving. Plays anywhere.")],
  ["image/png", "png", "PNG", say("The picture that you see.")],
  ["image/svg+xml", "svg", "SVG", say("The same, sharp at any size, for print.")],
  ["text/csv", "csv", "CSV", say("The points, each with its cluster.")],
  ["text/html", "html", say("Web page"), say("The live board, to open anywhere or to hand out.")],
];
/** What Python makes besides. @type {[ending: string, label: string, hint: string][]} */
const PYTHONS_FILES = [
  [".mp4", "MP4", say("A video, for slides and messages.")],
  [".webm", "WebM", say("A video, for web pages.")],
  [".webp", "WebP", say("Moves like the GIF, and is smaller.")],
  [".png", say("Animated PNG"), say("Moves, in all colours.")],
  [".pdf", "PDF", say("The half-steps on one page, for paper.")],
];
const MAKING = say("Making the file…");
const SIZES = /** @type {[string, string][]} */ ([
  ["480", "480 × 480"],
  ["640", "640 × 640"],
  ["1000", "1000 × 1000"],
  ["1280x720", "1280 × 720"],
  ["1920x1080", "1920 × 1080"],
]);
const SPEEDS = /** @type {[string, string][]} */ ([
  ["1400", say("Slow")],
  ["700", say("Normal")],
  ["350", say("Fast")],
  ["150", say("Very fast")],
]);

/**
 * What the sheet asks of the page.
 *
 * @typedef {object} Page
 * @property {import("./store.js").Store} store
 * @property {() => import("./code.js").FileRecipe} recipe The recipe of what is seen, as Python makes it.
 * @property {(fromStart: boolean, presents: boolean) => {href: string, problem: string, note: string}} link
 * @property {() => void} present
 * @property {import("./scenes_sheet.js").ScenesSheet} scenes
 * @property {() => boolean} isBegun Whether another step than the start is shown.
 * @property {(type: string, ending: string, signal: AbortSignal) => Promise<void>} download Has the page make a file.
 * @property {string} instead What to do in place of code and command, where these make another run; empty if they do not.
 * @property {boolean} isServed Whether there is Python to make files.
 * @property {(ending: string, options: {signal: AbortSignal, progress: (percent: number) => void, wait: (text: string) => void}) => Promise<void>} fetchFile
 *   Has Python make a file.
 */

/** Files, link and code. */
export class Share {
  /** @param {Page} page */
  constructor(page) {
    this._page = page;
    const { store } = page;
    const size = choice({ name: "size", label: say("Size"), hint: say("Width and height in pixels") }, SIZES, (value) => {
      const sides = value.split("x").map(Number);
      store.change({ size: sides.length === 1 ? sides[0] : sides });
      this.show();
    });
    const speed = choice({ name: "step_ms", label: say("Speed"), hint: say("How long each half-step takes") }, SPEEDS, (value) => {
      store.change({ step_ms: Number(value) });
      this.show();
    });
    this._size = size;
    this._speed = speed;
    this._said = make("p", { className: "said", role: "status" });
    this._bar = make("progress", { max: 100, value: 0, hidden: true, "aria-label": say("Making the file") });
    this._stop = new AbortController();
    this._cancel = action({ name: "cancel", label: say("Stop"), hint: "" }, () => this._stop.abort());
    this._cancel.hidden = true;
    const files = FILES.map(([type, ending, label, hint]) =>
      card({ "data-format": ending }, label, hint, () => this._make((signal) => (ending === "gif" ? this._gif(signal) : page.download(type, ending, signal)))),
    );
    const pythons = !page.isServed ? [] : PYTHONS_FILES.map(([ending, label, hint]) =>
      card({ "data-name": `export${ending}` }, label, hint, () => this._make((signal) => this._fetch(ending, signal))),
    );
    this._whose = make("p", { className: "hint", "data-name": "whose" });
    this._link = make("input", { type: "text", readOnly: true, "aria-label": say("Link to this board") });
    this._noLink = make("p", { className: "hint" });
    this._python = make("pre", { tabIndex: 0, "data-name": "python" });
    this._command = make("pre", { tabIndex: 0, "data-name": "command" });
    this._fromStart = false;
    const fromStart = tick({ name: "from_start", label: say("Begin at the start"), hint: say("Without it, the link opens at the step that you see") }, (value) => {
      this._fromStart = value;
      this.show();
    });
    this._beginning = fromStart.element;
    this._presents = false;
    const presents = tick({ name: "presents", label: say("Open it presenting"), hint: say("The board fills the screen, for a class") }, (value) => {
      this._presents = value;
      this.show();
    });
    this._presenting = presents.element;
    this._copyLink = this._copyButton("copy_link", say("Copy link"), this._link);
    const [copyPython, copyCommand] = [this._copyButton("copy_python", say("Copy code"), this._python), this._copyButton("copy_command", say("Copy command"), this._command)];
    this._onlyRecipe = [copyPython, copyCommand, this._command];
    const present = action({ name: "present", label: say("Present (F)"), hint: say("The board fills the screen, for a class") }, () => {
      this.sheet.close();
      page.present();
    });
    const addScene = action({ name: "scene", label: say("Add as a scene"), hint: say("What is shown, with a question and a reveal, for a lesson") }, () => {
      this.sheet.close();
      page.scenes.add();
    });
    const scenes = action({ name: "scenes", label: say("Scenes…"), hint: say("A lesson of scenes: make, open, save and share it") }, () => {
      this.sheet.close();
      page.scenes.open();
    });
    const status = make("div", { className: "line status" }, this._said, this._bar, this._cancel);
    this.sheet = new Sheet(
      say("Save and share"),
      make("section", {}, make("h3", { textContent: say("Before a class") }), make("div", { className: "line" }, present, addScene, scenes)),
      make(
        "section",
        {},
        make("h3", { textContent: say("Files") }),
        make("div", { className: "files" }, ...files, ...pythons),
        make("div", { className: "line" }, size.element, speed.element),
        this._whose,
        ...(page.isServed ? [] : [needsPython(say("MP4, WebP, animated PNG and PDF need"))]),
      ),
      make("section", {}, make("h3", { textContent: say("Link") }), make("div", { className: "line" }, this._link, this._copyLink), make("div", { className: "line" }, this._beginning, this._presenting), this._noLink),
      make(
        "section",
        {},
        make("h3", { textContent: say("The same animation in Python") }),
        make("div", { className: "line" }, this._python, copyPython),
        make("div", { className: "line" }, this._command, copyCommand),
      ),
      status,
    );
    this.sheet.element.classList.add("wide");
  }

  open() {
    this._said.textContent = "";
    this.show();
    this.sheet.open();
  }

  show() {
    const recipe = this._page.recipe();
    const { size, step_ms: stepMs } = { size: 640, step_ms: 700, ...recipe };
    this._size.show(Array.isArray(size) ? size.join("x") : size);
    this._speed.show(stepMs);
    const { instead } = this._page;
    this._python.textContent = instead || pythonOf(recipe, "k-means.gif");
    this._command.textContent = commandOf(recipe, "k-means.gif");
    for (const element of this._onlyRecipe) element.hidden = instead !== "";
    const { href, problem, note } = this._page.link(this._fromStart, this._presents);
    this._link.value = href;
    this._noLink.textContent = problem || note;
    this._link.hidden = this._copyLink.hidden = this._presenting.hidden = problem !== "";
    this._beginning.hidden = problem !== "" || !this._page.isBegun();
    this._whose.textContent = instead ? "" : drawnBy(this._page.store.now, this._page.isServed);
  }

  /** @param {string} name @param {string} label @param {HTMLElement} element */
  _copyButton(name, label, element) {
    return action({ name, label, hint: "" }, async () => {
      const isCopied = await copyFrom(element);
      this._said.textContent = isCopied ? say("Copied.") : say("Press Ctrl+C to copy what is marked.");
    });
  }

  /**
   * Make a file, in place of one that is still being made.
   *
   * @param {(signal: AbortSignal) => Promise<string | void>} work Returns what there is to say of it.
   */
  async _make(work) {
    this._stop.abort();
    this._stop = new AbortController();
    const { signal } = this._stop;
    const tell = (/** @type {string} */ text) => signal === this._stop.signal && (this._said.textContent = text);
    tell(MAKING);
    try {
      const note = await work(signal);
      tell([say("Saved among your downloads."), note ?? ""].join(" ").trim());
    } catch (error) {
      tell(signal.aborted ? say("Stopped.") : error instanceof Error ? error.message : String(error));
    } finally {
      if (signal === this._stop.signal) this._bar.hidden = this._cancel.hidden = true;
    }
  }

  /** @param {string} ending @param {AbortSignal} signal */
  _fetch(ending, signal) {
    this._bar.hidden = this._cancel.hidden = false;
    this._bar.value = 0;
    const isNow = () => signal === this._stop.signal;
    return this._page.fetchFile(ending, {
      signal,
      progress: (percent) => isNow() && (this._bar.value = percent),
      wait: (text) => isNow() && (this._said.textContent = text || MAKING),
    });
  }

  /** Have Python make the GIF, so that code and command make the same; where it cannot, the page does. @param {AbortSignal} signal */
  async _gif(signal) {
    const { download, instead, isServed, store } = this._page;
    let why = "";
    if (isServed && instead === "" && drawnBy(store.now, true) === "") {
      try {
        return await this._fetch(".gif", signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof InputError)) throw error;
        why = say("{why}. So this page drew the GIF itself, and not Python.", { why: error.message.replace(/\.$/, "") });
      }
    }
    await download("image/gif", "gif", signal);
    return why;
  }
}

/**
 * Return who draws which file, in words, where not all of them are Python's; empty where they are.
 *
 * @param {import("./situation.js").Situation} now
 * @param {boolean} isServed
 */
function drawnBy({ other, lines, forms }, isServed) {
  if (other !== null) return say("GIF, PNG and SVG show both runs, as this page draws them; all other files, the code and the command make A alone.");
  if (lines || forms) {
    const what = lines && forms ? say("lines and shapes") : lines ? say("lines") : say("shapes");
    return say("GIF, PNG and SVG have the {what}, as this page draws them; what Python makes, also from the code and the command, does not.", { what });
  }
  return isServed ? "" : say("This page draws the GIF itself. The code and the command make it with Python, where letters and edges look a little different.");
}

/** @param {Record<string, string>} attributes @param {string} label @param {string} hint @param {() => void} act */
function card(attributes, label, hint, act) {
  const button = make("button", { type: "button", className: "file", ...attributes }, make("b", { textContent: label }), make("span", { textContent: hint }));
  button.addEventListener("click", act);
  return button;
}

/** Hand a file to the user. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  // Not at once: the browser is still reading it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
