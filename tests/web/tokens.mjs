// Prints the tokens of the JavaScript on stdin, one a line. Comments and spaces are none; those in a string belong to it.
// A semicolon before a closing bracket is left out, and "const" is "let".

import { readFileSync } from "node:fs";

import { tokenizer } from "acorn";

const tokens = [...tokenizer(readFileSync(0, "utf8"), { ecmaVersion: "latest" })];
const text = ({ type: { label }, value }) =>
  JSON.stringify(label === "const" ? ["name", "let"] : [label, value?.pattern ?? String(value)]);
const isIdle = ({ type: { label } }, i) => label === ";" && tokens[i + 1]?.type.label === "}";
process.stdout.write(tokens.filter((token, i) => !isIdle(token, i)).map(text).join("\n"));
