import type { Preset } from "../lab/presets";
import type { Name, Settings } from "../lab/settings";
import type { Point } from "../model/data";
import type { Key, Words } from "../words/words";
import { Charts } from "./charts";
import { control, PANELS, type Control } from "./controls";
import { button, h } from "./dom";
import { Pad } from "./pad";
import { Stage } from "./stage";
import { Stories } from "./stories";
import { Numbers } from "./table";
import { Tour, type Guide } from "./tour";

// The panels that a reader finds open.
const OPEN: ReadonlySet<Key> = new Set<Key>(["panel.views", "panel.training"]);

/** What a reader can do; the lab decides what comes of it. */
export interface Acts extends Omit<Guide, "light" | "find"> {
  play(): void;
  step(): void;
  restart(): void;
  /** Null where there is no link to be had. */
  link: (() => void) | null;
  change(settings: Settings): void;
  tell(preset: Preset, cured: boolean): void;
  use(points: Point[]): void;
  settings(): Settings;
  refuse(key: Key): void;
}

/** Everything that stands on the page: it shows, and passes on what is done. */
export class Board {
  readonly stage: Stage;
  readonly charts: Charts;
  readonly numbers: Numbers;
  readonly stories: Stories;
  readonly pad: Pad;
  readonly tour: Tour;
  private readonly play: HTMLButtonElement;
  private readonly controls: Control[] = [];
  private readonly message = h("p", { class: "gv-message", role: "status" });
  private readonly own: HTMLDetailsElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly t: Words,
    acts: Acts,
  ) {
    this.stage = new Stage(t);
    this.charts = new Charts(t);
    this.numbers = new Numbers(t);
    this.stories = new Stories(t, acts.tell);
    this.pad = new Pad(t, acts.use);
    this.tour = new Tour(t, {
      enter: acts.enter,
      leave: acts.leave,
      light: (selectors) => this.light(selectors),
      find: (selector) => this.find(selector),
    });
    this.play = button(t("play"), acts.play, { class: "gv-play" });
    const bar = h("div", { class: "gv-row gv-bar", role: "group" }, this.play);
    bar.setAttribute("aria-label", t("bar.label"));
    bar.append(button(t("step"), acts.step), button(t("restart"), acts.restart));
    if (acts.link) bar.append(button(t("link"), acts.link));
    bar.append(this.tour.door);
    const panels = PANELS.map(({ title, names }) => this.panel(title, names, acts));
    this.own = this.fold("panel.points", this.pad.element);
    this.own.addEventListener("toggle", () => this.pad.draw());
    const results = h("div", { class: "gv-results" });
    results.append(this.charts.element, this.numbers.element);
    root.append(this.stories.element, bar, this.message, this.stage.element, results);
    root.append(h("div", { class: "gv-panels" }, ...panels, this.own));
    root.append(this.tour.element);
  }

  /** Show what is set, and who is told of. */
  show(settings: Settings, preset: Preset | undefined, cured: boolean): void {
    this.controls.forEach((control) => control.show(settings));
    this.stories.show(preset, cured);
  }

  running(on: boolean): void {
    this.play.textContent = this.t(on ? "pause" : "play");
  }

  say(text: string): void {
    this.message.textContent = text;
  }

  /** Where a reader finds the pad. */
  openPad(): void {
    this.own.open = true;
    this.pad.element.scrollIntoView({ block: "nearest" });
  }

  /** The still picture stands in the stage's place until there is a first one. */
  wait(still: readonly Element[]): () => void {
    const { element } = this.stage;
    element.before(...still);
    element.hidden = true;
    return () => {
      still.forEach((one) => one.remove());
      element.hidden = false;
    };
  }

  /** Point at parts of the lab. */
  private light(selectors: readonly string[]): void {
    const lit = this.root.querySelectorAll(".gv-lit");
    lit.forEach((one) => one.classList.remove("gv-lit"));
    for (const selector of selectors) this.part(selector)?.classList.add("gv-lit");
  }

  private find(selector: string): void {
    const part = this.part(selector);
    part?.scrollIntoView({ block: "center" });
    this.root.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  /** What a selector means: of a control its label too, in a panel that is open. */
  private part(selector: string): Element | null {
    const found = this.root.querySelector(selector);
    const panel = found?.closest("details");
    if (panel) panel.open = true;
    return found?.closest(".gv-field, .gv-tick") ?? found;
  }

  private panel(title: Key, names: readonly Name[], acts: Acts): HTMLDetailsElement {
    const made = names.map((name) =>
      control(name, this.t, acts.settings, acts.change, acts.refuse),
    );
    this.controls.push(...made);
    const fields = h("div", { class: "gv-fields" }, ...made.map((one) => one.element));
    return this.fold(title, fields, OPEN.has(title));
  }

  private fold(title: Key, inside: HTMLElement, open = false): HTMLDetailsElement {
    return h("details", { open }, h("summary", {}, this.t(title)), inside);
  }
}
