// The player: it shows pictures that the renderer made, and computes no k-means.
//
// A run is { steps: [{title, text, iteration, phase}], frames: [{step, last, ms, left, top, png}] }: `png` is the
// bytes of a picture; that of the last frame of a step is whole, the others hold what changes since the frame before.
// Frames may still be arriving while the first ones play. The same module serves the exported page and the notebook.

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

function make(tag, properties = {}, ...children) {
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

export function createPlayer(root, { width, height, alt, loop = true }) {
  const canvas = make("canvas", { width, height, className: "kv-canvas" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", alt);
  const context = canvas.getContext("2d", { alpha: false });
  const title = make("p", { className: "kv-title" });
  const text = make("p", { className: "kv-text" });
  const words = make("div", { className: "kv-words" }, title, text);
  words.setAttribute("aria-live", "polite");
  const scrubber = make("input", { type: "range", min: 0, max: 0, value: 0, className: "kv-scrubber" });
  scrubber.setAttribute("aria-label", "Half-step");
  const marks = make("div", { className: "kv-marks" });
  marks.setAttribute("aria-hidden", "true");
  const buttons = {};
  for (const [name, hint] of BUTTONS) {
    buttons[name] = make("button", { type: "button", title: hint, className: `kv-${name}` });
    buttons[name].setAttribute("aria-label", hint);
    showIcon(buttons[name], name);
  }
  const speed = make("select", { title: "Speed", className: "kv-speed" });
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
  const player = make(
    "div",
    { className: "kv-player", tabIndex: 0 },
    canvas,
    words,
    make("div", { className: "kv-track" }, scrubber, marks),
    controls,
  );
  player.setAttribute("role", "group");
  player.setAttribute("aria-label", "Player: arrows step, space plays");
  root.append(player);

  let run = { steps: [], frames: [] };
  let lastFrame = []; // the index of the last frame of each step, once it is there
  let shown = -1; // the frame that is on the canvas
  let playing = false;
  let timer = 0;
  let aim = -1; // the step that a key or the scrubber asked for, until it is on the canvas
  let ticket = 0; // drawing is asynchronous: only the newest request may finish

  async function bitmap(frame) {
    // Kept as bytes, decoded when needed: decoded pictures of a long run would take gigabytes.
    return createImageBitmap(new Blob([frame.png], { type: "image/png" }));
  }

  async function show(index) {
    const mine = ++ticket;
    const wanted = Math.max(0, Math.min(index, run.frames.length - 1));
    if (wanted < 0 || wanted === shown) return;
    // Begin at the nearest whole picture, unless the canvas already is between it and the wanted one.
    let begin = wanted;
    while (begin > 0 && !run.frames[begin].last) begin -= 1;
    if (shown >= begin && shown < wanted) begin = shown + 1;
    const pictures = await Promise.all(run.frames.slice(begin, wanted + 1).map(bitmap));
    if (mine !== ticket) return;
    pictures.forEach((picture, i) => context.drawImage(picture, run.frames[begin + i].left, run.frames[begin + i].top));
    shown = wanted;
    aim = -1;
    describe(run.frames[wanted].step);
    player.dispatchEvent(new CustomEvent("kv-shown", { detail: { frame: wanted, step: run.frames[wanted].step } }));
  }

  function describe(step) {
    const { title: head, text: body } = run.steps[step];
    if (title.textContent !== head) title.textContent = head;
    if (text.textContent !== body) text.textContent = body;
    scrubber.value = step;
    scrubber.setAttribute("aria-valuetext", `${head}. ${body}`);
  }

  // Two quick presses are two steps, even if the first one is still being drawn.
  const currentStep = () => (aim >= 0 ? aim : shown < 0 ? 0 : run.frames[shown].step);

  function pause() {
    playing = false;
    clearTimeout(timer);
    showIcon(buttons.play, "play");
    buttons.play.setAttribute("aria-pressed", "false");
  }

  function play() {
    if (run.frames.length === 0) return;
    playing = true;
    showIcon(buttons.play, "pause");
    buttons.play.setAttribute("aria-pressed", "true");
    if (shown === run.frames.length - 1) show(0).then(wait);
    else wait();
  }

  function wait() {
    clearTimeout(timer);
    if (!playing || shown < 0) return;
    timer = setTimeout(next, run.frames[shown].ms / Number(speed.value));
  }

  async function next() {
    if (!playing) return;
    if (shown < run.frames.length - 1) await show(shown + 1);
    else if (run.complete && again.checked) await show(0);
    else if (run.complete) return pause();
    wait();
  }

  function go(step) {
    pause();
    if (lastFrame.length === 0) return;
    aim = Math.max(0, Math.min(step, lastFrame.length - 1));
    if (lastFrame[aim] === shown) aim = -1;
    else show(lastFrame[aim]);
  }

  const actions = {
    first: () => go(0),
    back: () => go(currentStep() - 1),
    play: () => (playing ? pause() : play()),
    forth: () => go(currentStep() + 1),
    last: () => go(lastFrame.length - 1),
  };
  for (const name of Object.keys(actions)) buttons[name].addEventListener("click", actions[name]);
  scrubber.addEventListener("input", () => go(Number(scrubber.value)));
  speed.addEventListener("change", wait);

  const keys = { ArrowLeft: "back", ArrowRight: "forth", " ": "play", Home: "first", End: "last" };
  player.addEventListener("keydown", (event) => {
    const name = keys[event.key];
    // Space on a button or a box presses it, and arrows in the list of speeds choose one.
    const own = event.target.matches("select") || (event.key === " " && event.target.matches("button, input"));
    if (!name || own || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    actions[name]();
  });

  return {
    element: player,
    canvas,
    pause,
    play,
    go,
    step: currentStep,
    // A new run: its steps are known, its frames come one by one. What is on the canvas stays until the first one is.
    begin(steps, { keepStep = false } = {}) {
      const step = keepStep ? currentStep() : 0;
      ticket += 1;
      run = { steps, frames: [], complete: false, wanted: Math.min(step, steps.length - 1) };
      lastFrame = [];
      aim = shown = -1;
      scrubber.max = Math.max(0, steps.length - 1);
      marks.replaceChildren(
        ...steps.flatMap(({ iteration, phase }, i) => {
          if (phase !== "assign" && i !== 0) return [];
          const mark = make("span", { title: i === 0 ? "start" : `step ${iteration}` });
          mark.style.left = `${(100 * i) / Math.max(1, steps.length - 1)}%`;
          return [mark];
        }),
      );
    },
    add(frame) {
      run.frames.push(frame);
      if (!frame.last) return;
      lastFrame[frame.step] = run.frames.length - 1;
      if (frame.step === run.wanted) {
        run.wanted = -1;
        show(run.frames.length - 1).then(wait);
      }
    },
    end() {
      run.complete = true;
      if (playing) wait();
    },
  };
}

// The exported page: everything is in the page.
export function playPage(root, data) {
  const player = createPlayer(root, data);
  player.begin(data.steps);
  for (const frame of data.frames) {
    player.add({ ...frame, png: Uint8Array.from(atob(frame.png), (letter) => letter.charCodeAt(0)) });
  }
  player.end();
  player.play();
  return player;
}
