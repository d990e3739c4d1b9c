// @ts-check
// The sheet from which a user takes things home: files, a link, code.

import { make } from "../board/parts.js";
import { copyFrom } from "./clipboard.js";
import { commandOf, pythonOf } from "./code.js";
import { action, choice } from "./controls.js";
import { needsPython } from "./errands.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

/** @type {[type: string, ending: string, label: string, hint: string][]} */
export const FILES = [
  ["image/gif", "gif", "GIF", "The whole run, moving. Plays anywhere."],
  ["image/png", "png", "PNG", "The picture that you see."],
  ["image/svg+xml", "svg", "SVG", "The same, sharp at any size, for print."],
  ["text/csv", "csv", "CSV", "The points, each with its cluster."],
  ["text/html", "html", "Web page", "The live board, to open anywhere or to hand out."],
];
/** What Python makes besides: ending and label. @type {[string, string][]} */
const MORE_FILES = [
  [".mp4", "MP4"],
  [".webm", "WebM"],
  [".webp", "WebP"],
  [".png", "Animated PNG"],
  [".pdf", "PDF"],
];
const SIZES = /** @type {[string, string][]} */ ([
  ["480", "480 × 480"],
  ["640", "640 × 640"],
  ["1000", "1000 × 1000"],
  ["1280x720", "1280 × 720"],
  ["1920x1080", "1920 × 1080"],
]);
const SPEEDS = /** @type {[string, string][]} */ ([
  ["1400", "Slow"],
  ["700", "Normal"],
  ["350", "Fast"],
  ["150", "Very fast"],
]);

/**
 * What the sheet asks of the page.
 *
 * @typedef {object} Page
 * @property {import("./store.js").Store} store
 * @property {() => import("./code.js").FileRecipe} recipe The recipe of what is seen, as Python makes it.
 * @property {() => {href: string, problem: string, note: string}} link
 * @property {(type: string, ending: string) => Promise<void>} download
 * @property {string} instead What to do in place of code and command, where these make another run; empty if they do not.
 * @property {boolean} isServed Whether there is Python to make more kinds of files.
 * @property {(ending: string, signal: AbortSignal, progress: (percent: number) => void) => Promise<void>} fetchFile
 */

/** Files, link and code. */
export class Share {
  /** @param {Page} page */
  constructor(page) {
    this._page = page;
    const { store } = page;
    const size = choice({ name: "size", label: "Size", hint: "Width and height in pixels" }, SIZES, (value) => {
      const sides = value.split("x").map(Number);
      store.change({ size: sides.length === 1 ? sides[0] : sides });
      this.show();
    });
    const speed = choice({ name: "step_ms", label: "Speed", hint: "How long each half-step takes" }, SPEEDS, (value) => {
      store.change({ step_ms: Number(value) });
      this.show();
    });
    this._size = size;
    this._speed = speed;
    this._said = make("p", { className: "said", role: "status" });
    const files = FILES.map(([type, ending, label, hint]) => {
      const button = make("button", { type: "button", className: "file", "data-format": ending }, make("b", { textContent: label }), make("span", { textContent: hint }));
      button.addEventListener("click", () => this._download(button, type, ending));
      return button;
    });
    this._link = make("input", { type: "text", readOnly: true, "aria-label": "Link to this board" });
    this._noLink = make("p", { className: "hint" });
    this._python = make("pre", { tabIndex: 0, "data-name": "python" });
    this._command = make("pre", { tabIndex: 0, "data-name": "command" });
    this._copyLink = this._copyButton("copy_link", "Copy link", this._link);
    const [copyPython, copyCommand] = [this._copyButton("copy_python", "Copy code", this._python), this._copyButton("copy_command", "Copy command", this._command)];
    this._onlyRecipe = [copyPython, copyCommand, this._command];
    this.sheet = new Sheet(
      "Save and share",
      make("section", {}, make("h3", { textContent: "Link" }), make("div", { className: "line" }, this._link, this._copyLink), this._noLink),
      make("section", {}, make("h3", { textContent: "Files" }), make("div", { className: "files" }, ...files), make("div", { className: "line" }, size.element, speed.element)),
      make(
        "section",
        {},
        make("h3", { textContent: "The same animation in Python" }),
        make("div", { className: "line" }, this._python, copyPython),
        make("div", { className: "line" }, this._command, copyCommand),
      ),
      make("section", {}, ...this._errands()),
      this._said,
    );
  }

  /** Files that only Python makes. */
  _errands() {
    if (!this._page.isServed) return [needsPython("MP4, WebP, animated PNG and PDF need")];
    const bar = make("progress", { max: 100, value: 0, hidden: true, "aria-label": "Making the file" });
    let stop = new AbortController();
    const cancel = action({ name: "cancel", label: "Stop", hint: "" }, () => stop.abort());
    cancel.hidden = true;
    const buttons = MORE_FILES.map(([ending, label]) =>
      action({ name: `export${ending}`, label, hint: "Made by Python" }, async () => {
        stop.abort();
        stop = new AbortController();
        const { signal } = stop;
        bar.hidden = cancel.hidden = false;
        bar.value = 0;
        this._said.textContent = "Making the file…";
        try {
          await this._page.fetchFile(ending, signal, (percent) => (bar.value = percent));
          this._said.textContent = "Saved among your downloads.";
        } catch (error) {
          this._said.textContent = signal.aborted ? "Stopped." : error instanceof Error ? error.message : String(error);
        } finally {
          if (signal === stop.signal) bar.hidden = cancel.hidden = true;
        }
      }),
    );
    return [make("h3", { textContent: "More kinds of files" }), make("div", { className: "line" }, ...buttons, bar, cancel)];
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
    const { href, problem, note } = this._page.link();
    this._link.value = href;
    this._noLink.textContent = problem || note;
    this._link.hidden = this._copyLink.hidden = problem !== "";
  }

  /** @param {string} name @param {string} label @param {HTMLElement} element */
  _copyButton(name, label, element) {
    return action({ name, label, hint: "" }, async () => {
      const isCopied = await copyFrom(element);
      this._said.textContent = isCopied ? "Copied." : "Press Ctrl+C to copy what is marked.";
    });
  }

  /** @param {HTMLButtonElement} button @param {string} type @param {string} ending */
  async _download(button, type, ending) {
    button.disabled = true;
    this._said.textContent = "Making the file…";
    try {
      await this._page.download(type, ending);
      this._said.textContent = "Saved among your downloads.";
    } catch (error) {
      this._said.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      button.disabled = false;
    }
  }
}

/** Hand a file to the user. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  // Not at once: the browser is still reading it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
