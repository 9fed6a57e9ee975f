import type { Frame, Report } from "../lab/protocol";
import { initialSettings } from "../lab/settings";
import { hire, type Engine } from "../lab/worker";
import { VIEW } from "../model/data";
import { drawGan, drawVae } from "../views/pictures";
import { coloursOf, Plane } from "../views/plane";
import { words, type Words } from "../words/words";
import { button, h } from "./dom";
import { publish } from "./published";
import { onThemeChange, onVisibility } from "./surroundings";

const CALM = 1000; // milliseconds between pictures for who asked for less motion

/**
 * The lab in small: two pictures, a button, a line. Until the button is pressed it is
 * the still figure of the page, and no worker runs.
 */
export class Small {
  private readonly t: Words;
  private readonly play: HTMLButtonElement;
  private readonly line = h("span", { class: "gv-line" });
  private readonly stage = h("div", { class: "gv-stage", hidden: true });
  private readonly planes: Plane[];
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");
  private readonly leave: (() => void)[];
  private readonly settings = initialSettings();
  private engine: Engine | null = null;
  private frame: Frame | null = null;
  private playing = false;
  private visible = true;
  private drawn = 0;

  constructor(
    private readonly root: HTMLElement,
    language: string,
  ) {
    this.t = words(language);
    this.planes = (["gan.x", "vae.x"] as const).map((view) => {
      const label = this.t(`view.${view}.alt`);
      const attributes = { class: "gv-plane", role: "img", "aria-label": label };
      const canvas = h("canvas", attributes);
      this.stage.append(canvas);
      return new Plane(canvas, VIEW);
    });
    this.play = button(this.t("play"), () => this.turn(), { class: "gv-play" });
    const still = root.querySelector("svg")!;
    still.before(this.stage);
    root.querySelector("figcaption")!.textContent = this.t("small.caption");
    const row = h("div", { class: "gv-row" }, this.play, this.line);
    root.querySelector("figure")!.after(row);
    this.leave = [
      onThemeChange(() => this.draw()),
      onVisibility(root, (visible) => {
        this.visible = visible;
        this.drive();
      }),
    ];
  }

  destroy(): void {
    this.leave.forEach((stop) => stop());
    this.engine?.stop();
  }

  private turn(): void {
    this.playing = !this.playing;
    this.play.textContent = this.t(this.playing ? "pause" : "play");
    this.engine ??= this.begin();
    this.drive();
  }

  private begin(): Engine {
    const engine = hire((report) => this.hear(report));
    engine.send({ order: "set", settings: this.settings, points: [], fresh: true });
    return engine;
  }

  private drive(): void {
    this.engine?.send({ order: "run", on: this.playing && this.visible });
  }

  private hear(report: Report): void {
    if ("failed" in report) {
      this.line.textContent = this.t("say.failed", { error: report.failed });
      return;
    }
    this.root.querySelector("svg")?.remove();
    this.stage.hidden = false;
    this.frame = report.frame;
    const now = performance.now();
    if (this.calm.matches && now - this.drawn < CALM) return;
    this.drawn = now;
    requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const { frame, settings } = this;
    if (!frame) return;
    const colours = coloursOf(this.root);
    const { gan, vae, row, progress } = frame;
    if (gan) drawGan(this.planes[0], frame, gan, settings, colours);
    if (vae) drawVae(this.planes[1], frame, vae, settings, colours);
    const modes = { gan: row.gan.marks?.modes, vae: row.vae.marks?.modes };
    this.line.textContent = this.t("small.now", {
      steps: progress.gan.steps,
      gan: modes.gan?.reached ?? 0,
      vae: modes.vae?.reached ?? 0,
      of: modes.vae?.of ?? 0,
    });
    publish(this.root, frame);
  }
}
