// What a hand does on the picture: it drags stars, places them, guesses where they go, paints points and erases them.
//
// Everything is told in pixels of the picture; the kernel knows what they mean on the board. The stars that a hand
// holds are drawn here, above the picture, so that they follow at the browser's own pace.

import { make } from "../player/player.js";

export const MODES = [
  ["move", "Move stars", "Drag a star, or focus it with Tab and use the arrow keys; the run starts from there"],
  ["place", "Place", "Click where each star shall start"],
  ["guess", "What next?", "Move the stars to where you believe the means are, then compare"],
  ["add", "Paint", "Press and drag on the board to add points"],
  ["erase", "Erase", "Press and drag on the board to take points away"],
];

const BRUSH = 22; // pixels on the screen
export const CORNERS = Array.from({ length: 10 }, (_, i) => {
  const radius = (i % 2 ? 0.52 : 1) * 10;
  const angle = (Math.PI / 5) * i;
  return `${(radius * Math.sin(angle)).toFixed(2)},${(-radius * Math.cos(angle)).toFixed(2)}`;
}).join(" ");

function starDrawing(number, { fill, ink, edge }) {
  const SVG = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(SVG, "svg");
  const star = document.createElementNS(SVG, "polygon");
  const text = document.createElementNS(SVG, "text");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries({ points: CORNERS, fill, stroke: edge })) star.setAttribute(name, value);
  for (const [name, value] of Object.entries({ y: 3.2, "text-anchor": "middle", fill: ink })) text.setAttribute(name, value);
  text.textContent = number;
  svg.append(star, text);
  return svg;
}

// `send(kind, content)` tells the kernel, one message at a time; `later` of them that are out of date are dropped.
export function createHands(player, send, say) {
  const layer = make("div", { className: "kv-hands" });
  const lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  lines.setAttribute("class", "kx-lines");
  lines.setAttribute("aria-hidden", "true");
  const brush = make("div", { className: "kx-brush", hidden: true });
  const cross = make("button", { type: "button", className: "kx-cross", hidden: true });
  cross.setAttribute("aria-label", "Place a star here: arrow keys move, Enter places");
  layer.append(lines, brush, cross);
  player.stage.append(layer);

  let mode = "move";
  let look = null;
  let panes = [];
  let enabled = true;
  let stars = []; // { element, cluster, pane, x, y } in pixels of the picture
  let held = null; // the star under the pointer, or that the arrows move
  let placed = []; // where stars have been put so far
  let stroke = null; // the brush on the picture
  let judged = 0; // the step that a guess has been compared with

  const scale = () => layer.clientWidth / player.canvas.width || 1;
  const clamp = (pane, x, y) => {
    const { left, top, width, height } = panes[pane];
    return [Math.max(left + 1, Math.min(left + width - 1, x)), Math.max(top + 1, Math.min(top + height - 1, y))];
  };

  function place(star, x, y) {
    [star.x, star.y] = clamp(star.pane, x, y);
    // In shares of the picture, so that it stays right when the picture is stretched.
    star.element.style.left = `${(100 * star.x) / player.canvas.width}%`;
    star.element.style.top = `${(100 * star.y) / player.canvas.height}%`;
  }

  function newStar(cluster, pane, x, y) {
    const element = make("button", { type: "button", className: "kx-star", title: "Drag me" });
    element.setAttribute("aria-label", `Star ${cluster + 1}${panes.length > 1 ? (pane ? ", second run" : ", first run") : ""}: arrow keys move it, Enter lets go`);
    element.append(starDrawing(cluster + 1, { fill: look.fills[cluster], ink: look.inks[cluster], edge: look.edge }));
    const star = { element, cluster, pane };
    place(star, x, y);
    element.addEventListener("pointerdown", (event) => grab(star, event));
    element.addEventListener("keydown", (event) => nudge(star, event));
    element.addEventListener("blur", () => held === star && star.byKey && letGo());
    layer.append(element);
    return star;
  }

  // The stars of the step on the screen, ready to be taken.
  function lay() {
    const focused = stars.find((star) => star.element === document.activeElement);
    for (const star of stars) star.element.remove();
    stars = [];
    held = null;
    lines.replaceChildren();
    layer.classList.remove("kx-lifted");
    const wanted = enabled && look && (mode === "move" || mode === "guess") && player.isSettled();
    layer.classList.toggle("kx-guessing", mode === "guess");
    if (!wanted) return;
    layer.style.setProperty("--kx-star", `${(2.4 * look.radius * 100) / player.canvas.width}%`);
    const step = player.steps()[player.step()];
    step.stars.forEach((own, pane) => own.forEach(([cluster, x, y]) => stars.push(newStar(cluster, pane, x, y))));
    // Whoever steps with a star in hand goes on having it.
    const again = focused && stars.find((star) => star.cluster === focused.cluster && star.pane === focused.pane);
    (again?.element ?? (focused && player.element))?.focus({ preventScroll: true });
  }

  const positions = (pane) => stars.filter((star) => star.pane === pane).map(({ x, y }) => [x, y]);

  function lift(star) {
    player.pause();
    held = star;
    judged = 0;
    lines.replaceChildren();
    layer.classList.add("kx-lifted");
    star.element.classList.add("kx-held");
    if (mode === "guess") layer.classList.add("kx-guess-begun");
  }

  function grab(star, event) {
    if (event.button || (mode !== "move" && mode !== "guess")) return;
    event.preventDefault();
    event.stopPropagation();
    star.element.focus({ preventScroll: true });
    lift(star);
    star.byKey = false;
    const box = layer.getBoundingClientRect();
    const from = [event.clientX - box.left - star.x * scale(), event.clientY - box.top - star.y * scale()];
    let moved = false;
    star.element.setPointerCapture(event.pointerId);
    star.element.onpointermove = (move) => {
      moved = true;
      const now = layer.getBoundingClientRect();
      place(star, (move.clientX - now.left - from[0]) / scale(), (move.clientY - now.top - from[1]) / scale());
      if (mode === "move") send("drag", { pane: star.pane, stars: positions(star.pane) });
    };
    const end = () => {
      star.element.onpointermove = star.element.onpointerup = star.element.onpointercancel = null;
      if (moved) letGo();
      else cancel();
    };
    star.element.onpointerup = end;
    star.element.onpointercancel = end;
  }

  function nudge(star, event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (by && !event.ctrlKey && !event.metaKey) {
      const far = player.canvas.width * (event.shiftKey ? 0.05 : 0.01);
      if (held !== star) lift(star);
      star.byKey = true;
      place(star, star.x + by[0] * far, star.y + by[1] * far);
      if (mode === "move") send("drag", { pane: star.pane, stars: positions(star.pane) });
    } else if (event.key === "Enter" && held === star) letGo();
    else if (event.key === "Escape" && held === star) cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function letGo() {
    const star = held;
    held = null;
    star.element.classList.remove("kx-held");
    if (mode === "move") send("start", { pane: star.pane, stars: positions(star.pane), dragged: true });
  }

  function cancel() {
    const wasMoving = mode === "move" && held;
    held = null;
    if (mode === "guess") return layer.classList.remove("kx-lifted");
    lay();
    if (wasMoving) send("settle", { step: player.step() });
  }

  // Where somebody pressed: which picture, and where in it.
  function spot(event) {
    const box = layer.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / scale(), (event.clientY - box.top) / scale()];
    const pane = panes.findIndex(({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height);
    return { pane, x, y };
  }

  function putStar(pane, x, y) {
    if (placed.length && placed[0].pane !== pane) return;
    const star = newStar(placed.length, pane, x, y);
    star.element.tabIndex = -1;
    placed.push(star);
    layer.classList.add("kx-lifted");
    const k = player.steps()[0].stars[pane].length;
    if (placed.length < k) return say(`Star ${placed.length} of ${k} placed.`);
    send("start", { pane, stars: placed.map((each) => [each.x, each.y]) });
    forget();
    say(`All ${k} stars placed: step through the run, or play it.`);
    api.setMode("move");
    api.onMode?.("move");
  }

  function forget() {
    for (const star of placed) star.element.remove();
    placed = [];
  }

  layer.addEventListener("pointerdown", (event) => {
    if (event.button || !enabled || !look) return;
    const { pane, x, y } = spot(event);
    if (pane < 0) return;
    if (mode === "place") {
      event.preventDefault();
      putStar(pane, x, y);
    } else if (mode === "add" || mode === "erase") {
      event.preventDefault();
      player.pause();
      layer.setPointerCapture(event.pointerId);
      stroke = { pane, places: [[x, y]], last: [x, y] };
      paint(false);
    }
  });
  layer.addEventListener("pointermove", (event) => {
    const isBrush = (mode === "add" || mode === "erase") && enabled;
    if (!isBrush) return;
    const box = layer.getBoundingClientRect();
    brush.style.left = `${event.clientX - box.left}px`;
    brush.style.top = `${event.clientY - box.top}px`;
    if (!stroke) return;
    const { pane, x, y } = spot(event);
    const [lastX, lastY] = stroke.last;
    // A slow hand must not add more points than a fast one.
    if (pane !== stroke.pane || Math.hypot(x - lastX, y - lastY) < (BRUSH * 0.5) / scale()) return;
    stroke.last = [x, y];
    stroke.places.push([x, y]);
    paint(false);
  });
  const liftBrush = () => {
    if (stroke) paint(true);
    stroke = null;
  };
  layer.addEventListener("pointerup", liftBrush);
  layer.addEventListener("pointercancel", liftBrush);

  function paint(done) {
    // Places that are not sent yet travel with the next message: none may be lost.
    send("paint", { pane: stroke.pane, places: stroke.places.splice(0), radius: BRUSH / scale(), add: mode === "add", done, step: player.step() });
  }

  cross.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (by) {
      const far = player.canvas.width * (event.shiftKey ? 0.1 : 0.02);
      const [x, y] = clamp(0, Number(cross.dataset.x) + by[0] * far, Number(cross.dataset.y) + by[1] * far);
      aimCross(x, y);
    } else if (event.key === "Enter" || event.key === " ") putStar(0, Number(cross.dataset.x), Number(cross.dataset.y));
    else if (event.key === "Escape") forget();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function aimCross(x, y) {
    cross.dataset.x = x;
    cross.dataset.y = y;
    cross.style.left = `${(100 * x) / player.canvas.width}%`;
    cross.style.top = `${(100 * y) / player.canvas.height}%`;
  }

  player.element.addEventListener("kv-shown", ({ detail }) => {
    if (judged && detail.step <= judged) return; // the comparison stays until one goes on
    judged = 0;
    if (detail.settled && !held && !stroke) lay();
    else if (!detail.settled) hide();
  });
  player.element.addEventListener("kv-playing", hide);
  player.element.addEventListener("kv-paused", () => setTimeout(() => !held && !judged && lay()));

  function hide() {
    if (judged) return;
    // Whoever had a star in hand goes on with the run's own keys.
    if (stars.some((star) => star.element === document.activeElement)) player.element.focus({ preventScroll: true });
    for (const star of stars) star.element.remove();
    stars = [];
    layer.classList.remove("kx-lifted");
  }

  const api = {
    onMode: null,
    mode: () => mode,
    setMode(next) {
      mode = next;
      judged = 0;
      forget();
      layer.dataset.mode = mode;
      layer.classList.remove("kx-guess-begun");
      if (document.activeElement === cross) player.element.focus({ preventScroll: true });
      cross.hidden = mode !== "place" || !panes.length;
      brush.hidden = mode !== "add" && mode !== "erase";
      brush.style.width = brush.style.height = `${2 * BRUSH}px`;
      if (!cross.hidden) aimCross(panes[0].left + panes[0].width / 2, panes[0].top + panes[0].height / 2);
      lay();
    },
    // A new run is being shown.
    take(begin) {
      look = begin.starLook;
      panes = begin.panes;
      judged = 0;
      forget();
    },
    setEnabled(on) {
      enabled = on;
      layer.classList.toggle("kx-off", !on);
      lay();
    },
    guess: () => positions(0),
    // The run has gone on: lines lead from where the stars were put to where the means are.
    judge() {
      judged = player.step() + 1;
      layer.classList.add("kx-lifted");
      const truth = player.steps()[player.step() + 1].stars[0];
      lines.setAttribute("viewBox", `0 0 ${player.canvas.width} ${player.canvas.height}`);
      lines.replaceChildren(
        ...stars.map((star) => {
          const [, x, y] = truth.find(([cluster]) => cluster === star.cluster);
          const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
          for (const [name, value] of Object.entries({ x1: star.x, y1: star.y, x2: x, y2: y })) line.setAttribute(name, value);
          star.element.tabIndex = -1;
          return line;
        }),
      );
    },
    isHeld: () => held !== null || stroke !== null,
  };
  layer.dataset.mode = mode;
  return api;
}
