// Builds dist/playground.js from src/: one classic script that needs no other file.
//
// Classic and whole, because it also runs from a page that was opened by double click:
// there a browser loads neither modules nor neighbouring files. The script is one named
// function: its own text is what the worker is made of (see src/lab/worker.ts).
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = process.argv[2] ?? join(HERE, "dist");
const NOTE =
  "/*! The lab of the book 'GANs and VAEs, measured'; built from src/. MIT */";

/** The hash of what the script is built from, as gvlib.playground computes it. */
function stamp() {
  const sources = readdirSync(join(HERE, "src"), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const files = [...sources, "kernel/kernel.wasm", "build.mjs", "package-lock.json"]
    .map((path) => relative(HERE, join(path.startsWith(HERE) ? "" : HERE, path)))
    .sort();
  const hash = createHash("sha256");
  for (const path of files)
    hash.update(`${path}\0`).update(readFileSync(join(HERE, path)));
  return hash.digest("hex");
}

const { outputFiles } = await build({
  absWorkingDir: HERE,
  entryPoints: ["src/index.ts"],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  loader: { ".wasm": "binary", ".css": "text" },
  legalComments: "none",
});
const body = outputFiles[0].text.trim();
const script = `${NOTE}\n(function gvPlayground(){"use strict";${body}})();\n`;
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, "playground.js"), script);
writeFileSync(join(OUT, "stamp.txt"), `${stamp()}\n`);
const size = gzipSync(script, { level: 9 }).length;
console.log(`playground.js: ${script.length} bytes, ${size} gzipped`);
