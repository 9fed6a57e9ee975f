import { Block, type Spec } from "./block";

const FILE = "explore-weights.js";
// Where this script came from: its neighbour holds the weights. Asked for at once, for
// later the page no longer says which script runs.
const beside =
  typeof document === "undefined"
    ? ""
    : ((document.currentScript as HTMLScriptElement | null)?.src ?? "") ||
      location.href;

let taken: ((block: Promise<Block>) => void) | null = null;
let block: Promise<Block> | null = null;

/** Called by the script of weights. */
export function take(spec: Spec, base64: string): Promise<Block> {
  const read = Block.read(spec, base64);
  taken?.(read);
  block ??= read;
  return read;
}

/**
 * The block, asked for once. A script, because a page opened by double click may
 * load no other kind of file.
 */
export function loaded(): Promise<Block> {
  block ??= new Promise<Block>((resolve, reject) => {
    taken = resolve;
    const script = document.createElement("script");
    script.src = new URL(FILE, beside).href;
    script.onerror = () => {
      block = null; // so that it can be tried again
      reject(new Error(FILE));
    };
    document.head.append(script);
  });
  return block;
}
