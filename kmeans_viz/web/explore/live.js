// @ts-check
// The live board as a page of its own: the script of this page up to where the board ends, and the element.

import { attributeOf, fileNoteOf } from "../board/attributes.js";
import { asAttribute, asText } from "../board/link.js";
import { knownSample } from "../engine/samples.js";
import { TABLES } from "../tables.js";
import { filled } from "./situation.js";

const END = "// Here the board ends.";
const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="kmeans_viz">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline';
style-src 'unsafe-inline'; img-src blob: data:">
<link rel="icon" href="data:,">
<title>{title}</title>
<script type="application/json" id="kmeans_viz-note">{note}</script>
<style>
body { margin: 0; }
</style>
</head>
<body>
<main><kmeans-board{attributes}></kmeans-board></main>
<script>
{script}</script>
</body>
</html>
`;

/** Return a page with the board of a recipe. @param {import("../board/attributes.js").Recipe} recipe */
export function livePage(recipe) {
  const script = (document.getElementById("explorer-script")?.textContent ?? "").trimStart().split(END)[0] + "})();\n";
  const sample = recipe.coordinates ? null : knownSample(filled(recipe).data);
  const { data: _, ...rest } = recipe;
  // The page brings no samples along: their points go into it.
  const shown = sample === null ? recipe : { ...rest, coordinates: rowsOf(sample) };
  const attributes = Object.entries(shown).map(([field, value]) => ` ${attributeOf(field)}="${escaped(asAttribute(TABLES.fields[field].kind, asText(value)))}"`);
  const parts = /** @type {Record<string, string>} */ ({
    title: "k-means",
    note: fileNoteOf(recipe, "").replaceAll("<", "\\u003c"),
    attributes: attributes.join(""),
    script,
  });
  const html = PAGE.replace(/\{(title|note|attributes|script)\}/g, (__, name) => parts[name]);
  return new Blob([html], { type: "text/html" });
}

/** @param {import("../engine/points.js").Points} points */
function rowsOf({ values, n, d }) {
  return Array.from({ length: n }, (_, i) => [...values.subarray(i * d, i * d + d)]);
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
