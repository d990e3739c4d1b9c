// The controls, built from a table that the kernel sends: a label, a tip and an element each.

import { make } from "../player/player.js";

const DRAWINGS = {
  dice: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM8 6.5A1.5 1.5 0 1 0 8 9.500A1.500 1.500 0 1 0 8 6.500zM16 14.500a1.500 1.500 0 1 0 0 3a1.500 1.500 0 1 0 0-3zM12 10.500a1.500 1.500 0 1 0 0 3a1.500 1.500 0 1 0 0-3z",
  download: "M11 3h2v9l3.500-3.500 1.400 1.400L12 15.800 6.100 9.900l1.400-1.400L11 12zM4 18h16v2.500H4z",
  undo: "M9 5v4c7 0 11 4 12 10-2.500-3.500-6.500-5-12-5v4L2 11.500z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", DRAWINGS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

let made = 0;

// A box for a number. What the kernel knows is not written under somebody's fingers, but replaces what cannot be used
// once they have left.
function numberBox(properties, tell) {
  const input = make("input", { type: "number", step: 1, className: "kx-value", ...properties });
  let known = "";
  let asked = false;
  input.addEventListener("change", () => {
    const value = Math.round(Number(input.value));
    asked = input.value !== "" && Number.isFinite(value);
    if (asked) tell(value);
  });
  input.addEventListener("blur", () => {
    if (!asked) input.value = known;
  });
  const know = (value) => {
    known = value;
    asked = false;
    if (document.activeElement !== input) input.value = value;
  };
  return { input, know };
}

// A control: its row in the page, and how to give it a value. `change(name, value)` hears of what a person does.
const KINDS = {
  range(spec, change) {
    const id = `kx-${++made}`;
    const steps = spec.log ? 200 : spec.max - spec.min;
    const grow = Math.log(spec.max / spec.min);
    // Round numbers: 1,000, not 1,047.
    const unit = (value) => 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
    const round = (value) => Math.round(value / unit(value)) * unit(value);
    const valueAt = (place) => (spec.log ? round(spec.min * Math.exp((grow * place) / steps)) : spec.min + place);
    const placeOf = (value) => (spec.log ? (Math.log(value / spec.min) / grow) * steps : value - spec.min);
    const slider = make("input", { type: "range", min: 0, max: steps, step: 1, id, title: spec.tip });
    const { input: number, know } = numberBox({ min: spec.min, max: spec.max, title: spec.tip }, (value) => change(spec.name, value));
    number.setAttribute("aria-label", `${spec.label}, as a number`);
    const tell = (value) => slider.setAttribute("aria-valuetext", Number(value).toLocaleString("en"));
    slider.addEventListener("input", () => {
      let value = valueAt(Number(slider.value));
      // A press of a key leads somewhere, even where the next place is the same round number.
      if (value === Number(number.value)) value += unit(value) * Math.sign(slider.value - Math.round(placeOf(value)));
      number.value = value;
      tell(value);
      change(spec.name, value);
    });
    return {
      row: make("div", { className: "kx-row kx-range" }, make("label", { htmlFor: id, textContent: spec.label, title: spec.tip }), number, slider),
      set(value) {
        know(value);
        if (!slider.matches(":active")) slider.value = placeOf(value);
        tell(value);
      },
      inputs: [slider, number],
    };
  },

  number(spec, change) {
    const id = `kx-${++made}`;
    const { input, know } = numberBox({ min: 0, id, title: spec.tip }, (value) => change(spec.name, value));
    return {
      row: make("div", { className: "kx-row kx-number" }, make("label", { htmlFor: id, textContent: spec.label, title: spec.tip }), input),
      set: know,
      inputs: [input],
    };
  },

  select(spec, change) {
    const id = `kx-${++made}`;
    const select = make("select", { id, title: spec.tip });
    const fill = (extra = []) => {
      const options = (rows) => rows.map(([value, textContent]) => make("option", { value, textContent }));
      if (!spec.more) return select.replaceChildren(...options(spec.options), ...options(extra));
      const groups = [["Yours", extra], ["Made up", spec.options], ["Real", spec.more], ["Exhibits", spec.exhibits]].filter(([, rows]) => rows.length);
      select.replaceChildren(...groups.map(([label, rows]) => make("optgroup", { label }, ...options(rows))));
    };
    fill();
    const known = new Set([...spec.options, ...(spec.more ?? [])].map(([value]) => String(value)));
    let extra = "";
    select.addEventListener("change", () => change(spec.name, typeof spec.options[0][0] === "number" ? Number(select.value) : select.value));
    return {
      row: make("div", { className: "kx-row kx-select" }, make("label", { htmlFor: id, textContent: spec.label, title: spec.tip }), select),
      // `files` are choices that came later; a value that is none of all is shown, but means nothing to choose.
      set(value, files = []) {
        const others = files.map((name) => [name, name]);
        if (!known.has(String(value)) && !files.includes(value)) others.push([value, value === "placed" ? "Placed by hand" : value === "painted" ? "Painted by hand" : String(value)]);
        const text = JSON.stringify(others);
        if (text !== extra) fill(others);
        extra = text;
        select.value = String(value);
      },
      inputs: [select],
    };
  },

  columns(spec, change) {
    const selects = ["Across", "Up"].map((label) => {
      const select = make("select", { title: spec.tip });
      select.setAttribute("aria-label", `${label}: column of the file`);
      return select;
    });
    const all = make("option", { value: "", textContent: "all columns" });
    selects.forEach((select, i) => {
      select.addEventListener("change", () => {
        if (!select.value) return change(spec.name, []);
        // The other one has to be a column too, and another one.
        const other = selects[1 - i];
        const free = [...other.options].map(({ value }) => value).filter((value) => value && value !== select.value);
        if (!free.includes(other.value)) other.value = free[0];
        change(spec.name, selects.map(({ value }) => value));
      });
    });
    return {
      row: make(
        "div",
        { className: "kx-columns", title: spec.tip },
        ...selects.map((select, i) => make("label", { className: "kx-row" }, make("span", { textContent: ["Across", "Up"][i] }), select)),
      ),
      set(value, _, choices = []) {
        selects.forEach((select, i) => {
          const options = choices.map((name) => make("option", { value: name, textContent: name }));
          select.replaceChildren(...(choices.length > 2 ? [all.cloneNode(true)] : []), ...options);
          select.value = value.length === 2 ? value[i] : "";
        });
      },
      inputs: selects,
    };
  },

  switch(spec, change) {
    const input = make("input", { type: "checkbox", title: spec.tip });
    input.addEventListener("change", () => change(spec.name, input.checked));
    return {
      row: make("label", { className: "kx-row kx-switch", title: spec.tip }, input, make("span", { textContent: spec.label })),
      set: (value) => (input.checked = value),
      inputs: [input],
    };
  },

  segments(spec, change) {
    const name = `kx-${++made}`;
    const inputs = spec.options.map(([value]) => make("input", { type: "radio", name, value }));
    const group = make(
      "div",
      { className: "kx-row kx-segments", title: spec.tip },
      ...spec.options.map(([, text], i) => make("label", {}, inputs[i], make("span", { textContent: text }))),
    );
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", spec.label);
    for (const input of inputs) input.addEventListener("change", () => change(spec.name, input.value));
    return { row: group, set: (value) => inputs.forEach((input) => (input.checked = input.value === value)), inputs };
  },

  button(spec, change) {
    const button = make("button", { type: "button", title: spec.tip, className: "kx-button" });
    if (spec.icon) button.append(icon(spec.icon));
    button.append(make("span", { textContent: spec.label }));
    button.addEventListener("click", () => change(spec.name, null));
    return { row: button, set() {}, inputs: [button] };
  },

  file(spec, change) {
    const input = make("input", { type: "file", accept: spec.accept, hidden: true });
    const button = make("button", { type: "button", title: spec.tip, className: "kx-button", textContent: spec.label });
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files[0]) change(spec.name, input.files[0]);
      input.value = ""; // so that the same file can be opened again
    });
    // Beside the button, not in it: a control within a control confuses screen readers.
    return { row: make("span", {}, button, input), set() {}, inputs: [button] };
  },

  starts: () => ({ row: make("div", { className: "kx-starts" }), set() {}, inputs: [] }),
};

export function createPanel(schema, change) {
  const controls = {};
  const groups = {};
  for (const { group, controls: specs } of schema) {
    const box = make("fieldset", { className: `kx-group kx-group-${group.toLowerCase()}` }, make("legend", { textContent: group }));
    for (const spec of specs) {
      const control = KINDS[spec.kind](spec, change);
      control.row.dataset.name = spec.name;
      box.append(control.row);
      controls[spec.name] = control;
    }
    groups[group] = box;
  }
  return {
    groups,
    controls,
    set(values, files, choices) {
      for (const [name, value] of Object.entries(values)) controls[name]?.set(value, name === "source" ? files : [], choices);
    },
    show: (name, on) => (controls[name].row.hidden = !on),
  };
}
