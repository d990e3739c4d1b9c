// The explorer's page: it puts the player, the controls and the hands together and talks with the kernel.

import { createPlayer, make } from "../player/player.js";
import { takeMessage } from "../player/messages.js";
import { createMail } from "./mail.js";
import { histogram } from "./charts.js";
import { createPanel, icon } from "./panel.js";
import { CORNERS, MODES, createHands } from "./hands.js";

const LOCAL = { halves: true, format: ".gif" }; // what only the page needs to know
const PIECE = 1 << 20; // bytes of an upload in one message

function explore({ model, el }) {
  const schema = model.get("schema");
  const notice = make("div", { className: "kx-notice", hidden: true });
  notice.setAttribute("role", "status");
  let noticeTimer = 0;
  function say(text, tone = "note") {
    clearTimeout(noticeTimer);
    notice.dataset.tone = tone;
    notice.replaceChildren(make("span", { textContent: text }), closer);
    notice.hidden = false;
    noticeTimer = setTimeout(() => (notice.hidden = true), tone === "problem" ? 12_000 : 5000);
  }
  const closer = make("button", { type: "button", textContent: "×", className: "kx-close", title: "Close this message" });
  closer.setAttribute("aria-label", "Close this message");
  closer.addEventListener("click", () => (notice.hidden = true));

  const mail = createMail(model, () => say("No answer yet. If this stays so, the kernel may have stopped: reload the page.", "problem"));
  const context = () => {
    const [width, height, ratio] = wantedSize();
    return { step: player.step(), size: [width, height], ratio };
  };

  // The page.
  const panel = createPanel(schema, change);
  const { controls, groups } = panel;
  const root = make("div", { className: "kx" });
  const bar = make("div", { className: "kx-bar" });
  const board = make("div", { className: "kx-board" });
  const player = createPlayer(board);
  const hands = createHands(player, (kind, content) => mail.send(kind, content), say);
  const story = make("section", { className: "kx-story" });
  story.setAttribute("aria-live", "polite");
  const empties = make("div", { className: "kx-empties", hidden: true }, make("p"), controls.on_empty.row);
  const compare = make("button", { type: "button", className: "kx-button kx-main", textContent: "Compare with the means" });
  const verdict = make("p");
  verdict.setAttribute("role", "status");
  const guess = make("div", { className: "kx-guess", hidden: true }, make("p", { textContent: "Each star goes to the mean of its points. Where is that? Move the stars there." }), compare, verdict);
  const starts = controls.starts.row;
  const progress = make("progress", { max: 100, value: 0, hidden: true });
  progress.setAttribute("aria-label", "Making the file");
  const link = make("a", { className: "kx-link", hidden: true, title: "Save it again, if no download began" });
  const code = make("details", { className: "kx-code" }, make("summary", { textContent: "Show the code" }), make("pre", { tabIndex: 0 }), make("pre", { tabIndex: 0 }));
  const firstOnly = make("p", { className: "kx-first", hidden: true, textContent: "Files and code are of the first run." });
  groups.Share.append(firstOnly, progress, link, code);

  const modes = make("div", { className: "kx-row kx-segments kx-modes" });
  modes.setAttribute("role", "radiogroup");
  modes.setAttribute("aria-label", "What a hand on the picture does");
  for (const [value, text, tip] of MODES) {
    const input = make("input", { type: "radio", name: "kx-mode", value, checked: value === "move" });
    input.addEventListener("change", () => setMode(value));
    modes.append(make("label", { title: tip }, input, make("span", { textContent: text })));
  }
  const undo = make("button", { type: "button", className: "kx-button", title: "Undo the last change (Ctrl+Z)" }, icon("undo"), make("span", { textContent: "Undo" }));
  undo.addEventListener("click", () => act("undo"));
  const reset = make("button", { type: "button", className: "kx-button", title: "Back to where everything began", textContent: "Start over" });
  reset.addEventListener("click", () => act("reset"));
  bar.append(modes, make("div", { className: "kx-again" }, undo, reset));

  const left = make("div", { className: "kx-left" }, groups.Data, groups.Start);
  const middle = make("div", { className: "kx-middle" }, bar, board);
  const right = make("div", { className: "kx-right" }, player.words, story, guess, empties, groups.Show, groups.Share);
  const body = make("div", { className: "kx-body" }, left, middle, right);
  root.append(make("h2", { className: "kx-hidden", textContent: "The k-means explorer" }), body, notice);
  root.dataset.lmSuppressShortcuts = "true";
  el.append(root);
  // Nothing can be chosen before the kernel has said what there is.
  root.classList.add("kx-waiting");

  // What a person does.
  function change(name, value) {
    if (name in LOCAL) return setLocal(name, value);
    const own = { file: open, export: download, advise: ask, copy_python: copy, copy_command: copy };
    if (own[name]) return own[name](value, name);
    if (value === null) return act(name);
    if (name === "source" && value.startsWith("exhibit:")) return change("exhibit", value.slice("exhibit:".length));
    notice.hidden = true;
    mail.send("set", { values: { [name]: value }, ...context() });
  }

  function act(name) {
    notice.hidden = true; // what it said was about something before
    mail.send("act", { name, ...context() });
  }

  function setLocal(name, value) {
    local[name] = value;
    if (name === "halves") player.stepWhole(!value);
    if (name === "format") showCode();
  }
  const local = { ...LOCAL };
  for (const [name, value] of Object.entries(LOCAL)) controls[name].set(value);

  function setMode(mode) {
    if (mode === "guess") aimAtAssignment();
    hands.setMode(mode);
    modes.querySelector(`[value=${mode}]`).checked = true;
    guess.hidden = mode !== "guess";
    story.hidden = mode === "guess"; // it would tell too much
    newRound();
    if (mode === "place") say("Click where each star shall start, or move the cross with the arrow keys and press Enter.");
  }
  hands.onMode = setMode;

  // There is something to guess only where an update comes next.
  function aimAtAssignment() {
    const steps = player.steps();
    const open = (i) => steps[i]?.phase === "assign" && i + 1 < steps.length;
    let step = player.step();
    while (step < steps.length && !open(step)) step += 1;
    if (step >= steps.length) step = open(1) ? 1 : 0;
    player.go(step);
    if (!open(step)) say("This run has no update to guess. Try a new start.");
  }

  // A new run begins with its start, where there is nothing to guess yet.
  let aiming = false;
  player.element.addEventListener("kv-shown", () => {
    if (!aiming) return;
    aiming = false;
    aimAtAssignment();
  });

  // A guess that has been compared is over when the run goes on.
  let round = 0;
  function newRound() {
    round = 0;
    verdict.textContent = "";
    compare.textContent = "Compare with the means";
    compare.disabled = false;
  }
  player.element.addEventListener("kv-shown", ({ detail }) => {
    if (round && detail.settled && detail.step !== round) newRound();
  });

  compare.addEventListener("click", () => {
    const step = player.step();
    if (round) return player.go(step + 1);
    const stars = hands.guess();
    if (!player.isSettled() || player.steps()[step]?.phase !== "assign" || !stars.length) return aimAtAssignment();
    mail.send("guess", { step, stars, pane: 0 });
  });

  async function open(file) {
    const most = 10_000_000;
    if (file.size > most) return say(`${file.name} has ${Math.round(file.size / 1e6)} MB, and the explorer takes 10. Choose a part of it.`, "problem");
    let content;
    try {
      content = await file.arrayBuffer();
    } catch {
      return say(`${file.name} could not be read. Is it still there?`, "problem");
    }
    notice.hidden = true;
    const total = Math.max(1, Math.ceil(content.byteLength / PIECE));
    for (let index = 0; index < total; index += 1) {
      const piece = content.slice(index * PIECE, (index + 1) * PIECE);
      mail.send("upload", { name: file.name, index, done: index === total - 1, ...context() }, [piece]);
    }
  }
  board.addEventListener("dragover", (event) => event.preventDefault());
  board.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
  });

  let pieces = [];
  let making = false;
  function download() {
    if (making) {
      mail.send("cancel", { what: "export" });
      return setMaking(false);
    }
    pieces = [];
    link.hidden = true;
    setMaking(true);
    mail.send("export", { format: local.format });
  }

  function setMaking(on) {
    making = on;
    progress.hidden = !on;
    progress.value = 0;
    controls.export.row.querySelector("span").textContent = on ? "Stop" : "Download";
  }

  function keep({ name, index, total }, [piece]) {
    pieces[index] = piece;
    if (index < total - 1) return;
    setMaking(false);
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob(pieces, { type: "application/octet-stream" }));
    link.download = name;
    const kB = pieces.reduce((sum, each) => sum + each.byteLength, 0) / 1000;
    link.textContent = `${name} (${kB < 1000 ? `${Math.ceil(kB)} kB` : `${(kB / 1000).toFixed(1)} MB`})`;
    link.hidden = false;
    link.click();
  }

  // What four methods say about K, on a sheet above the page.
  const sheet = make("dialog", { className: "kx-sheet" });
  sheet.setAttribute("aria-label", "How many clusters?");
  const sheetBody = make("div", { className: "kx-sheet-body", tabIndex: 0 });
  const closeSheet = make("button", { type: "button", className: "kx-button", textContent: "Close" });
  closeSheet.addEventListener("click", () => sheet.close());
  const takeK = make("button", { type: "button", className: "kx-button kx-main", hidden: true });
  sheet.append(sheetBody, make("div", { className: "kx-sheet-foot" }, takeK, closeSheet));
  sheet.addEventListener("keydown", (event) => event.stopPropagation());
  sheet.addEventListener("close", () => {
    if (takeK.hidden) mail.send("cancel", { what: "advice" });
  });
  root.append(sheet);
  const asking = make("progress", { max: 100, value: 0 });
  asking.setAttribute("aria-label", "Asking four methods");

  function ask() {
    takeK.hidden = true;
    asking.value = 0;
    sheetBody.replaceChildren(make("p", { textContent: "Asking four methods, each of which tries every K …" }), asking);
    sheet.showModal();
    mail.send("advise", { narrow: root.clientWidth < 700 });
  }

  function advise({ k, headline, words, methods }, [png]) {
    if (!sheet.open) return;
    const picture = make("img", { alt: headline, src: URL.createObjectURL(new Blob([png], { type: "image/png" })) });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    const list = make("ul", {}, ...methods.map((textContent) => make("li", { textContent })));
    sheetBody.replaceChildren(make("div", { className: "kx-said" }, make("h3", { textContent: headline }), make("p", { textContent: words })), picture, list);
    takeK.textContent = `Show K = ${k}`;
    takeK.hidden = false;
    takeK.onclick = () => {
      sheet.close();
      change("k", k);
    };
  }

  const texts = { python: "", command: "" };
  const inFormat = (text) => text.replaceAll("k-means.gif", `k-means${local.format}`);
  function showCode() {
    const [first, second] = code.querySelectorAll("pre");
    first.textContent = inFormat(texts.python);
    second.textContent = inFormat(texts.command);
  }

  async function copy(_, name) {
    const text = inFormat(texts[name.replace("copy_", "")]);
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
    } catch {
      // Not every host lets a page do that.
      code.open = true;
      const pre = code.querySelectorAll("pre")[name === "copy_python" ? 0 : 1];
      getSelection().selectAllChildren(pre);
      say("Press Ctrl+C to copy what is marked.");
    }
  }

  function keydown(event) {
    if (!root.isConnected || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input, textarea")) {
      event.preventDefault();
      return act("undo");
    }
    // On a page of its own the keys work wherever one is; not where they have another meaning.
    if (!event.target.closest(".kv-player") && !event.target.matches("input:not([type=checkbox]), select, textarea, summary, pre")) player.press(event);
  }
  // A mouse leaves the focus where it clicked, and whoever then presses an arrow means the run: so does a presenter's
  // remote control. Whoever goes from control to control with Tab means the control.
  let byPointer = false;
  root.addEventListener("pointerdown", () => (byPointer = true), true);
  function keydownFirst(event) {
    if (event.key === "Tab") byPointer = false;
    const isPressed = event.target.matches?.("button, input[type=radio], input[type=checkbox]");
    if (!byPointer || !isPressed || sheet.open || !root.contains(event.target)) return;
    if (player.press(event, true)) player.element.focus({ preventScroll: true });
  }
  root.addEventListener("keydown", keydownFirst, true);
  root.addEventListener("keydown", keydown);
  // A notebook would take Enter for itself, and no button or box could be used with it.
  root.addEventListener("keydown", (event) => event.stopPropagation());

  // The picture is made as large as there is room for it, and sharp.
  let size = "";
  let sizeTimer = 0;
  function wantedSize() {
    const { clientWidth: width, clientHeight: height } = player.stage;
    const ratio = Math.min(devicePixelRatio || 1, 2, 1600 / Math.max(width, height, 1));
    return [Math.round(width * ratio), Math.round(height * ratio), ratio];
  }
  const observer = new ResizeObserver(() => {
    clearTimeout(sizeTimer);
    sizeTimer = setTimeout(() => {
      const wanted = wantedSize().slice(0, 2);
      if (root.classList.contains("kx-waiting") || wanted[0] < 50 || String(wanted) === size) return;
      size = String(wanted);
      mail.send("set", { values: {}, ...context() });
    }, 150);
  });
  observer.observe(player.stage);

  // What the kernel says.
  const KINDS = {
    begin(message) {
      size = String([message.width, message.height]);
      root.classList.remove("kx-waiting");
      hands.take(message);
      newRound();
      if (!message.sameRun) aiming = hands.mode() === "guess";
    },
    state({ values, files, choices, has, noHands, story: sentences, empty, python, command }) {
      // What is on its way back is out of date where somebody has gone on.
      panel.set(Object.fromEntries(Object.entries(values).filter(([name]) => !mail.waits(name))), files, choices);
      panel.show("n", has.generator);
      panel.show("blobs", has.blobs);
      panel.show("seed", has.generator);
      panel.show("new_data", has.generator);
      panel.show("columns", choices.length > 2);
      panel.show("standardize", choices.length > 1);
      panel.show("start_seed", has.seeds);
      for (const name of ["other_init", "other_seed", "new_other_start"]) panel.show(name, values.compare);
      undo.disabled = !has.undo;
      firstOnly.hidden = !values.compare;
      root.classList.toggle("kx-dark", values.style === "dark");
      player.element.classList.toggle("kv-dark", values.style === "dark");
      player.words.classList.toggle("kv-dark", values.style === "dark");
      story.replaceChildren(make("h3", { textContent: sentences.length > 1 ? "These runs" : "This run" }), ...sentences.map((textContent) => make("p", { textContent })), outlook);
      // What other starts came to still holds for the same run.
      if (String(sentences) !== told) outlook.replaceChildren();
      told = String(sentences);
      empties.hidden = !has.empty;
      empties.firstChild.textContent = empty;
      hands.setEnabled(has.hands);
      for (const input of modes.querySelectorAll("input")) input.disabled = !has.hands || (values.compare && input.value === "guess");
      modes.title = noHands;
      if (noHands) story.append(make("p", { textContent: noHands }));
      if (values.compare && hands.mode() === "guess") setMode("move");
      Object.assign(texts, { python, command });
      showCode();
    },
    starts({ histogram: bins, here, text }) {
      starts.replaceChildren(...(bins ? [histogram(bins, here, text.join(" "))] : []));
      outlook.replaceChildren(...text.map((textContent) => make("p", { textContent })));
    },
    sketch({ left, top, inertia, n }, pngs) {
      if (hands.isHeld()) player.sketch({ png: pngs[0], left, top });
      const told = inertia === undefined ? `${n.toLocaleString("en")} points` : `Inertia with the stars here: ${Number(inertia.toPrecision(4)).toLocaleString("en")}`;
      story.querySelector("p").textContent = told;
    },
    verdict({ text }) {
      verdict.textContent = text;
      round = player.step() + 1;
      const steps = player.steps();
      compare.textContent = "Next round";
      // The last assignment changes nothing, and no update comes after it.
      compare.disabled = round + 2 >= steps.length;
      hands.judge();
      player.forth();
    },
    notice: ({ text, tone }) => say(text, tone),
    progress: ({ what, percent }) => ((what === "advice" ? asking : progress).value = percent),
    failed({ what, text }) {
      if (what === "advice") sheet.close();
      else setMaking(false);
      say(text, "problem");
    },
    file: keep,
    advice: advise,
  };
  let told = "";
  const outlook = make("div", { className: "kx-outlook" });

  function listen(message, buffers) {
    // Some hosts say nothing where there are no buffers.
    const pngs = (buffers ?? []).map((buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength));
    KINDS[message.kind]?.(message, pngs);
    takeMessage(player, message, buffers ?? []);
    if (message.ack) mail.answered(message.ack);
  }
  model.on("msg:custom", listen);
  // Once the page has its shape.
  requestAnimationFrame(() => mail.send("ready", context()));

  return () => {
    model.off("msg:custom", listen);
    root.removeEventListener("keydown", keydown);
    observer.disconnect();
  };
}

export default { render: explore };
