// Builds dist/ from src/: classic scripts, each of which needs no other file.
//
// Classic and whole, because they also run from a page that was opened by double click:
// there a browser loads neither modules nor neighbouring files. A script is one named
// function: its own text is what a worker is made of (see src/lab/worker.ts).
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = process.argv[2] ?? join(HERE, "dist");
// Each script of dist/: the name of its function, and where it begins.
const SCRIPTS = {
  playground: { name: "gvPlayground", entry: "src/index.ts" },
  explore: { name: "gvExplore", entry: "src/explore/index.ts" },
};
const NOTE =
  "/*! The lab of the book 'GANs and VAEs, measured'; built from src/. MIT */";

/** The hash of what all scripts are built from, as the tests compute it. */
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

/** A script from its entry, on one line after the note. */
async function bundled({ name, entry }) {
  const { outputFiles } = await build({
    absWorkingDir: HERE,
    entryPoints: [entry],
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
  return `${NOTE}\n(function ${name}(){"use strict";${body}})();\n`;
}

mkdirSync(OUT, { recursive: true });
for (const [file, source] of Object.entries(SCRIPTS)) {
  const script = await bundled(source);
  writeFileSync(join(OUT, `${file}.js`), script);
  const size = gzipSync(script, { level: 9 }).length;
  console.log(`${file}.js: ${script.length} characters, ${size} bytes gzipped`);
}
writeFileSync(join(OUT, "stamp.txt"), `${stamp()}\n`);
