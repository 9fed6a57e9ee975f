import { withPoints } from "../lab/url";
import { kernel, place, type Cell } from "./cell";
import { address, type Home } from "./home";
import { Lab } from "./lab";
import style from "./lab.css";
import { Small } from "./small";
import { dress } from "./style";

/** Put the lab into an element, once; returns how to take it out again. */
export function mount(element: HTMLElement, home: Home = address): () => void {
  if (element.dataset.mounted) return () => {};
  element.dataset.mounted = "true";
  dress("gv-lab-style", style);
  const language = element.closest("[lang]")?.getAttribute("lang") ?? "en";
  const lab =
    element.dataset.gv === "small"
      ? new Small(element, language)
      : new Lab(element, language, home);
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

/** Put it into a notebook, with the kernel's points; returns how to take it out. */
export function render(cell: Cell): () => void {
  const home = kernel(cell.model);
  const points = String(cell.model.get("points"));
  if (points) {
    cell.model.set("points", ""); // from now on they stand in the state
    home.write(withPoints(home.read(), points));
  }
  return mount(place(cell, "gv-lab"), home);
}
