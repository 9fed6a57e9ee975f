// Notes which source kernel.wasm was built from; the tests compare.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const here = (name) => new URL(name, import.meta.url);
const hash = createHash("sha256")
  .update(readFileSync(here("kernel.ts")))
  .digest("hex");
writeFileSync(here("stamp.txt"), `${hash}\n`);
