import { Random } from "../../engine/random";
import { best } from "../../engine/simd";
import { button, h } from "../../ui/dom";
import { onThemeChange, onVisibility } from "../../ui/surroundings";
import type { Say } from "../../words/explore";
import { onceAFrame } from "../ui/room";
import { drawJudge, type Scene } from "./draw";
import { bestLogit, Judge, logMade, pushes, value, type Hump } from "./game";

const HALF = 6; // of the axis that is shown
const CELLS = 241;
const CHUNK = 6; // milliseconds of training in a frame
const CALM = 1000; // between pictures for who asked for less motion

/** D* and a trained D for a generator that the reader moves, and what both push. */
export class JudgeView {
  private readonly made: Hump = { mean: 0.8, width: 1 };
  private readonly xs = Array.from(
    { length: CELLS },
    (_, i) => ((2 * i) / (CELLS - 1) - 1) * HALF,
  );
  private readonly canvas = h("canvas", { class: "gv-curves", role: "img" });
  private readonly told = h("p", { "aria-live": "off" });
  private readonly status = h("p", { class: "gv-small", role: "status" });
  private readonly train: HTMLButtonElement;
  private readonly draw = onceAFrame(() => this.show());
  private judge: Judge | null = null;
  private running = false;
  private visible = true;
  private shown = 0;
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(
    root: HTMLElement,
    private readonly t: Say,
  ) {
    this.train = button(t("judge.train"), () => this.toggle(), { class: "gv-main" });
    root.append(
      this.slider("mean", -5, 5),
      this.slider("width", 0.3, 2),
      h("div", { class: "gv-row" }, this.train, this.status),
      this.canvas,
      this.told,
      h("p", { class: "gv-small" }, t("judge.legend")),
    );
    onThemeChange(this.draw);
    onVisibility(root, (visible) => {
      const back = visible && !this.visible;
      this.visible = visible;
      if (back && this.running) requestAnimationFrame(() => this.go());
    });
    this.show();
  }

  private slider(name: keyof Hump, min: number, max: number): HTMLElement {
    const now = this.made[name];
    const input = h("input", { type: "range", name, min, max, step: 0.1, value: now });
    const output = h("output", { "aria-live": "off" }, now.toFixed(1));
    input.addEventListener("input", () => {
      this.made[name] = Number(input.value);
      output.value = this.made[name].toFixed(1);
      this.draw();
    });
    const text = h("span", {}, this.t(`judge.${name}`));
    return h("label", { class: "gv-choice" }, text, input, output);
  }

  private toggle(): void {
    this.running = !this.running;
    if (this.running) {
      this.judge = new Judge(best(), new Random(1), this.xs);
      this.go();
    } else this.show();
    this.train.textContent = this.t(this.running ? "judge.stop" : "judge.train");
    const steps = this.judge?.steps ?? 0;
    const key = this.running ? "judge.running" : "judge.trained";
    this.status.textContent = this.t(key, { steps });
  }

  /** Some steps of training, then a picture; the generator may be moved meanwhile. */
  private go(): void {
    const { judge } = this;
    if (!judge || !this.running || !this.visible) return;
    const now = performance.now();
    while (performance.now() < now + CHUNK) judge.step(this.made);
    if (!this.calm.matches || now - this.shown > CALM) {
      this.shown = now;
      this.show();
    }
    requestAnimationFrame(() => this.go());
  }

  private show(): void {
    const { xs, made, t } = this;
    const exact = xs.map((x) => bestLogit(x, made));
    const seen = this.judge?.logits() ?? null;
    const scene: Scene = { xs, made, exact, seen };
    drawJudge(this.canvas, scene, {
      minimax: t("judge.minimax"),
      other: t("judge.other"),
    });
    // What the generator's own points are pushed by, on average.
    const weights = xs.map((x) => Math.exp(logMade(x, made)));
    const total = weights.reduce((a, b) => a + b);
    const mean = (of: (f: number) => number) =>
      exact.reduce((sum, f, i) => sum + (weights[i] / total) * of(f), 0).toFixed(2);
    const words = t("judge.told", {
      minimax: mean((f) => pushes(f).minimax),
      other: mean((f) => pushes(f).other),
      best: value(xs, exact, made).toFixed(3),
    });
    const steps = this.judge?.steps ?? 0;
    const own = seen && value(xs, seen, made).toFixed(3);
    const more = own ? ` ${t("judge.seen", { value: own, steps })}` : "";
    this.told.textContent = words + more;
    this.canvas.setAttribute("aria-label", t("judge.alt"));
  }
}
