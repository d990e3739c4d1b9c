// Small charts out of numbers that the kernel sent.

import { make } from "../player/player.js";

const SVG = "http://www.w3.org/2000/svg";

function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// How the final inertias of many starts are spread, and where the runs on the screen stand among them.
export function histogram({ counts, low, high }, here, label) {
  const width = 240;
  const height = 56;
  const svg = draw("svg", { viewBox: `0 0 ${width} ${height + 14}`, class: "kx-histogram", role: "img", "aria-label": label });
  const most = Math.max(1, ...counts);
  const bar = width / counts.length;
  counts.forEach((count, i) => {
    if (!count) return;
    // What happened once among hundreds is still to be seen.
    const tall = Math.max(2, (height * count) / most);
    const rect = draw("rect", { x: i * bar + 0.5, y: height - tall, width: bar - 1, height: tall, rx: 1 });
    rect.append(Object.assign(document.createElementNS(SVG, "title"), { textContent: `${count} starts` }));
    svg.append(rect);
  });
  svg.append(draw("line", { x1: 0, x2: width, y1: height, y2: height, class: "kx-axis" }));
  here.forEach((value, i) => {
    const share = high > low ? (value - low) / (high - low) : 0;
    const x = Math.max(5, Math.min(width - 5, share * width));
    svg.append(draw("path", { d: `M${x} ${height + 1}l5 9h-10z`, class: `kx-here kx-here-${i}` }));
  });
  return make("figure", { className: "kx-chart" }, svg, make("figcaption", {}, make("span", { textContent: "better" }), make("span", { textContent: "worse" })));
}
