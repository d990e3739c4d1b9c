// @ts-check
// The sheet with the scenes of a lesson: what is shown becomes a scene, scenes are put in order, tried, and taken home.

import { PARTS } from "../board/attributes.js";
import { make } from "../board/parts.js";
import { InputError } from "../engine/inputs.js";
import { copyFrom } from "./clipboard.js";
import { action } from "./controls.js";
import { fragmentToScenes, holdsScenes, Lesson, scenesToFragment, unpacked } from "./lesson.js";
import { scenesPage } from "./live.js";
import { capital } from "./notice.js";
import { LANG, say } from "./say.js";
import { SceneForm, TASKS } from "./scene_form.js";
import { save } from "./share.js";
import { Sheet } from "./sheet.js";
import { otherRecipe } from "./situation.js";

/** @typedef {import("../classroom/scenes.js").Scene} Scene */

/**
 * What the sheet asks of the page.
 *
 * @typedef {object} Page
 * @property {import("./store.js").Store} store
 * @property {() => number} step The half-step that is shown.
 * @property {() => string} question What the page asks.
 * @property {(question: string, recipe: import("./situation.js").Recipe, step: number, hide: string[]) => void} show
 * @property {(message: string) => void} complain
 * @property {string} player The page that plays scenes, compressed.
 * @property {string} first The scenes that come with the package, compressed.
 */

const MOST_BYTES = 4_000_000; // of a file that may hold scenes: a page that plays them brings its script along
/** What gives an answer away, unless the teacher says otherwise. */
const USUALLY_HIDDEN = ["caption", "curve", "controls"];

/** Scenes of a teacher's own. */
export class ScenesSheet {
  /** @param {Page} page @param {AbortSignal} signal */
  constructor(page, signal) {
    this._page = page;
    this.lesson = new Lesson(LANG);
    /** Which scene the form shows. */
    this._at = 0;
    this._held = -1;
    this._said = make("p", { className: "said", role: "status" });
    this._title = make("input", { type: "text", maxLength: 1000, "aria-label": say("Title of the lesson"), placeholder: say("Title of the lesson") });
    this._title.addEventListener("change", () => this._do(() => this.lesson.call(this._title.value.trim())));
    this._list = make("ol", { className: "scenes" });
    this._empty = make("p", { className: "hint", textContent: say("A scene is what the page shows now, with a question and a reveal. Add one, go on to the next board, and come back.") });
    const input = make("input", { type: "file", accept: ".json,.html", hidden: true, "data-name": "scenes_file" });
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = ""; // so that the same file can be opened again
      if (file !== undefined) void this.openFile(file);
    });
    this._form = new SceneForm((read) => this._do(() => this._keep(read())), () => this._showForm(false));
    const add = action({ name: "add_scene", label: say("Add what is shown"), hint: "" }, () => this.add());
    const open = action({ name: "open_scenes", label: say("Open a file…"), hint: say("Scenes that were saved here; or drop the file on the page") }, () => input.click());
    const first = action({ name: "first_lesson", label: say("Begin with ten scenes"), hint: say("The lesson that comes with the package, to change as you like") }, async () => {
      const text = await unpacked(page.first);
      this._do(() => this.lesson.open(text));
    });
    this._undo = action({ name: "undo_scenes", label: say("Undo"), hint: "" }, () => this._do(() => this.lesson.undo()));
    const file = action({ name: "save_scenes", label: say("Save the file"), hint: say("lesson.json, to open here again and to pass on") }, () => this._do(() => this._save()));
    const played = action({ name: "page_scenes", label: say("Web page"), hint: say("It plays the scenes, opens anywhere, and opens here again") }, () => void this._savePage());
    const link = action({ name: "link_scenes", label: say("Copy a link"), hint: say("It opens the explorer with these scenes") }, () => void this._copyLink());
    this._link = make("input", { type: "text", readOnly: true, hidden: true, "aria-label": say("Link to these scenes") });
    this._home = make("div", { className: "line" }, file, played, link, this._link);
    this._main = make("section", {}, this._title, this._empty, make("div", { className: "line" }, add, open, input, first, this._undo), this._home, this._list);
    this.sheet = new Sheet(say("Scenes of a lesson"), this._main, this._form.element, make("div", { className: "line status" }, this._said));
    this.sheet.element.classList.add("wide");
    const options = { signal };
    document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault(), options);
    document.addEventListener("drop", (event) => this._drop(event), options);
    window.addEventListener("beforeunload", (event) => this.lesson.isUnsaved && event.preventDefault(), options);
    window.addEventListener("hashchange", () => void this.follow(location.hash), options);
    this._show();
  }

  open() {
    this._said.textContent = "";
    this._showForm(false);
    this._show();
    this.sheet.open();
  }

  /** Make a scene of what is shown. */
  add() {
    const { store, step, question } = this._page;
    const { recipe, hide } = store.now;
    const { lang: _, ...own } = recipe;
    const shown = hide.filter((part) => PARTS.includes(part));
    const other = otherRecipe(store.now);
    this._edit(this.lesson.scenes.length, {
      question: question(),
      recipe: own,
      step: step(),
      hide: [...new Set([...USUALLY_HIDDEN, ...shown])],
      task: { kind: "look" },
      // Of two runs that are compared, the second is what the reveal shows.
      reveal: { step: null, text: "", recipe: other },
      notes: "",
    });
    this.sheet.open();
  }

  /** Open the scenes in a link, if it holds any. @param {string} fragment */
  async follow(fragment) {
    if (!holdsScenes(fragment)) return;
    try {
      this._take(await fragmentToScenes(fragment));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._page.complain(error.message);
    }
  }

  /** @param {File} file */
  async openFile(file) {
    try {
      if (file.size > MOST_BYTES) throw new InputError(`it has ${file.size.toLocaleString("en")} bytes, and no file of scenes has more than ${MOST_BYTES.toLocaleString("en")}; open points at “${say("Your own points…")}”`);
      this._take(await file.text());
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const message = say("The file {name}: {why}", { name: file.name, why: error.message });
      if (this.sheet.element.open) this._said.textContent = message;
      else this._page.complain(message);
    }
  }

  /** Take the scenes of a file, and show the first of them. @param {string} text */
  _take(text) {
    this.lesson.open(text);
    this._try(0);
    this.open();
  }

  /** @param {DragEvent} event */
  _drop(event) {
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    void this.openFile(file);
  }

  /** @param {() => void} work */
  _do(work) {
    this._said.textContent = "";
    try {
      work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._said.textContent = capital(error.message);
    }
    this._show();
  }

  /** @param {number} at @param {Scene} scene */
  _edit(at, scene) {
    this._at = at;
    this._said.textContent = "";
    this._showForm(true);
    if (!this.sheet.element.open) this.sheet.open();
    this._form.show(scene);
  }

  /** @param {object} value */
  _keep(value) {
    this.lesson.put(value, this._at);
    this._showForm(false);
    this._said.textContent = say("Scene {number} is in the list.", { number: this._at + 1 });
  }

  /** @param {boolean} isForm */
  _showForm(isForm) {
    this._form.element.hidden = !isForm;
    this._main.hidden = isForm;
  }

  /** @param {number} at */
  _try(at) {
    const { question, recipe, step, hide } = this.lesson.scenes[at];
    this._page.show(question, recipe, step, hide.filter((part) => part !== "controls"));
    this.sheet.close();
  }

  _save() {
    save(new Blob([this.lesson.written()], { type: "application/json" }), "lesson.json");
    this._said.textContent = say("Saved among your downloads.");
  }

  async _savePage() {
    const page = await unpacked(this._page.player);
    this._do(() => {
      save(scenesPage(this.lesson.now, this.lesson.written(), page), "lesson.html");
      this._said.textContent = say("Saved among your downloads.");
    });
  }

  async _copyLink() {
    this._link.hidden = true;
    try {
      const url = new URL(location.href);
      url.search = ""; // it may hold the right to use a server
      url.hash = await scenesToFragment(this.lesson.written());
      this._link.value = url.href;
      this._link.hidden = false;
      this._said.textContent = (await copyFrom(this._link)) ? say("Copied.") : say("Press Ctrl+C to copy what is marked.");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._said.textContent = capital(error.message);
    }
  }

  _show() {
    const { scenes, now } = this.lesson;
    if (this._title.value !== now.title) this._title.value = now.title;
    this._list.replaceChildren(...scenes.map((scene, i) => this._row(scene, i)));
    this._empty.hidden = scenes.length > 0;
    this._title.hidden = this._list.hidden = this._home.hidden = scenes.length === 0;
    this._undo.hidden = !this.lesson.canUndo;
    this._link.hidden = true;
  }

  /** @param {Scene} scene @param {number} i */
  _row(scene, i) {
    const number = i + 1;
    const doing = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ text, /** @type {() => void} */ act, isOff = false) => {
      const button = action({ name, label: text, hint: label }, act);
      button.setAttribute("aria-label", label);
      button.disabled = isOff;
      return button;
    };
    const move = (/** @type {string} */ name, /** @type {number} */ to) => () => {
      this._do(() => this.lesson.move(i, to));
      const find = (/** @type {string} */ which) => /** @type {HTMLElement | null} */ (this._list.children[to].querySelector(which));
      (find(`[data-name=${name}]:enabled`) ?? find("button:enabled"))?.focus();
    };
    const what = make("div", { className: "what" }, make("b", { textContent: scene.question }), make("span", { className: "hint", textContent: TASKS[scene.task.kind] }));
    const buttons = make(
      "div",
      { className: "line" },
      doing("scene_up", say("Move scene {number} up", { number }), "↑", move("scene_up", i - 1), i === 0),
      doing("scene_down", say("Move scene {number} down", { number }), "↓", move("scene_down", i + 1), number === this.lesson.scenes.length),
      doing("try_scene", say("Show scene {number}", { number }), say("Show"), () => this._try(i)),
      doing("edit_scene", say("Change scene {number}", { number }), say("Change"), () => this._edit(i, scene)),
      doing("delete_scene", say("Delete scene {number}", { number }), "×", () => this._do(() => this.lesson.delete(i))),
    );
    const row = make("li", { draggable: true }, make("div", { className: "one" }, what, buttons));
    row.addEventListener("dragstart", (event) => {
      this._held = i;
      event.dataTransfer?.setData("text/plain", scene.question);
    });
    row.addEventListener("dragend", () => (this._held = -1));
    row.addEventListener("dragover", (event) => this._held >= 0 && event.preventDefault());
    row.addEventListener("drop", (event) => {
      if (this._held < 0) return;
      event.preventDefault();
      this._do(() => this.lesson.move(this._held, i));
    });
    return row;
  }
}

/** @param {DragEvent} event */
function hasFiles({ dataTransfer }) {
  return dataTransfer?.types.includes("Files") ?? false;
}
