// Fills in the tables that Python shares with the page, as the joined script does. PYTHON says which Python.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { fillTables } from "../../kmeans_viz/web/tables.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = process.env.PYTHON ?? "python3";
fillTables(JSON.parse(execFileSync(python, ["-m", "kmeans_viz.web.tables"], { cwd: root, encoding: "utf8" })));
