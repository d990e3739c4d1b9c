// @ts-check
// The explorer: it puts board, controls and sheets together, and carries out what a user asks for.

import { make } from "../board/parts.js";
import { dressed } from "../board/dress.js";
import { darkPreference } from "../board/preference.js";
import { checkedRecipe, haveSameRun } from "../board/attributes.js";
import { styleNamed } from "../drawing/style.js";
import { InputError } from "../engine/inputs.js";
import { knowSamples } from "../engine/samples.js";
import { presentsIn, withPresent } from "../presenting/address.js";
import { Presenting } from "../presenting/presenting.js";
import { Address } from "./address.js";
import { Advice } from "./advice.js";
import { After } from "./after.js";
import { ClusterRows } from "./answer.js";
import { action, segments } from "./controls.js";
import { Errands } from "./errands.js";
import { toFragment } from "./fragment.js";
import { Gallery } from "./gallery.js";
import { showDragHint } from "./hint.js";
import { hearKeys } from "./keys.js";
import { capital, Notice } from "./notice.js";
import { Opened } from "./opened.js";
import { Own } from "./own.js";
import { lookPanel, otherPanel, pointsPanel, quickPanel, starsPanel } from "./panels.js";
import { Panes } from "./panes.js";
import { questionOf } from "./questions.js";
import { LANG, say } from "./say.js";
import { ScenesSheet } from "./scenes_sheet.js";
import { Search } from "./search.js";
import { kernelOf } from "./cell.js";
import { beginning, inACell, isRecorded, KernelErrands, Traits, WITHHELD } from "./kernel.js";
import { livePage } from "./live.js";
import { save, Share } from "./share.js";
import { dOf, filled, FIRST, HANDS, methodOf, otherStart, situationOf, sourceOf } from "./situation.js";
import { Store } from "./store.js";

/** @typedef {import("./situation.js").Situation} Situation */
/** @typedef {import("./store.js").Change} Change */

/** The explorer in an element of a page. */
export class Explorer {
  /**
   * @param {HTMLElement} root
   * @param {{samples: Record<string, {columns: string[], rows: number[][]}>, exhibits: Record<string, any>, isServed: boolean, livePages: import("./live.js").Pages, firstLessons: Record<string, string>, scenesPage: string}} data
   */
  constructor(root, { samples, exhibits, isServed, livePages, firstLessons, scenesPage }) {
    this._scenes = { first: firstLessons[LANG], player: scenesPage };
    this._livePages = livePages;
    const kernel = kernelOf();
    this._kernel = kernel;
    this._isRecorded = isRecorded(kernel);
    this._errands = kernel === null ? new Errands(isServed) : new KernelErrands(kernel);
    this._opened = new Opened(this._errands);
    knowSamples(samples);
    this._root = root;
    this._exhibits = exhibits;
    this._leaving = new AbortController();
    const { signal } = this._leaving;
    this._notice = new Notice();
    this.store = new Store(situationOf(FIRST));
    const fileOf = (/** @type {Situation} */ now) => this._opened.of(now.recipe)?.kept ?? null;
    const complain = (/** @type {string} */ message) => this._complain(message);
    const address = { go: this._goBack.bind(this), fileOf, complain, presents: () => this._presenting.isOn, present: () => this._presenting.enter() };
    this._address = new Address(address, signal, kernel === null);
    const { read, problem } = this._read();
    /** What the page began with: what its link said, or what a newcomer sees. */
    this._origin = read?.now ?? this.store.now;
    this._panes = new Panes(this.store, signal, this._isRecorded);
    const { first } = this._panes;
    const boards = () => this._panes.boards;
    /** The scene that was tried, whose question stands above its board. */
    this._asked = { question: "", recipe: "" };
    this._search = new Search(() => this._after.show());
    this._after = new After(boards, this._search, () => this._tryMany());
    this._dark = darkPreference();
    this._dark.addEventListener("change", () => this._dress(), { signal });
    this._parts = this._build();
    this._presenting = new Presenting({
      place: root,
      boards,
      say,
      dress: () => this._dress(),
      signal,
      next: { name: say("New start"), act: () => this._attempt(() => this.store.change(otherStart(this.store.now), { merge: "new_start", step: 0 })) },
      changed: () => this._address.keep(this.store.now, Math.max(0, first.step), false),
    });
    this.store.listen((now, before, change) => this._hear(now, before, change), signal);
    const options = { signal };
    first.addEventListener("kmeans-step", (event) => event.target === first && this._step(), options);
    first.addEventListener("kmeans-run", () => this._after.step(), options);
    first.addEventListener("kmeans-drag", () => this._after.gray(), options);
    hearKeys(document, () => first, signal);
    document.addEventListener("keydown", (event) => this._undoKey(event), { signal, capture: true });
    this._goBack(read?.now ?? this.store.now, read?.step ?? 0, read?.file ?? null);
    if (kernel === null && presentsIn(location.hash)) this._presenting.enter();
    if (kernel === null) void this._parts.scenes.follow(location.hash);
    this._address.keep(this.store.now, first.step, false);
    if (problem) this._complain(problem);
    if (kernel !== null) new Traits(kernel, this.store, first, complain);
    // Once the board has its size. A reader who followed a link gets no hint: the link leads them.
    if (read === null || (kernel !== null && kernel.left === null && !this._isRecorded)) requestAnimationFrame(() => requestAnimationFrame(() => showDragHint(this._parts.middle, first, signal)));
  }

  /** Leave the page. */
  end() {
    this._leaving.abort();
    this._root.replaceChildren();
  }

  /** @returns {{read: {now: Situation, step: number, file?: import("./opened.js").Kept | null} | null, problem: string}} */
  _read() {
    try {
      return { read: this._kernel === null ? this._address.read() : beginning(this._kernel), problem: "" };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { read: null, problem: error.message };
    }
  }

  _build() {
    const page = {
      store: this.store,
      complain: (/** @type {string} */ message) => this._complain(message),
      attempt: (/** @type {() => void} */ work) => this._attempt(work),
      findStart: (/** @type {"lucky" | "unlucky"} */ which) => void this._findStart(which),
      open: (/** @type {string} */ name) => this._open(name),
      source: (/** @type {Situation} */ now) => this._opened.of(now.recipe),
    };
    const question = make("h1", { id: "question" });
    const lead = make("p", { className: "lead" });
    const undo = action({ name: "undo", label: say("Undo"), hint: say("Back to what was before (Ctrl+Z)") }, () => this._address.undo());
    const compare = action({ name: "compare", label: say("Compare"), hint: say("Two starts on the same points, side by side") }, () => this._toggleCompare());
    const openGallery = action({ name: "gallery", label: say("Gallery"), hint: say("Boards that show something special") }, () => gallery.open(this._style()));
    const openShare = action({ name: "share", label: say("Save and share"), hint: say("Files, a link, code") }, () => share.open());
    const reset = action({ name: "reset", label: say("Reset"), hint: say("Back to how this page began") }, () => this.store.show(this._origin, { step: 0 }));
    const acts = make("div", { className: "acts" }, undo, reset, compare, openGallery, openShare);
    // Where the page belongs to a site, it has a link there.
    const home = document.getElementById("home");
    if (home !== null) acts.prepend(home);
    const header = make("header", { className: "head presented" }, question, lead);
    const quick = quickPanel(page);
    const panels = [quick, pointsPanel(page), starsPanel(page), otherPanel(page), lookPanel(page)];
    const choose = make("div", { className: "choose" }, ...panels.slice(1).map(({ element }) => element));
    const ways = Object.entries(HANDS).map(([name, { label, hint: text }]) => /** @type {[string, string, string]} */ ([name, label, text]));
    const hands = segments({ name: "hand", label: say("What a hand on the board does"), hint: "" }, ways, (value) => this._attempt(() => this.store.change({ hand: value })));
    const above = make("div", { className: "above", slot: "above" }, hands.element);
    const { first } = this._panes;
    first.append(above, this._after.element);
    const gallery = new Gallery(this._exhibits, (name) => this._attempt(() => this.store.show({ ...situationOf(this._exhibits[name]), hide: this.store.now.hide }, { step: 0 })));
    const own = new Own({
      take: (rows, note) => this._takePoints(rows, note),
      open: (file, columns, signal, wait) => this._openFile(file, columns, signal, wait),
      before: () => this._opened.before,
      source: () => this._opened.of(this.store.now.recipe),
      isServed: this._errands.isServed,
    });
    const scenes = new ScenesSheet(
      {
        store: this.store,
        step: () => Math.max(0, first.step),
        question: () => question.textContent ?? "",
        show: (asked, recipe, step, hide) =>
          this._attempt(() => {
            const now = { ...situationOf({ ...recipe, lang: LANG }), hide };
            this._asked = { question: asked, recipe: JSON.stringify(now.recipe, asText) };
            this.store.show(now, { step });
          }),
        complain: page.complain,
        ...this._scenes,
      },
      this._leaving.signal,
    );
    const share = new Share({
      store: this.store,
      recipe: () => this._opened.withFile(this._seenRecipe()).recipe,
      link: (fromStart, presents) => this._link(fromStart, presents),
      present: () => this._presenting.enter(),
      scenes,
      isBegun: () => this._panes.first.step > 0,
      download: (type, ending, signal) => this._download(type, ending, signal),
      isServed: this._errands.isServed,
      instead: this._isRecorded ? inACell(".gif") : "",
      fetchFile: (ending, options) => this._opened.export(this._seenRecipe(), this._fileName, ending, options),
    });
    const advice = new Advice(this._errands, () => this._opened.withFile(this._seenRecipe()), (k) => this._attempt(() => this.store.change({ k }, { step: 0 })));
    const answer = new ClusterRows(this._errands, () => this._opened.withFile(this._seenRecipe()), (k, seed) =>
      this._attempt(() => this.store.change({ k, init: "k-means++", start_seed: seed }, { step: 0 })),
    );
    const sheets = [gallery.sheet, own.sheet, share.sheet, advice.sheet, answer.sheet, scenes.sheet].map(({ element }) => element);
    const middle = make("div", { className: "boards presented stage" }, first, this._notice.element);
    this._root.replaceChildren(header, acts, quick.element, middle, choose, ...sheets);
    return { middle, question, lead, undo, reset, compare, panels, hands, gallery, own, share, advice, answer, scenes };
  }

  /** @param {Situation} now @param {Situation} before @param {Change} change */
  _hear(now, before, change) {
    // The language of the page was chosen before anything was made.
    if (filled(now.recipe).lang !== LANG && this._kernel === null && this._address.isKept) {
      if (!change.isBack) this._address.keep(now, Math.max(0, this._panes.first.step), true);
      return location.reload();
    }
    this._notice.pass();
    if (change.note) this._notice.say(change.note);
    this._search.keepFor(now.recipe);
    this._presenting.refresh();
    for (const panel of this._parts.panels) panel.show(now);
    this._parts.hands.show(now.hand);
    for (const input of this._parts.hands.inputs) input.disabled = dOf(now.recipe) > 2;
    const hidden = this._isRecorded ? [...now.hide, ...WITHHELD] : now.hide;
    for (const element of this._root.querySelectorAll("[data-name]")) element.classList.toggle("left-out", hidden.includes(element.getAttribute("data-name") ?? ""));
    const { question, recipe } = this._asked;
    const isAsked = now.other === null && recipe === JSON.stringify(now.recipe, asText);
    this._parts.question.textContent = isAsked ? question : questionOf(now, this._exhibitOf(now));
    this._parts.lead.textContent = dOf(now.recipe) > 2 ? say("Press Play.") : HANDS[now.hand].lead;
    document.title = `${this._parts.question.textContent} – k-means`;
    this._root.classList.toggle("two", now.other !== null);
    this._parts.compare.setAttribute("aria-pressed", String(now.other !== null));
    if (!change.isBack) this._address.keep(now, Math.max(0, this._panes.first.step), !change.isMerged && isOther(now, before));
    // What leads back is there once there is something to come back from.
    this._parts.undo.hidden = !this._address.canUndo;
    this._parts.reset.hidden = !isOther(now, this._origin);
    this._after.step();
  }

  _step() {
    this._after.step();
    const { first } = this._panes;
    // A board tells of its first step before anything is known of the change that led there.
    if (!this._panes.isShowing && haveSameRun(first.recipe, this.store.now.recipe)) this._address.keep(this.store.now, Math.max(0, first.step), false);
  }

  /** Return the name of the exhibit that is shown; empty for none. @param {Situation} now */
  _exhibitOf({ recipe }) {
    const text = JSON.stringify(recipe, asText);
    return Object.keys(this._exhibits).find((name) => JSON.stringify(checkedRecipe(this._exhibits[name]), asText) === text) ?? "";
  }

  _style() {
    const { recipe, light } = this.store.now;
    return recipe.style ?? (this._dark.matches && !light ? "dark" : "light");
  }

  _dress() {
    dressed(this._root, styleNamed(this._presenting.style ?? this._style()));
  }

  /** @param {string} message */
  _complain(message) {
    this._notice.say(capital(message), { isProblem: true });
  }

  /** @param {() => void} work */
  _attempt(work) {
    try {
      work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._complain(error.message);
      for (const panel of this._parts.panels) panel.show(this.store.now);
      this._parts.hands.show(this.store.now.hand);
    }
  }

  /** @param {KeyboardEvent} event */
  _undoKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    if (/** @type {Element} */ (event.composedPath()[0]).matches("input[type=text], textarea")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) this._address.redo();
    else if (this._address.canUndo) this._address.undo();
  }

  _toggleCompare() {
    const { other, recipe } = this.store.now;
    const method = methodOf(recipe) === "k-means++" ? "random" : "k-means++";
    this._attempt(() => this.store.change({ other: other === null ? { init: method, seed: 1 } : null }, { step: 0 }));
  }

  /** @param {"lucky" | "unlucky"} which */
  async _findStart(which) {
    const { run } = this._panes.first;
    const { recipe, method } = this.store.now;
    if (run === null) return;
    const init = methodOf(recipe) === "placed" ? method : methodOf(recipe);
    if (!(await this._search.run(run.points, recipe, init)) || this._search.starts === null) return;
    const { luckySeed, unluckySeed } = this._search.starts;
    const seed = which === "lucky" ? luckySeed : unluckySeed;
    this._attempt(() => this.store.change({ init, k: filled(recipe).k, start_seed: seed }, { step: 0 }));
  }

  async _tryMany() {
    const { run } = this._panes.first;
    const { recipe, method } = this.store.now;
    if (run !== null) await this._search.run(run.points, recipe, methodOf(recipe) === "placed" ? method : methodOf(recipe));
  }

  /** @param {string} name */
  _open(name) {
    if (name === "own") this._parts.own.open();
    if (name === "advice") void this._parts.advice.open();
    if (name === "answer") this._parts.answer.open();
  }

  /** @param {number[][]} rows @param {string} note */
  _takePoints(rows, note) {
    this._attempt(() => {
      this.store.change({ source: "gaussian", coordinates: rows }, { step: 0 });
      // On a phone, the button that led here is far below the board.
      this._panes.first.scrollIntoView({ block: "nearest" });
      // What was said of a file before is about other points.
      this._notice.say(note, { stays: true });
    });
  }

  /** @param {File} file @param {string[] | undefined} columns @param {AbortSignal} signal @param {(text: string) => void} wait */
  async _openFile(file, columns, signal, wait) {
    const { source, recipe, note } = await this._opened.open(file, columns, signal, wait);
    if (source !== null) this._takePoints(source.rows, note);
    if (recipe !== null) this._attempt(() => this.store.show(situationOf(recipe), { step: 0, note }));
  }

  /** Show again what the browser, or a notebook, has kept. @param {Situation} now @param {number} step @param {import("./opened.js").Kept | null} file */
  _goBack(now, step, file) {
    if (file !== null) this._opened.restore(file, now.recipe);
    this.store.show(now, { step, isBack: true });
    if (file === null || this._opened.of(now.recipe)?.file !== null) return;
    this._notice.say(say("{name} was too large to keep when this page was loaded again. Its points are here, and files and code hold these; to have the file named there, open it again.", { name: file.name }), { stays: true });
  }

  get _fileName() {
    return `k-means-${sourceOf(this.store.now.recipe)}`;
  }

  /** The recipe of what is seen, in the style that is seen. */
  _seenRecipe() {
    return checkedRecipe({ ...this.store.now.recipe, style: this._style() });
  }

  /** @param {boolean} fromStart Whether it opens at the start, and not at the step that is shown. @param {boolean} presents */
  _link(fromStart, presents) {
    if (this._kernel !== null) return { href: "", problem: say("A link leads to a page; in a notebook, pass the notebook on, or the web page below."), note: "" };
    const { fragment, problem } = toFragment(this.store.now, fromStart ? 0 : Math.max(0, this._panes.first.step));
    const url = new URL(location.href);
    url.hash = withPresent(fragment, presents);
    // It may hold a token, the right to use a server, which is not part of a lesson.
    url.search = "";
    const note = url.protocol === "file:" ? say("This page is on your disk, so the link works on this computer; put the page on a web site to pass it on.") : "";
    return { href: url.href, problem, note };
  }

  /** @param {string} type @param {string} ending @param {AbortSignal} signal */
  async _download(type, ending, signal) {
    if (this._isRecorded && type === "text/html") throw new InputError(inACell(`.${ending}`));
    const blob = type === "text/html" ? livePage(this._seenRecipe(), this._livePages) : await this._panes.picture(type, this._seenRecipe());
    signal.throwIfAborted();
    save(blob, `${this._fileName}.${ending}`);
  }
}

/** Tell whether there is something to come back to: the hand alone is nothing. @param {Situation} now @param {Situation} before */
function isOther(now, before) {
  const [one, two] = [now, before].map(({ hand: _, method: __, ...rest }) => JSON.stringify(rest, asText));
  return one !== two;
}

/** JSON has no whole numbers beyond 2**53. @param {string} _ @param {unknown} value */
function asText(_, value) {
  return typeof value === "bigint" ? String(value) : value;
}

const place = document.getElementById("explorer");
const text = document.getElementById("explorer-data")?.textContent;
if (place !== null && text) new Explorer(place, JSON.parse(text));
