import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { iconSprite } from "./build/icon_sprite.js";
import { licences } from "./build/licences.js";
import { withoutEval } from "./build/without_eval.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/* File names are fixed: whitenoise adds the fingerprints, and templates name the files as they are.
   Office machines still run Chromium 86 (360, QQ browser), hence the old targets. */
export default defineConfig({
  root: here("."),
  base: "./",
  publicDir: false,
  plugins: [iconSprite(here("icons.txt")), withoutEval(), licences(["bootstrap", "htmx.org", "@tabler/icons"])],
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: [here("node_modules")],
        quietDeps: true,
        silenceDeprecations: ["import"],   // the kit (Bootstrap 5.3) is still written with @import
      },
    },
  },
  build: {
    outDir: here("../../bangfu/web/static/dist"),
    emptyOutDir: true,
    target: "es2019",
    cssTarget: "chrome86",
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { desk: here("scripts/desk.js") },
      output: { entryFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
