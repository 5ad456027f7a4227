import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const textOf = (name) => readFileSync(fileURLToPath(new URL(`../node_modules/${name}/LICENSE`, import.meta.url)), "utf8").trim();

/** Vite plug-in: the licences of what is built in, as licences.txt beside it. */
export function licences(names) {
  return {
    name: "licences",
    generateBundle() {
      const source = names.map((name) => `${name}\n\n${textOf(name)}\n`).join(`\n${"-".repeat(72)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source });
    },
  };
}
