// @ts-check
// The fields of one scene: what is asked, what the class does, and what the reveal shows.

import { KINDS } from "../classroom/scenes.js";
import { kOf } from "../engine/recipe.js";
import { make } from "../board/parts.js";
import { InputError, shown } from "../engine/inputs.js";
import { action } from "./controls.js";
import { say } from "./say.js";

/** @typedef {import("../classroom/scenes.js").Scene} Scene */

/** What the class does, in words. @type {Record<string, string>} */
export const TASKS = {
  look: say("Looks"),
  place: say("Places a star"),
  vote: say("Votes for a K"),
  choose: say("Chooses an answer"),
  drag: say("Drags all stars"),
  free: say("Plays freely"),
};
/** The parts that a scene can hide until its reveal. @type {[string, string][]} */
const HIDDEN = [
  ["caption", say("Words")],
  ["curve", say("Inertia")],
  ["controls", say("Controls")],
  ["cells", say("Cells")],
  ["trails", say("Trails")],
  ["stars", say("Stars")],
];

let made = 0;

/** The form. */
export class SceneForm {
  /** @param {(value: () => object) => void} take Its argument reads the form, and says what is wrong in it. @param {() => void} leave */
  constructor(take, leave) {
    /** @type {any} What the form does not show, and hands on. */
    this._scene = null;
    const [question, text, notes] = [2, 2, 3].map((rows) => make("textarea", { rows, maxLength: 1000 }));
    this._question = question;
    this._text = text;
    this._notes = notes;
    this._kind = make("select", {}, ...Object.keys(KINDS).map((value) => make("option", { value, textContent: TASKS[value] })));
    this._cluster = make("select", {});
    this._numbers = make("input", { type: "text", value: "2 3 4 5" });
    this._choices = make("textarea", { rows: 4 });
    this._answer = make("select", {});
    this._step = make("input", { type: "text", inputMode: "numeric", placeholder: say("the last") });
    this._hide = HIDDEN.map(([value, label]) => ({ value, input: make("input", { type: "checkbox" }), label }));
    /** @type {Record<string, HTMLElement[]>} */
    this._fields = {
      place: [field(say("Whose star"), this._cluster)],
      vote: [field(say("Numbers to choose from"), this._numbers)],
      choose: [field(say("Answers, one a line"), this._choices), field(say("The right one"), this._answer)],
    };
    this._kind.addEventListener("change", () => this._offer());
    this._choices.addEventListener("input", () => this._offerAnswers());
    const [keep, cancel] = [action({ name: "keep_scene", label: say("Keep this scene"), hint: "" }, () => take(() => this._value())), action({ name: "leave_scene", label: say("Cancel"), hint: "" }, leave)];
    const ticks = this._hide.map(({ input, label }) => make("label", { className: "tick" }, input, make("span", { textContent: label })));
    this.element = make(
      "section",
      { className: "scene", hidden: true },
      field(say("Question"), question),
      field(say("The class"), this._kind),
      ...Object.values(this._fields).flat(),
      make("fieldset", {}, make("legend", { textContent: say("Hidden until the reveal") }), make("div", { className: "ticks" }, ...ticks)),
      field(say("The reveal goes to half-step"), this._step),
      field(say("What the reveal says"), text),
      field(say("Notes for the teacher alone"), notes),
      make("div", { className: "line" }, keep, cancel),
    );
  }

  /** Show a scene to be changed. @param {Scene} scene */
  show(scene) {
    const { question, hide, task, reveal, notes, recipe } = scene;
    this._scene = scene;
    this._question.value = question;
    this._notes.value = notes;
    this._text.value = reveal.text;
    this._step.value = reveal.step === null ? "" : String(reveal.step);
    this._kind.value = task.kind;
    const stars = Array.from({ length: kOf(recipe) }, (_, i) => make("option", { value: String(i), textContent: say("Star {number}", { number: i + 1 }) }));
    this._cluster.replaceChildren(make("option", { value: "", textContent: say("Dealt out in turn") }), ...stars);
    this._cluster.value = task.cluster == null ? "" : String(task.cluster);
    if (task.k?.length) this._numbers.value = task.k.join(" ");
    this._choices.value = (task.choices ?? []).join("\n");
    this._offerAnswers();
    this._answer.value = task.answer == null ? "" : String(task.answer);
    for (const { value, input } of this._hide) input.checked = hide.includes(value);
    this._offer();
    this.element.hidden = false;
    this._question.focus();
    this._question.select();
  }

  /** Show the fields of what the class does. */
  _offer() {
    for (const [kind, fields] of Object.entries(this._fields)) for (const each of fields) each.hidden = kind !== this._kind.value;
  }

  _offerAnswers() {
    const before = this._answer.value;
    const answers = this._lines().map((textContent, i) => make("option", { value: String(i), textContent }));
    this._answer.replaceChildren(make("option", { value: "", textContent: say("None, it is an open question") }), ...answers);
    this._answer.value = Number(before) < answers.length ? before : "";
  }

  _lines() {
    return this._choices.value.split("\n").map((line) => line.trim()).filter(Boolean);
  }

  /** Return the scene as its fields have it now. */
  _value() {
    const { recipe, step, hide, reveal } = this._scene;
    const others = hide.filter((/** @type {string} */ part) => HIDDEN.every(([value]) => value !== part));
    const chosen = this._hide.filter(({ input }) => input.checked).map(({ value }) => value);
    const asked = this._step.value.trim();
    return {
      question: this._question.value.trim(),
      recipe,
      step,
      hide: [...chosen, ...others],
      task: this._task(),
      reveal: { ...reveal, step: asked === "" ? null : asWhole(say("The reveal goes to half-step"), asked), text: this._text.value.trim() },
      notes: this._notes.value.trim(),
    };
  }

  _task() {
    const kind = this._kind.value;
    const chosen = (/** @type {HTMLSelectElement} */ select) => (select.value === "" ? null : Number(select.value));
    if (kind === "place") return { kind, cluster: chosen(this._cluster) };
    if (kind === "vote") return { kind, k: this._numbers.value.split(/[\s,;]+/).filter(Boolean).map((text) => asWhole("K", text)) };
    if (kind === "choose") return { kind, choices: this._lines(), answer: chosen(this._answer) };
    return { kind };
  }
}

/** @param {string} name @param {string} text */
function asWhole(name, text) {
  if (!/^\d{1,9}$/.test(text)) throw new InputError(`${name}: ${shown(text)} is not a whole number; use digits only`);
  return Number(text);
}

/** @param {string} label @param {HTMLElement} input */
function field(label, input) {
  input.id = `kx-scene-${++made}`;
  return make("div", { className: "field" }, make("label", { htmlFor: input.id, textContent: label }), input);
}
