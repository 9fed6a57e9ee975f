import { button, h } from "../../ui/dom";
import type { Say } from "../../words/explore";
import { greys, norm, type Code } from "../codes";
import { STARTS, STEPS, type Found } from "../search";
import { hire, type Hunter, type Report } from "../worker";
import { Captioned } from "./picture";
import type { Room } from "./room";

/** The GAN's answer: a search for z, in a worker, with what it costs. */
export class Hunt {
  readonly element: HTMLElement;
  readonly result: Captioned;
  private readonly cost = h("p", { class: "gv-small", role: "status" });
  private readonly go: HTMLButtonElement;
  private readonly take: HTMLButtonElement;
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");
  private hunter: Hunter | null = null;
  private target: Float32Array | null = null;
  private running = false;
  private z: Code | null = null;

  constructor(
    private readonly t: Say,
    private readonly room: Room,
  ) {
    this.result = new Captioned(t("hunt.none"), "gv-large gv-of-gan");
    this.result.picture.label = t("hunt.alt");
    this.go = button(t("hunt.go"), () => this.press(), { class: "gv-main" });
    this.take = button(t("encode.take"), () => this.z && (room.z = this.z));
    this.take.disabled = true;
    const title = h("p", {}, t("hunt.why"));
    const row = h("div", { class: "gv-row" }, this.go, this.take);
    this.element = h("div", { class: "gv-hunt" }, title, row, this.cost);
  }

  /** Another image: what was found for the last one is gone. */
  aim(target: Float32Array): void {
    if (this.running) this.stop();
    this.target = target;
    this.z = null;
    this.take.disabled = true;
    this.cost.textContent = "";
    const blank = new Float32Array(target.length);
    this.result.show(blank, this.t("hunt.none"), this.t("hunt.none"));
  }

  private press(): void {
    if (this.running) {
      this.stop();
      this.cost.textContent = this.t("hunt.stopped");
    } else if (this.target) {
      this.hunter ??= hire(this.room.models.generator, (report) => this.hear(report));
      this.running = true;
      this.go.textContent = this.t("hunt.stop");
      this.cost.textContent = this.t("hunt.running", { steps: 0, of: STEPS });
      this.hunter.search(this.target, this.room.random.below(1e6));
    }
  }

  private stop(): void {
    this.running = false;
    this.hunter?.stop();
    this.go.textContent = this.t("hunt.go");
  }

  private hear(report: Report): void {
    if (!this.running) return; // a report that was under way when it was stopped
    if ("failed" in report) {
      this.stop();
      this.cost.textContent = this.t("hunt.failed", { error: report.failed });
    } else if (!Number.isFinite(report.found.squared)) {
      this.stop();
      this.cost.textContent = this.t("hunt.nan");
    } else {
      // Who asked for less motion sees the last image only.
      if (report.done || !this.calm.matches) this.show(report.found);
      if (report.done) this.finish(report.found, report.seconds);
    }
  }

  private show(found: Found): void {
    const caption = this.t("hunt.image", { greys: greys(found.squared).toFixed(1) });
    this.result.show(found.image, this.t("hunt.alt"), caption);
    this.z = found.z;
    this.take.disabled = false;
  }

  private finish(found: Found, seconds: number): void {
    this.stop();
    this.cost.textContent = this.t("hunt.cost", {
      steps: STEPS,
      starts: STARTS,
      passes: STEPS * STARTS,
      seconds: seconds.toFixed(1),
      norm: norm(found.z).toFixed(1),
    });
  }
}
