/** The lab's colours, as the page's theme has them now. */
export interface Colours {
  gan: string;
  vae: string;
  ink: string;
  faint: string;
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(`--gv-${name}`).trim();
  return { gan: of("gan"), vae: of("vae"), ink: of("ink"), faint: of("faint") };
}

/** A canvas as a square of the plane, from -half to half, sharp on every screen. */
export class Plane {
  readonly pen: CanvasRenderingContext2D;
  private side = 0;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly half: number,
  ) {
    this.pen = canvas.getContext("2d")!;
  }

  /** An empty canvas of the size that it has on the page; units are CSS pixels. */
  clear(): void {
    const { canvas, pen } = this;
    const ratio = window.devicePixelRatio || 1;
    this.side = canvas.clientWidth || 300;
    const size = Math.round(this.side * ratio);
    if (canvas.width !== size) canvas.width = canvas.height = size;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.side, this.side);
    pen.globalAlpha = 1;
    pen.setLineDash([]);
  }

  x(value: number): number {
    return ((value + this.half) / (2 * this.half)) * this.side;
  }

  y(value: number): number {
    return this.side - this.x(value);
  }

  /** Small squares at the points. */
  dots(points: ArrayLike<number>, colour: string, size: number, alpha = 1): void {
    const { pen } = this;
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.beginPath();
    for (let i = 0; i < points.length; i += 2) {
      const x = this.x(points[i]) - size / 2;
      pen.rect(x, this.y(points[i + 1]) - size / 2, size, size);
    }
    pen.fill();
    pen.globalAlpha = 1;
  }

  /** Lines from each first point to its second. */
  lines(pairs: readonly (readonly [number, number, number, number])[]): void {
    const { pen } = this;
    pen.beginPath();
    for (const [a, b, c, d] of pairs) {
      pen.moveTo(this.x(a), this.y(b));
      pen.lineTo(this.x(c), this.y(d));
    }
    pen.stroke();
  }

  circle(radius: number): void {
    this.pen.beginPath();
    this.pen.arc(this.x(0), this.y(0), this.x(radius) - this.x(0), 0, 7);
    this.pen.stroke();
  }

  /** An ellipse with these half axes; `turn` is anticlockwise. */
  ellipse(x: number, y: number, a: number, b: number, turn = 0): void {
    const unit = this.x(1) - this.x(0);
    const { pen } = this;
    pen.moveTo(
      this.x(x) + a * unit * Math.cos(turn),
      this.y(y) - a * unit * Math.sin(turn),
    );
    pen.ellipse(this.x(x), this.y(y), a * unit, b * unit, -turn, 0, 2 * Math.PI);
  }

  /** A picture of side x side cells, from below, in one colour; alpha from 0 to 1. */
  cells(
    side: number,
    colour: string,
    alpha: (cell: number) => number,
    smooth: boolean,
  ) {
    const image = new ImageData(side, side);
    const [r, g, b] = rgb(colour);
    for (let i = 0; i < side * side; i++) {
      const row = side - 1 - Math.floor(i / side);
      image.data.set([r, g, b, 255 * alpha(i)], 4 * (row * side + (i % side)));
    }
    const small = document.createElement("canvas");
    small.width = small.height = side;
    small.getContext("2d")!.putImageData(image, 0, 0);
    this.pen.imageSmoothingEnabled = smooth;
    this.pen.drawImage(small, 0, 0, this.side, this.side);
  }
}

/** #rrggbb as three numbers. */
function rgb(colour: string): [number, number, number] {
  const whole = parseInt(colour.slice(1), 16);
  return [whole >> 16, (whole >> 8) & 255, whole & 255];
}
