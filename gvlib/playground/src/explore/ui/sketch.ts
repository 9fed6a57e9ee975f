import { button, h } from "../../ui/dom";
import type { ExploreKey, Say } from "../../words/explore";
import { PIXELS, SIDE } from "../nets";
import { Picture } from "./picture";

const RADIUS = 1.3; // of the brush, in pixels
const INKS = [1, 0.5, 0] as const;
const MOVES: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A pad of 28 x 28 grey levels, drawn on by pointer or by keys. */
export class Sketch {
  readonly element: HTMLElement;
  private readonly x = new Float32Array(PIXELS);
  private readonly picture: Picture;
  private readonly brush = h("span", { class: "gv-brush" });
  private readonly ink = h("select", { name: "ink" });
  private at: [number, number] = [SIDE / 2, SIDE / 2];

  constructor(
    t: Say,
    first: ArrayLike<number> | null,
    copied: () => ArrayLike<number>,
    private readonly changed: (x: Float32Array) => void,
  ) {
    this.picture = new Picture(t("encode.pad"), { role: "application", tabindex: 0 });
    const { canvas } = this.picture;
    for (const ink of INKS) {
      const name = t(`encode.ink.${ink}` as ExploreKey);
      this.ink.append(h("option", { value: ink }, name));
    }
    this.listen(canvas);
    this.place();
    if (first) this.x.set(first);
    this.picture.show(this.x);
    const ink = h("label", { class: "gv-choice" }, h("span", {}, t("encode.ink")));
    ink.append(this.ink);
    const buttons = h(
      "div",
      { class: "gv-row" },
      ink,
      button(t("encode.clear"), () => this.fill(0)),
      button(t("encode.fill"), () => this.fill(1)),
      button(t("encode.copy"), () => this.copy(copied())),
    );
    const pad = h("div", { class: "gv-sketch" }, canvas, this.brush);
    this.element = h("div", {}, pad, buttons);
  }

  private listen(canvas: HTMLCanvasElement): void {
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.stroke(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) this.stroke(event);
    });
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (move) {
        const inside = (v: number) => Math.max(0.5, Math.min(SIDE - 0.5, v));
        this.at = [inside(this.at[0] + move[0]), inside(this.at[1] + move[1])];
        this.place();
      } else if (event.key === " ") this.paint(this.at);
      else return;
      event.preventDefault();
    });
  }

  private stroke(event: PointerEvent): void {
    const box = this.picture.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * SIDE;
    const y = ((event.clientY - box.top) / box.height) * SIDE;
    const [u, v] = this.at;
    const length = event.type === "pointerdown" ? 0 : Math.hypot(x - u, y - v);
    // A quick pointer leaves out pixels: paint between the two places.
    const n = Math.max(1, Math.ceil(length));
    for (let i = length ? 1 : n; i <= n; i++) {
      this.at = [u + ((x - u) * i) / n, v + ((y - v) * i) / n];
      this.mark(this.at);
    }
    this.place();
    this.tell();
  }

  private paint(at: [number, number]): void {
    this.mark(at);
    this.tell();
  }

  /** A soft round spot: white and grey only add, the eraser only takes. */
  private mark([x, y]: [number, number]): void {
    const ink = Number(this.ink.value);
    for (let i = 0; i < PIXELS; i++) {
      const apart = Math.hypot((i % SIDE) + 0.5 - x, Math.floor(i / SIDE) + 0.5 - y);
      const strength = Math.max(0, Math.min(1, RADIUS + 0.5 - apart));
      this.x[i] = ink
        ? Math.max(this.x[i], ink * strength)
        : Math.min(this.x[i], 1 - strength);
    }
  }

  private fill(grey: number): void {
    this.x.fill(grey);
    this.tell();
  }

  private copy(image: ArrayLike<number>): void {
    this.x.set(image);
    this.tell();
  }

  private tell(): void {
    this.picture.show(this.x);
    // Whole grey levels, as a link holds them.
    this.changed(this.x.map((value) => Math.round(255 * value) / 255));
  }

  private place(): void {
    const [x, y] = this.at;
    this.brush.style.left = `${(100 * x) / SIDE}%`;
    this.brush.style.top = `${(100 * y) / SIDE}%`;
  }
}
