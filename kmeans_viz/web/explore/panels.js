// @ts-check
// The controls beside the board, in groups: the points, the stars, how it looks. What few users need is one fold away.

import { make } from "../board/parts.js";
import { GENERATORS } from "../engine/generators.js";
import { TABLES } from "../tables.js";
import { action, choice, number, range, segments, stepper, tick } from "./controls.js";
import { kernelOf } from "./cell.js";
import { languages } from "./languages.js";
import { say } from "./say.js";
import { filled, isMade, methodOf, MOST_CLUSTERS, next, nOf, otherPoints, otherStart, sourceOf, startSeedOf } from "./situation.js";
import { ReadReport } from "./report.js";
import { Thumbs } from "./thumbs.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./situation.js").Situation} Situation */

/**
 * What the panels ask of the page.
 *
 * @typedef {object} Page
 * @property {Store} store
 * @property {(message: string) => void} complain
 * @property {(work: () => void) => void} attempt Does it, or says why not.
 * @property {(which: "lucky" | "unlucky") => void} findStart
 * @property {(name: string) => void} open Opens a sheet.
 * @property {(now: Situation) => import("./opened.js").Source | null} source The file that the points are from.
 */

/** Return what can be chosen, by its name. @param {Record<string, string>} labels @returns {[string, string][]} */
function labelled(labels) {
  return Object.entries(labels).map(([name, label]) => [name, say(label)]);
}

/** @param {string} title @param {(Node | string)[]} children */
function group(title, ...children) {
  return make("section", { className: "group" }, make("h2", { textContent: title }), ...children);
}

/** @param {string} title @param {(Node | string)[]} children */
function fold(title, ...children) {
  return make("details", { className: "fold" }, make("summary", { textContent: title }), ...children);
}

/**
 * The clusters, which stand nearest to the board on every screen.
 *
 * @param {Page} page
 */
export function quickPanel({ store, complain, attempt }) {
  const about = { name: "k", label: say("Stars (K)"), hint: say("How many clusters to look for") };
  const k = stepper(about, { low: 1, high: MOST_CLUSTERS }, (value, merge) => attempt(() => store.change({ k: value }, { merge, step: 0 })), complain);
  const start = action({ name: "new_start", label: say("New start"), hint: say("The same points, stars at other places") }, () =>
    attempt(() => store.change(otherStart(store.now), { merge: "new_start", step: 0 })),
  );
  const element = make("div", { className: "quick" }, k.element, start);
  return { element, show: (/** @type {Situation} */ now) => k.show(filled(now.recipe).k) };
}

/**
 * Where the points come from.
 *
 * @param {Page} page
 */
export function pointsPanel({ store, complain, attempt, open, source }) {
  const set = (/** @type {string} */ name) => (/** @type {any} */ value, /** @type {string | undefined} */ merge) =>
    attempt(() => store.change({ [name]: value }, { merge, step: 0 }));
  const thumbs = new Thumbs((source) => attempt(() => store.change({ source }, { step: 0 })));
  const n = range({ name: "n", label: say("Points (N)"), hint: say("How many points to make") }, { low: 10, high: TABLES.limits.n, isLog: true }, set("n"), complain);
  const blobs = range({ name: "blobs", label: say("True groups"), hint: say("How many groups the points are made of") }, { low: 1, high: MOST_CLUSTERS }, set("blobs"), complain);
  const seed = number({ name: "seed", label: say("Seed of the points"), hint: say("The same number makes the same points again") }, (value) => attempt(() => store.change({ seed: value, start_seed: startSeedOf(store.now.recipe) }, { step: 0 })), complain);
  const standardize = tick({ name: "standardize", label: say("Standardize"), hint: say("Every column as z-scores: none counts more because of its unit") }, set("standardize"));
  const other = action({ name: "new_points", label: say("New points"), hint: say("Other points, made in the same way") }, () =>
    attempt(() => store.change(otherPoints(store.now), { merge: "new_points", step: 0 })),
  );
  const own = action({ name: "paste", label: say("Your own points…"), hint: say("Paste a table of numbers") }, () => open("own"));
  const answer = action({ name: "answer", label: say("Cluster these rows…"), hint: say("Each row with its cluster, as a table, and a page about them") }, () => open("answer"));
  const report = new ReadReport();
  const element = group(say("Points"), thumbs.element, n.element, make("div", { className: "buttons" }, other, own, answer), report.element, fold(say("More about the points"), blobs.element, seed.element, standardize.element));
  return {
    element,
    show(/** @type {Situation} */ now) {
      const { recipe } = now;
      const whole = filled(recipe);
      const name = sourceOf(recipe);
      thumbs.show(name);
      report.show(source(now));
      n.show(nOf(recipe));
      blobs.show(whole.blobs);
      seed.show(whole.seed);
      standardize.show(whole.standardize);
      for (const control of [n, seed]) control.element.hidden = !isMade(recipe);
      other.hidden = !isMade(recipe);
      answer.hidden = !recipe.coordinates;
      blobs.element.hidden = !isMade(recipe) || !GENERATORS[name].hasBlobs;
    },
  };
}

/**
 * Where the stars begin.
 *
 * @param {Page} page
 */
export function starsPanel({ store, complain, attempt, findStart, open }) {
  const methods = labelled(TABLES.labels.seedings);
  const init = choice({ name: "init", label: say("Start"), hint: say("How the first places of the stars are chosen") }, methods, (value) => {
    if (value !== "placed") attempt(() => store.change({ init: value, k: filled(store.now.recipe).k }, { step: 0 }));
  });
  const seed = number({ name: "start_seed", label: say("Seed of the start"), hint: say("The same number makes the same start again") }, (value) => attempt(() => store.change({ start_seed: value }, { step: 0 })), complain);
  const lucky = action({ name: "lucky", label: say("Lucky start"), hint: say("The best of many starts") }, () => findStart("lucky"));
  const unlucky = action({ name: "unlucky", label: say("Unlucky start"), hint: say("The worst of many starts") }, () => findStart("unlucky"));
  const rules = labelled(TABLES.labels.rules);
  const empty = choice({ name: "on_empty", label: say("A star without points"), hint: say("What the star of a cluster without points does") }, rules, (value) => attempt(() => store.change({ on_empty: value }, { step: 0 })));
  const advice = action({ name: "advise", label: say("How many clusters?"), hint: say("What four methods say about K") }, () => open("advice"));
  const element = group(say("Stars"), init.element, make("div", { className: "buttons" }, lucky, unlucky), fold(say("More about the stars"), seed.element, empty.element, advice));
  return {
    element,
    show(/** @type {Situation} */ { recipe }) {
      init.show(methodOf(recipe));
      seed.show(startSeedOf(recipe));
      seed.element.hidden = methodOf(recipe) === "placed";
      empty.show(filled(recipe).on_empty);
    },
  };
}

/**
 * Where the stars of the second run begin, while two are compared.
 *
 * @param {Page} page
 */
export function otherPanel({ store, complain, attempt }) {
  const methods = labelled(TABLES.labels.seedings);
  const set = (/** @type {Record<string, any>} */ values, /** @type {string} */ merge = "") => attempt(() => store.change(values, { merge, step: 0 }));
  const init = choice({ name: "other_init", label: say("Start of B"), hint: say("How the first places of B's stars are chosen") }, methods, (value) => value !== "placed" && set({ other_init: value }));
  const seed = number({ name: "other_seed", label: say("Seed of B"), hint: say("The same number makes the same start again") }, (value) => set({ other_seed: value }), complain);
  const again = action({ name: "new_other_start", label: say("New start for B"), hint: say("The second run from other places") }, () => {
    const { other, method } = store.now;
    if (other !== null) set({ other_init: typeof other.init === "string" ? other.init : method, other_seed: next(other.seed) }, "new_other_start");
  });
  const element = group(say("Second run"), init.element, seed.element, make("div", { className: "buttons" }, again));
  return {
    element,
    show(/** @type {Situation} */ { other }) {
      element.hidden = other === null;
      if (other === null) return;
      init.show(typeof other.init === "string" ? other.init : "placed");
      seed.show(other.seed);
      seed.element.hidden = typeof other.init !== "string";
    },
  };
}

/**
 * How it looks.
 *
 * @param {Page} page
 */
export function lookPanel({ store, attempt }) {
  const set = (/** @type {string} */ name) => (/** @type {any} */ value) => attempt(() => store.change({ [name]: value }));
  const ticks = [
    tick({ name: "voronoi", label: say("Cells"), hint: say("Colour the region that is nearest to each star") }, set("voronoi")),
    tick({ name: "trails", label: say("Trails"), hint: say("Draw the way that each star has come") }, set("trails")),
    tick({ name: "curve", label: say("Inertia"), hint: say("Draw the sum of squared distances as it falls") }, set("curve")),
  ];
  const lines = tick({ name: "lines", label: say("Lines"), hint: say("Draw a line from each point to its star") }, set("lines"));
  const forms = tick({ name: "forms", label: say("Shapes"), hint: say("Give each cluster a shape of its own, as well as a colour") }, set("forms"));
  const whole = tick({ name: "whole", label: say("Whole steps"), hint: say("Assign and update together, as one step") }, set("whole"));
  const pace = tick({ name: "pace", label: say("Speed"), hint: say("Choose beside Play how fast the run plays, and whether it starts again") }, (value) =>
    element.closest(".explore")?.classList.toggle("paced", value),
  );
  const style = segments(
    { name: "style", label: say("Theme"), hint: "" },
    [
      ["", say("Auto"), say("As your system has it")],
      ["light", say("Light"), ""],
      ["dark", say("Dark"), ""],
      ["print", say("Print"), say("Black and white, for paper")],
    ],
    (value) => attempt(() => store.change({ style: ["dark", "print"].includes(value) ? value : undefined, light: value === "light" })),
  );
  const lang = choice({ name: "lang", label: say("Language"), hint: say("The language of the page, and of files made here") }, languages(), (value) => attempt(() => store.change({ lang: value })));
  lang.element.hidden = kernelOf() !== null;
  /** @type {HTMLElement} */
  const element = make(
    "details",
    { className: "group look" },
    make("summary", { textContent: say("Look") }),
    make("div", { className: "ticks" }, ...ticks.map(({ element }) => element), lines.element, forms.element, whole.element, pace.element),
    style.element,
    lang.element,
  );
  return {
    element,
    show(/** @type {Situation} */ { recipe, light, lines: hasLines, forms: hasForms, whole: isWhole }) {
      const look = filled(recipe);
      ["voronoi", "trails", "curve"].forEach((name, i) => ticks[i].show(look[name]));
      lines.show(hasLines);
      forms.show(hasForms);
      whole.show(isWhole);
      lang.show(look.lang);
      style.show(recipe.style ?? (light ? "light" : ""));
    },
  };
}
