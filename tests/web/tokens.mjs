// Prints the tokens of the JavaScript on stdin, one a line. Comments and spaces are none; those in a string belong to it.
// What stands before a closing bracket and says no more than that is left out.

import { readFileSync } from "node:fs";

import { tokenizer } from "acorn";

const tokens = [...tokenizer(readFileSync(0, "utf8"), { ecmaVersion: "latest" })];
const text = ({ type, value }) => JSON.stringify([type.label, value?.pattern ?? String(value)]);
const isIdle = ({ type: { label } }, i) =>
  (label === ";" && tokens[i + 1]?.type.label === "}") || (label === "," && [")", "]", "}"].includes(tokens[i + 1]?.type.label));
process.stdout.write(tokens.filter((token, i) => !isIdle(token, i)).map(text).join("\n"));
