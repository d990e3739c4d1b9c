// The player: it shows pictures that the renderer made, and computes no k-means.
//
// A run has steps [{title, text, iteration, phase}] and, for each of them, one whole picture (its key) and maybe
// pictures that lead there from the step before, each of which holds only what changes. They arrive in any order as
// {step, last, ms, left, top, png}; `png` is the bytes of a picture, `last` marks a key. The same module serves the
// player of a notebook and the explorer.

const SPEEDS = [0.25, 0.5, 1, 2, 4];

// Drawn here, because not every system has letters for them.
const ICONS = {
  first: "M4 4h3v16H4zM20 4v16L8 12z",
  back: "M18 4v16L6 12z",
  play: "M6 4v16l14-8z",
  pause: "M5 4h5v16H5zM14 4h5v16h-5z",
  forth: "M6 4v16l12-8z",
  last: "M4 4v16l12-8zM17 4h3v16h-3z",
};

const BUTTONS = [
  ["first", "Go to the start (Home)"],
  ["back", "One half-step back (left arrow)"],
  ["play", "Play or pause (space)"],
  ["forth", "One half-step forth (right arrow)"],
  ["last", "Go to the end (End)"],
];

const KEYS = { ArrowLeft: "back", ArrowRight: "forth", " ": "play", Home: "first", End: "last" };

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function showIcon(button, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  button.replaceChildren(svg);
}

export function createPlayer(root, { width = 0, height = 0, alt = "", loop = true } = {}) {
  const canvas = make("canvas", { width, height, className: "kv-canvas" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", alt);
  const context = canvas.getContext("2d", { alpha: false });
  // Whoever wants to draw above the picture does it in here.
  const stage = make("div", { className: "kv-stage" }, canvas);
  const title = make("p", { className: "kv-title" });
  const text = make("p", { className: "kv-text" });
  const words = make("div", { className: "kv-words" }, title, text);
  words.setAttribute("aria-live", "polite");
  const scrubber = make("input", { type: "range", min: 0, max: 0, value: 0, className: "kv-scrubber", title: "Half-step" });
  scrubber.setAttribute("aria-label", "Half-step");
  const marks = make("div", { className: "kv-marks" });
  marks.setAttribute("aria-hidden", "true");
  const buttons = {};
  for (const [name, hint] of BUTTONS) {
    buttons[name] = make("button", { type: "button", title: hint, className: `kv-${name}` });
    buttons[name].setAttribute("aria-label", hint);
    showIcon(buttons[name], name);
  }
  const speed = make("select", { title: "Speed of the animation", className: "kv-speed" });
  speed.setAttribute("aria-label", "Speed");
  speed.append(...SPEEDS.map((value) => make("option", { value, textContent: `${value}×`, selected: value === 1 })));
  const again = make("input", { type: "checkbox", checked: loop });
  const controls = make(
    "div",
    { className: "kv-controls" },
    ...BUTTONS.map(([name]) => buttons[name]),
    speed,
    make("label", { className: "kv-loop", title: "Start again at the end" }, again, " loop"),
  );
  const track = make("div", { className: "kv-track" }, scrubber, marks);
  const player = make("div", { className: "kv-player", tabIndex: 0 }, stage, words, track, controls);
  player.setAttribute("role", "group");
  player.setAttribute("aria-label", "Player: arrows step, space plays");
  // JupyterLab leaves the keys to whatever has this attribute.
  player.dataset.lmSuppressShortcuts = "true";
  root.append(player);

  let run = { steps: [], keys: [], leads: [], complete: false };
  let shown = null; // { step, lead }: the picture on the canvas; lead is null for a key
  let playing = false;
  let gliding = false; // on the way to the next step, and then no further
  let timer = 0;
  let aim = -1; // the step that somebody asked for, until it is on the canvas
  let ticket = 0; // drawing is asynchronous: only the newest request may finish
  let whole = false; // step by whole iterations

  async function show(step, lead = null) {
    const mine = ++ticket;
    const frames = lead === null ? [run.keys[step]] : [run.leads[step][lead]];
    if (lead !== null && !(shown && shown.step === (lead ? step : step - 1) && shown.lead === (lead ? lead - 1 : null))) {
      frames.splice(0, 0, run.keys[step - 1], ...run.leads[step].slice(0, lead));
    }
    // Kept as bytes, decoded when needed: decoded pictures of a long run would take gigabytes.
    const pictures = await Promise.all(frames.map((frame) => createImageBitmap(new Blob([frame.png], { type: "image/png" }))));
    if (mine !== ticket) return;
    if (run.width && (canvas.width !== run.width || canvas.height !== run.height)) {
      // Clears the canvas, so not before there is something to show.
      canvas.width = run.width;
      canvas.height = run.height;
    }
    pictures.forEach((picture, i) => {
      context.drawImage(picture, frames[i].left, frames[i].top);
      picture.close();
    });
    shown = { step, lead };
    if (lead === null ? step === aim : !gliding) aim = -1;
    describe(step);
    tell("kv-shown", { step, settled: lead === null, run: run.id });
  }

  const tell = (name, detail) => player.dispatchEvent(new CustomEvent(name, { detail }));

  function describe(step) {
    const { title: head, text: body } = run.steps[step];
    // Read out step by step, and not all the time while it plays.
    words.setAttribute("aria-live", playing ? "off" : "polite");
    if (title.textContent !== head) title.textContent = head;
    if (text.textContent !== body) text.textContent = body;
    scrubber.value = step;
    scrubber.setAttribute("aria-valuetext", `${head}. ${body}`);
  }

  // Two quick presses are two steps, even if the first one is still being drawn.
  const currentStep = () => (aim >= 0 ? aim : shown ? shown.step : 0);
  const isStop = (step) => !whole || run.steps[step].phase !== "update";
  const lastStep = () => run.steps.length - 1;

  function still() {
    gliding = false;
    clearTimeout(timer);
    if (!playing) return;
    playing = false;
    showIcon(buttons.play, "play");
    buttons.play.setAttribute("aria-pressed", "false");
    tell("kv-paused", {});
  }

  function play() {
    if (!shown) return;
    gliding = false;
    playing = true;
    showIcon(buttons.play, "pause");
    buttons.play.setAttribute("aria-pressed", "true");
    tell("kv-playing", {});
    if (shown.step === lastStep() && shown.lead === null && run.keys[0]) show(0).then(wait);
    else wait();
  }

  function wait() {
    clearTimeout(timer);
    if (!(playing || gliding) || !shown) return;
    const frame = shown.lead === null ? run.keys[shown.step] : run.leads[shown.step][shown.lead];
    // Nothing to wait for at the beginning of a glide.
    timer = setTimeout(next, gliding && shown.lead === null ? 0 : frame.ms / Number(speed.value));
  }

  async function next() {
    if (!(playing || gliding) || !shown) return;
    const { step, lead } = shown;
    const mine = run;
    if (lead !== null) {
      if (lead + 1 < run.leads[step].length) await show(step, lead + 1);
      else if (run.keys[step]) {
        if (gliding) gliding = false;
        await show(step);
      }
    } else if (step < lastStep()) {
      if (run.leads[step + 1]?.length) await show(step + 1, 0);
      else if (run.keys[step + 1]) await show(step + 1);
    } else if (again.checked && run.keys[0]) {
      await show(0);
    } else if (run.complete || !again.checked) {
      return still();
    }
    if (mine === run) wait();
  }

  function go(step) {
    still();
    if (!lastStep() && !shown) return;
    step = Math.max(0, Math.min(step, lastStep()));
    while (!isStop(step)) step += 1;
    aim = step;
    if (shown && shown.step === step && shown.lead === null) aim = -1;
    else if (run.keys[step]) show(step);
  }

  // A step forth is seen as it happens, unless the next press comes before it ends.
  function forth() {
    const from = currentStep();
    const settled = shown && shown.step === from && shown.lead === null && aim < 0;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (whole || calm || !settled || from >= lastStep() || !run.leads[from + 1]?.length || !run.keys[from + 1]) {
      let to = Math.min(from + 1, lastStep());
      while (!isStop(to)) to += 1;
      return go(to);
    }
    still();
    gliding = true;
    aim = from + 1;
    show(from + 1, 0).then(wait);
  }

  function back() {
    let to = Math.max(0, currentStep() - 1);
    while (!isStop(to)) to -= 1;
    go(to);
  }

  const actions = {
    first: () => go(0),
    back,
    play: () => (playing ? still() : play()),
    forth,
    last: () => go(lastStep()),
  };
  for (const name of Object.keys(actions)) buttons[name].addEventListener("click", actions[name]);
  scrubber.addEventListener("input", () => go(Number(scrubber.value)));
  speed.addEventListener("change", wait);

  function press(event, always = false) {
    const name = KEYS[event.key];
    // Space on a button or a box presses it, and arrows in the list of speeds choose one.
    const own = event.target.matches("select") || (event.key === " " && event.target.matches("button, input"));
    if (!name || (own && !always) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
    event.preventDefault();
    event.stopPropagation();
    actions[name]();
    return true;
  }
  player.addEventListener("keydown", (event) => press(event));

  return {
    element: player,
    canvas,
    stage,
    words,
    track,
    controls,
    pause: still,
    play,
    go,
    forth,
    press,
    step: currentStep,
    isSettled: () => shown !== null && shown.lead === null && !playing && !gliding && aim < 0,
    steps: () => run.steps,
    runId: () => run.id,
    stepWhole(on) {
      whole = on;
      if (on && shown && !isStop(currentStep())) go(currentStep() + 1);
    },
    // A new run: its steps are known, its pictures come later, all but the one of `step`. What is on the canvas stays
    // until that one is drawn.
    begin(steps, { id = 0, step = 0, sameRun = false, picture = null, width = canvas.width, height = canvas.height, alt = null } = {}) {
      // Whoever has gone on while the same run was drawn anew stays where they are.
      const stay = sameRun && currentStep() !== step ? currentStep() : -1;
      ticket += 1;
      clearTimeout(timer);
      gliding = false;
      run = { id, steps, width, height, keys: [], leads: [], complete: false, first: Math.min(step, steps.length - 1) };
      aim = stay < steps.length ? stay : -1;
      shown = null;
      if (alt !== null) canvas.setAttribute("aria-label", alt);
      scrubber.max = Math.max(0, steps.length - 1);
      marks.replaceChildren(
        ...steps.flatMap(({ iteration, phase }, i) => {
          if (phase !== "assign" && i !== 0) return [];
          const mark = make("span", { title: i === 0 ? "start" : `step ${iteration}` });
          mark.style.left = `${(100 * i) / Math.max(1, steps.length - 1)}%`;
          return [mark];
        }),
      );
      if (picture) this.add([{ step: run.first, last: true, ms: picture.ms, left: 0, top: 0, png: picture.png }]);
    },
    // Pictures that belong together: all that lead to a step come at once.
    add(frames) {
      for (const frame of frames) {
        if (frame.last) run.keys[frame.step] = frame;
        else (run.leads[frame.step] ??= []).push(frame);
        if (!frame.last) continue;
        if (frame.step === run.first && !shown) {
          run.first = -1;
          show(frame.step).then(wait);
        } else if (frame.step === aim && !gliding) show(aim);
      }
    },
    end() {
      run.complete = true;
    },
    // Something that is in no run: what a hand is about to do.
    async sketch({ png, left, top }) {
      still();
      const mine = ++ticket;
      const picture = await createImageBitmap(new Blob([png], { type: "image/png" }));
      if (mine !== ticket) return;
      context.drawImage(picture, left, top);
      picture.close();
      if (shown) shown = { step: shown.step, lead: undefined }; // so that whatever comes next is drawn anew
      tell("kv-sketched", {});
    },
  };
}
