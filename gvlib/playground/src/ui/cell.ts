import { h } from "./dom";
import type { Home } from "./home";

/** What a notebook hands to a program in an output of a cell; see anywidget.dev. */
export interface Cell {
  model: Model;
  el: HTMLElement;
}

/** Values that the kernel sees too, by name. */
export interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, act: () => void): void;
  off(event: string, act: () => void): void;
}

/** The kernel as the home of the state: there is no address to copy. */
export const kernel = (model: Model): Home => ({
  read: () => String(model.get("state")),
  write(state) {
    model.set("state", state);
    model.save_changes();
  },
  copy: null,
});

/** The element of a program, in the cell. */
export function place({ model, el }: Cell, kind: string): HTMLElement {
  const lang = String(model.get("language"));
  const made = h("div", { class: kind, lang, role: "region" });
  made.setAttribute("aria-label", String(model.get("title")));
  el.append(made);
  return made;
}
