import { h } from "../../ui/dom";
import { PIXELS, SIDE } from "../nets";

/** An image of 28 x 28 grey levels, its pixels as squares. */
export class Picture {
  readonly canvas: HTMLCanvasElement;
  private readonly pen: CanvasRenderingContext2D;
  private readonly data = new ImageData(SIDE, SIDE);

  constructor(label = "", attributes: Record<string, string | number> = {}) {
    const named = { role: "img", "aria-label": label };
    this.canvas = h("canvas", { width: SIDE, height: SIDE, ...named, ...attributes });
    this.canvas.classList.add("gv-picture");
    this.pen = this.canvas.getContext("2d")!;
  }

  /** Show an image in [0, 1]. */
  show(image: ArrayLike<number>, label?: string): void {
    const { data } = this.data;
    for (let i = 0; i < PIXELS; i++) {
      const grey = Math.round(255 * image[i]);
      data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = grey;
      data[4 * i + 3] = 255;
    }
    this.pen.putImageData(this.data, 0, 0);
    if (label !== undefined) this.label = label;
  }

  set label(label: string) {
    this.canvas.setAttribute("aria-label", label);
  }
}

/** A picture with words under it. */
export class Captioned {
  readonly picture = new Picture();
  readonly element: HTMLElement;
  private readonly caption = h("figcaption");

  constructor(caption = "", kind = "") {
    this.caption.textContent = caption;
    this.element = h("figure", { class: kind }, this.picture.canvas, this.caption);
  }

  show(image: ArrayLike<number>, label: string, caption?: string): void {
    this.picture.show(image, label);
    if (caption !== undefined) this.caption.textContent = caption;
  }
}
