// Prints the tokens of the JavaScript on stdin, one a line. Comments and spaces are none; those in a string belong to it.

import { readFileSync } from "node:fs";

import { tokenizer } from "acorn";

const tokens = [...tokenizer(readFileSync(0, "utf8"), { ecmaVersion: "latest" })];
const text = ({ type, value }) => JSON.stringify([type.label, value?.pattern ?? String(value)]);
process.stdout.write(tokens.map(text).join("\n"));
