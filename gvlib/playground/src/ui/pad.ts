import { checked, FEWEST, MOST, parse, type Refusal } from "../lab/points";
import { VIEW, type Point } from "../model/data";
import { coloursOf, Plane } from "../views/plane";
import type { Words } from "../words/words";
import { button, fresh, h } from "./dom";

const STEP = 0.2; // of the cross, by an arrow key
const APART = 0.1; // between the points of a stroke

const MOVES: Record<string, Point> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

/** Why points are refused, as a sentence. */
export function refusalText(refusal: Refusal, t: Words): string {
  return t(`say.${refusal.why}`, { ...refusal, most: MOST, fewest: FEWEST });
}

/** Where a reader draws or pastes points; good ones go to `use`. */
export class Pad {
  readonly element: HTMLElement;
  private readonly plane: Plane;
  private readonly error = h("p", { class: "gv-error", role: "alert" });
  private readonly text: HTMLTextAreaElement;
  private drawn: Point[] = [];
  private cross: Point = [0, 0];

  constructor(
    private readonly t: Words,
    private readonly use: (points: Point[]) => void,
  ) {
    const canvas = h("canvas", {
      class: "gv-pad",
      role: "application",
      tabindex: 0,
      "aria-label": t("own.pad"),
    });
    this.plane = new Plane(canvas, VIEW);
    this.listen(canvas);
    const id = fresh();
    this.text = h("textarea", { id, rows: 6, spellcheck: "false" });
    const pasted = h("div", {}, h("label", { for: id }, t("own.paste")), this.text);
    pasted.append(button(t("own.use"), () => this.paste()));
    const drawing = h("div", {}, canvas);
    drawing.append(
      button(t("own.drawn"), () => this.offer(this.drawn)),
      button(t("own.clear"), () => this.show([])),
    );
    const row = h("div", { class: "gv-own" }, drawing, pasted);
    this.element = h("div", {}, h("p", {}, t("own.help")), row, this.error);
  }

  show(points: readonly Point[]): void {
    this.drawn = [...points];
    this.draw();
  }

  draw(): void {
    const { ink, vae } = coloursOf(this.plane.canvas);
    this.plane.clear();
    this.plane.dots(this.drawn.flat(), ink, 4);
    const [x, y] = this.cross;
    this.plane.pen.strokeStyle = vae;
    this.plane.pen.lineWidth = 1.5;
    this.plane.lines([
      [x - 0.15, y, x + 0.15, y],
      [x, y - 0.15, x, y + 0.15],
    ]);
  }

  private listen(canvas: HTMLCanvasElement): void {
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.add(this.at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const [x, y] = this.at(event);
      const [u, v] = this.drawn[this.drawn.length - 1] ?? [Infinity, Infinity];
      if (Math.hypot(x - u, y - v) > APART) this.add([x, y]);
    });
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (move) {
        const inside = (v: number) => Math.max(-VIEW, Math.min(VIEW, v));
        this.cross = [inside(this.cross[0] + move[0]), inside(this.cross[1] + move[1])];
        this.draw();
      } else if (event.key === " ") this.add(this.cross);
      else return;
      event.preventDefault();
    });
  }

  private at(event: PointerEvent): Point {
    const box = this.plane.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 2 * VIEW - VIEW;
    return [x, VIEW - ((event.clientY - box.top) / box.height) * 2 * VIEW];
  }

  private add(point: Point): void {
    this.cross = point;
    if (this.drawn.length < MOST) this.drawn.push(point);
    this.draw();
  }

  private paste(): void {
    const parsed = parse(this.text.value);
    if ("refusal" in parsed) return this.refuse(parsed.refusal);
    this.show(parsed.points);
    this.offer(parsed.points);
  }

  private offer(points: Point[]): void {
    const wrong = checked(points);
    if (wrong) return this.refuse(wrong.refusal);
    this.error.textContent = "";
    this.use([...points]);
  }

  private refuse(refusal: Refusal): void {
    this.error.textContent = refusalText(refusal, this.t);
  }
}
