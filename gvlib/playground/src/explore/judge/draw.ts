import { bestLogit, logData, logMade, pushes, sigmoid, type Hump } from "./game";

/** What is drawn: logits of D* and, once it is trained, of a network, on a grid. */
export interface Scene {
  xs: readonly number[];
  made: Hump;
  exact: readonly number[];
  seen: readonly number[] | null;
}

const HEIGHT = 330;
const [DENSITY, LEVELS] = [110, 240]; // where the first two bands end
const QUANTILES = [-1.8, -1.1, -0.6, -0.2, 0.2, 0.6, 1.1, 1.8]; // of N(0, 1)
const TICKS = [-4, -2, 0, 2, 4];
const REACH = 0.55; // of an arrow, for a push of 1 along a slope of 1

type Pen = CanvasRenderingContext2D;

/** Densities, discriminators, and arrows of both losses, one band under the other. */
export function drawJudge(
  canvas: HTMLCanvasElement,
  scene: Scene,
  names: { minimax: string; other: string },
): void {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth || 600;
  canvas.width = Math.round(width * ratio);
  canvas.height = HEIGHT * ratio;
  const pen = canvas.getContext("2d")!;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--gv-${name}`).trim();
  const [ink, gan, faint] = ["ink", "gan", "faint"].map(colour);
  const { xs, made, exact, seen } = scene;
  const half = xs[xs.length - 1];
  const x = (value: number) => ((value + half) / (2 * half)) * width;
  const line = (
    values: readonly number[],
    top: number,
    bottom: number,
    dash: number[],
  ) =>
    drawLine(
      pen,
      xs.map(x),
      values.map((v) => bottom - v * (bottom - top)),
      dash,
    );

  const tallest = Math.max(0.4, Math.exp(logMade(made.mean, made)));
  const density = (log: (value: number) => number) =>
    xs.map((value) => Math.exp(log(value)) / tallest);
  pen.lineWidth = 2;
  pen.strokeStyle = ink;
  line(density(logData), 8, DENSITY, []);
  pen.strokeStyle = gan;
  line(
    density((value) => logMade(value, made)),
    8,
    DENSITY,
    [7, 4],
  );

  pen.strokeStyle = faint;
  pen.lineWidth = 1;
  const [top, bottom] = [DENSITY + 20, LEVELS];
  for (const level of [0, 0.5, 1])
    line(
      xs.map(() => level),
      top,
      bottom,
      [2, 3],
    );
  pen.strokeStyle = faint;
  pen.lineWidth = 7;
  line(exact.map(sigmoid), top, bottom, []);
  pen.strokeStyle = ink;
  pen.lineWidth = 1;
  line(exact.map(sigmoid), top, bottom, []);
  if (seen) {
    pen.strokeStyle = gan;
    pen.lineWidth = 2;
    line(seen.map(sigmoid), top, bottom, [3, 3]);
  }
  pen.fillStyle = pen.strokeStyle = ink;
  pen.font = "12px sans-serif";
  pen.textAlign = "center";
  for (const tick of TICKS) pen.fillText(String(tick), x(tick), DENSITY + 13);
  pen.textAlign = "right";
  pen.fillText("1", width - 2, top + 12);
  pen.fillText("0", width - 2, bottom - 4);
  pen.textAlign = "left";
  pen.fillText("p, p_g", 4, 16);
  pen.fillText("D(x)", 4, DENSITY + 16);
  drawArrows(pen, x, made, "minimax", LEVELS + 36, names.minimax);
  drawArrows(pen, x, made, "other", LEVELS + 74, names.other);
}

function drawLine(pen: Pen, xs: number[], ys: number[], dash: number[]): void {
  pen.setLineDash(dash);
  pen.beginPath();
  xs.forEach((x, i) => pen.lineTo(x, ys[i]));
  pen.stroke();
  pen.setLineDash([]);
}

/** Where a loss sends generated points: its slope in f times the slope of f. */
function drawArrows(
  pen: Pen,
  x: (value: number) => number,
  made: Hump,
  loss: "minimax" | "other",
  y: number,
  name: string,
): void {
  pen.fillText(name, 4, y - 14);
  pen.lineWidth = 1.6;
  for (const quantile of QUANTILES) {
    const from = made.mean + made.width * quantile;
    const f = bestLogit(from, made);
    const slope = (bestLogit(from + 1e-3, made) - bestLogit(from - 1e-3, made)) / 2e-3;
    const push = pushes(f)[loss] * slope;
    // Long pushes are shortened, so that short ones are still seen beside them.
    const to = from + (REACH * push) / (1 + 0.25 * Math.abs(push));
    const [a, b] = [x(from), x(to)];
    pen.beginPath();
    pen.arc(a, y, 2.5, 0, 7);
    pen.fill();
    pen.beginPath();
    pen.moveTo(a, y);
    pen.lineTo(b, y);
    const barb = Math.min(5, Math.abs(b - a)) * Math.sign(b - a);
    pen.moveTo(b - barb, y - Math.abs(barb));
    pen.lineTo(b, y);
    pen.lineTo(b - barb, y + Math.abs(barb));
    pen.stroke();
  }
}
