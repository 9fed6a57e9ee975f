import base from "./base.css";
import { h } from "./dom";

/** What lab and explorer have in common, and one's own style, once a page. */
export function dress(id: string, own: string): void {
  for (const [name, text] of [
    ["gv-base-style", base],
    [id, own],
  ]) {
    if (!document.getElementById(name))
      document.head.append(h("style", { id: name }, text));
  }
}
