/** One line of a chart. */
export interface Line {
  name: string;
  colour: string;
  dashed: boolean;
  values: readonly number[];
}

const LEFT = 34;
const BOTTOM = 16;
const TOP = 6;

/** A round number above the largest value, and one below the smallest. */
function range(lines: readonly Line[], floor: number | null): [number, number] {
  const all = lines.flatMap((line) => line.values).filter(Number.isFinite);
  if (!all.length) return [0, 1];
  // What is shown is where the lines mostly are; a single spike is cut off.
  const sorted = all.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const low = floor ?? Math.min(at(0.01), 0);
  return [low, Math.max(at(0.99) * 1.05, low + 1e-3)];
}

const short = (value: number): string => Number(value.toPrecision(2)).toString();

/** Lines over the steps, in the width that the canvas has on the page. */
export function drawChart(
  canvas: HTMLCanvasElement,
  lines: readonly Line[],
  steps: readonly number[],
  ink: string,
  floor: number | null,
): void {
  const pen = canvas.getContext("2d")!;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth || 300, canvas.clientHeight || 110];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const [low, high] = range(lines, floor);
  const last = steps[steps.length - 1] || 1;
  const x = (step: number) => LEFT + (step / last) * (width - LEFT - 4);
  const y = (value: number) => {
    const share = (value - low) / (high - low);
    return height - BOTTOM - Math.max(0, Math.min(1, share)) * (height - BOTTOM - TOP);
  };
  drawAxes(pen, { width, height, low, high, last }, ink, y);
  pen.lineWidth = 1.6;
  pen.lineJoin = "round";
  for (const { values, colour, dashed } of lines) {
    pen.strokeStyle = colour;
    pen.setLineDash(dashed ? [4, 3] : []);
    pen.beginPath();
    values.forEach((value, i) => {
      if (Number.isFinite(value)) pen.lineTo(x(steps[i]), y(value));
    });
    pen.stroke();
  }
}

function drawAxes(
  pen: CanvasRenderingContext2D,
  frame: { width: number; height: number; low: number; high: number; last: number },
  ink: string,
  y: (value: number) => number,
): void {
  const { width, height, low, high, last } = frame;
  pen.fillStyle = pen.strokeStyle = ink;
  pen.font = "11px sans-serif";
  pen.lineWidth = 1;
  pen.globalAlpha = 0.35;
  pen.beginPath();
  pen.moveTo(LEFT, TOP);
  pen.lineTo(LEFT, height - BOTTOM);
  pen.lineTo(width - 4, height - BOTTOM);
  pen.stroke();
  pen.globalAlpha = 1;
  pen.textAlign = "right";
  pen.fillText(short(high), LEFT - 4, y(high) + 8);
  pen.fillText(short(low), LEFT - 4, y(low) + 1);
  pen.fillText(String(last), width - 4, height - 3);
}
