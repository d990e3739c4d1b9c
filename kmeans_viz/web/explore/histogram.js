// @ts-check
// How many starts ended with which inertia, as bars; and where this run ended among them.

import { inFourDigits } from "../drawing/numbers.js";
import { say } from "./say.js";

const NS = "http://www.w3.org/2000/svg";
const [WIDE, HIGH, BELOW, ABOVE] = [240, 56, 18, 14];

/**
 * Return a chart.
 *
 * @param {{counts: number[], low: number, high: number}} bins
 * @param {number | null} here Where this run ended; null where that is not to be told yet.
 * @param {string} text What the chart says, in words.
 * @param {string} title
 */
export function histogramChart({ counts, low, high }, here, text, title) {
  const chart = drawn("svg", { viewBox: `0 0 ${WIDE} ${HIGH + BELOW + ABOVE}`, role: "img", class: "histogram" });
  chart.setAttribute("aria-label", text);
  const most = Math.max(...counts);
  const width = WIDE / counts.length;
  const bin = here === null ? -1 : Math.min(counts.length - 1, Math.max(0, Math.floor(((here - low) / (high - low)) * counts.length)));
  counts.forEach((count, i) => {
    const height = count === 0 ? 0 : Math.max(2, (count / most) * HIGH);
    const bar = { x: i * width + 0.5, y: ABOVE + HIGH - height, width: width - 1, height, rx: 1 };
    chart.append(drawn("rect", { ...bar, class: i === bin ? "here" : "bar" }));
  });
  chart.append(drawn("path", { d: `M0 ${ABOVE + HIGH + 0.5}H${WIDE}`, class: "axis" }));
  if (bin >= 0) {
    const x = (bin + 0.5) * width;
    const anchor = x < 40 ? "start" : x > WIDE - 40 ? "end" : "middle";
    const y = ABOVE + HIGH - Math.max(2, (counts[bin] / most) * HIGH) - 3;
    chart.append(written(say("this run"), anchor === "start" ? 0 : anchor === "end" ? WIDE : x, y, anchor));
  }
  chart.append(written(inFourDigits(low), 0, HIGH + ABOVE + 14, "start"));
  chart.append(written(title, WIDE / 2, HIGH + ABOVE + 14, "middle"));
  chart.append(written(inFourDigits(high), WIDE, HIGH + ABOVE + 14, "end"));
  return chart;
}

/** @param {string} text @param {number} x @param {number} y @param {string} anchor */
function written(text, x, y, anchor) {
  const label = drawn("text", { x, y, "text-anchor": anchor });
  label.textContent = text;
  return label;
}

/** @param {string} tag @param {Record<string, string | number>} attributes */
function drawn(tag, attributes) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
