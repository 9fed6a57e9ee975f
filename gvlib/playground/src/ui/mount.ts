import { h } from "./dom";
import { Lab } from "./lab";
import style from "./lab.css";
import { Small } from "./small";

const STYLE = "gv-lab-style";

/** Put the lab into an element, once; returns how to take it out again. */
export function mount(element: HTMLElement): () => void {
  if (element.dataset.mounted) return () => {};
  element.dataset.mounted = "true";
  if (!document.getElementById(STYLE)) {
    document.head.append(h("style", { id: STYLE }, style));
  }
  const language = element.closest("[lang]")?.getAttribute("lang") ?? "en";
  const Kind = element.dataset.gv === "small" ? Small : Lab;
  const lab = new Kind(element, language);
  return () => lab.destroy();
}

/** Put it into every element of the page that asks for it. */
export function mountAll(): void {
  const all = () =>
    document.querySelectorAll<HTMLElement>(".gv-lab").forEach((one) => void mount(one));
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", all);
  } else all();
}
