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

/** What a reader can do; the lab decides what comes of it. */
export interface Acts {
  play(): void;
  step(): void;
  restart(): void;
  link(): void;
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
  private readonly play: HTMLButtonElement;
  private readonly controls: Control[] = [];
  private readonly message = h("p", { class: "gv-message", role: "status" });
  private readonly own: HTMLDetailsElement;

  constructor(
    root: HTMLElement,
    private readonly t: Words,
    acts: Acts,
  ) {
    this.stage = new Stage(t);
    this.charts = new Charts(t);
    this.numbers = new Numbers(t);
    this.stories = new Stories(t, acts.tell);
    this.pad = new Pad(t, acts.use);
    this.play = button(t("play"), acts.play, { class: "gv-play" });
    const bar = h("div", { class: "gv-row gv-bar", role: "group" }, this.play);
    bar.setAttribute("aria-label", t("bar.label"));
    bar.append(button(t("step"), acts.step), button(t("restart"), acts.restart));
    bar.append(button(t("link"), acts.link));
    const panels = PANELS.map(({ title, names }) => this.panel(title, names, acts));
    this.own = this.fold("panel.points", this.pad.element);
    this.own.addEventListener("toggle", () => this.pad.draw());
    const results = h("div", { class: "gv-results" });
    results.append(this.charts.element, this.numbers.element);
    root.append(this.stories.element, bar, this.message, this.stage.element, results);
    root.append(h("div", { class: "gv-panels" }, ...panels, this.own));
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

  private panel(title: Key, names: readonly Name[], acts: Acts): HTMLDetailsElement {
    const made = names.map((name) =>
      control(name, this.t, acts.settings, acts.change, acts.refuse),
    );
    this.controls.push(...made);
    const fields = h("div", { class: "gv-fields" }, ...made.map((one) => one.element));
    return this.fold(title, fields);
  }

  private fold(title: Key, inside: HTMLElement): HTMLDetailsElement {
    return h("details", {}, h("summary", {}, this.t(title)), inside);
  }
}
