import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Icon names of a list: one a line, `#` begins a remark. */
export function namesIn(list) {
  return list.split("\n").map((line) => line.split("#")[0].trim()).filter(Boolean);
}

/** One Tabler outline as a <symbol>; stroke and fill are left to the page's style sheet. */
export function symbolOf(name) {
  const svg = readFileSync(require.resolve(`@tabler/icons/outline/${name}.svg`), "utf8");
  const drawn = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  const strokes = drawn.replace(/<path stroke="none"[^>]*\/>/, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${strokes}</symbol>`;
}

/** Vite plug-in: the named icons as one file, icons.svg. An unknown name stops the build. */
export function iconSprite(listPath) {
  return {
    name: "icon-sprite",
    buildStart() {
      this.addWatchFile(listPath);
    },
    generateBundle() {
      const symbols = namesIn(readFileSync(listPath, "utf8")).map(symbolOf).join("");
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}
