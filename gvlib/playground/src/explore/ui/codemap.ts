import { h } from "../../ui/dom";
import { onThemeChange } from "../../ui/surroundings";
import { className, type Say } from "../../words/explore";
import { Z, type Posterior } from "../nets";
import type { Code } from "../codes";
import { wholeFrom, type Link } from "../link";
import type { CodePlane } from "../plane";

const HALF = 4.2; // of the square that is shown
// Five colours, each as a dot and as a ring: told apart without colour, too.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900"];

/** The codes of training images on a plane, and where this image's posterior lies. */
export class CodeMap {
  readonly element: HTMLElement;
  private readonly canvas = h("canvas", { class: "gv-map", role: "img" });
  private readonly shown = h("select", { name: "class" });
  private posterior: Posterior | null = null;
  private z: Code | null = null;

  constructor(
    private readonly t: Say,
    private readonly plane: CodePlane,
    link: Link,
  ) {
    this.shown.append(h("option", { value: -1 }, t("map.all")));
    for (let label = 0; label < COLOURS.length * 2; label++) {
      this.shown.append(h("option", { value: label }, className(t, label)));
    }
    const chosen = link.take("class", wholeFrom(2 * COLOURS.length - 1));
    this.shown.value = String(chosen ?? -1);
    this.shown.addEventListener("change", () => {
      const { value } = this.shown;
      link.put("class", Number(value) < 0 ? null : value);
      this.draw();
    });
    onThemeChange(() => this.draw());
    const { share, labels } = plane;
    const percent = Math.round(100 * (share[0] + share[1]));
    const legend = t("map.legend", { n: labels.length, share: percent });
    const name = h("span", {}, t("map.show"));
    this.element = h(
      "figure",
      {},
      h("label", { class: "gv-choice" }, name, this.shown),
      this.canvas,
      h("figcaption", {}, legend),
    );
  }

  show(posterior: Posterior, z: Code): void {
    this.posterior = posterior;
    this.z = z;
    this.draw();
  }

  private draw(): void {
    const { canvas, plane, posterior, z } = this;
    if (!posterior || !z) return;
    const side = canvas.clientWidth || 340;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = Math.round(side * ratio);
    const pen = canvas.getContext("2d")!;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const x = (v: number) => ((v + HALF) / (2 * HALF)) * side;
    const y = (v: number) => side - x(v);
    const unit = side / (2 * HALF);
    const ink = getComputedStyle(canvas).color;
    this.drawPoints(pen, x, y);
    pen.strokeStyle = pen.fillStyle = ink;
    const [ox, oy] = plane.place(new Float64Array(Z));
    pen.setLineDash([4, 4]);
    for (const radius of [1, 2]) {
      pen.beginPath();
      pen.arc(x(ox), y(oy), radius * unit, 0, 7);
      pen.stroke();
    }
    pen.setLineDash([]);
    this.drawNames(pen, x, y);
    const q = plane.ellipse(posterior);
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.ellipse(x(q.x), y(q.y), 2 * q.long * unit, 2 * q.short * unit, -q.turn, 0, 7);
    pen.stroke();
    const [u, v] = plane.place(z);
    pen.beginPath();
    pen.moveTo(x(u) - 7, y(v));
    pen.lineTo(x(u) + 7, y(v));
    pen.moveTo(x(u), y(v) - 7);
    pen.lineTo(x(u), y(v) + 7);
    pen.stroke();
    const name = className(this.t, this.nearest(q.x, q.y));
    const place = { x: q.x.toFixed(1), y: q.y.toFixed(1), name };
    canvas.setAttribute("aria-label", this.t("map.alt", place));
  }

  private drawPoints(
    pen: CanvasRenderingContext2D,
    x: (v: number) => number,
    y: (v: number) => number,
  ): void {
    const { points, labels } = this.plane;
    const chosen = Number(this.shown.value);
    pen.lineWidth = 1;
    labels.forEach((label, i) => {
      pen.globalAlpha = chosen < 0 || chosen === label ? 0.8 : 0.08;
      pen.strokeStyle = pen.fillStyle = COLOURS[label % COLOURS.length];
      pen.beginPath();
      pen.arc(x(points[2 * i]), y(points[2 * i + 1]), 1.8, 0, 7);
      if (label < COLOURS.length) pen.fill();
      else pen.stroke();
    });
    pen.globalAlpha = 1;
  }

  /** The name of each class at the middle of its points, on a ground of its own. */
  private drawNames(
    pen: CanvasRenderingContext2D,
    x: (v: number) => number,
    y: (v: number) => number,
  ): void {
    const chosen = Number(this.shown.value);
    const paper = getComputedStyle(this.canvas).backgroundColor;
    const ink = pen.fillStyle;
    pen.font = "600 11px sans-serif";
    pen.textAlign = "center";
    pen.lineWidth = 3;
    const taken: [number, number][] = [];
    const near = ([u, v]: [number, number], [p, q]: [number, number]) =>
      Math.abs(u - p) < 60 && Math.abs(v - q) < 12;
    this.plane.centres().forEach(([u, v], label) => {
      if (chosen >= 0 && chosen !== label) return;
      const at: [number, number] = [x(u), y(v)];
      while (taken.some((other) => near(at, other))) at[1] += 2; // below the other
      taken.push(at);
      const name = className(this.t, label);
      pen.strokeStyle = paper;
      pen.strokeText(name, ...at);
      pen.fillText(name, ...at);
    });
    pen.strokeStyle = ink;
  }

  private nearest(x: number, y: number): number {
    const apart = this.plane.centres().map(([u, v]) => Math.hypot(u - x, v - y));
    return apart.indexOf(Math.min(...apart));
  }
}
