// Draws dist/still.svg with the built script: what a page shows without JavaScript,
// and until the first picture of the live lab is there.
import { writeFileSync } from "node:fs";
import "./dist/playground.js";

const STEPS = 3000;
const POINTS = 450;
const SIDE = 300;
const GAP = 20;
const COLOURS = { gan: "#d55e00", vae: "#0072b2", data: "#8c8c8c" };

const { Simulation, initialSettings } = globalThis.GVPlay.engine;
const simulation = new Simulation();
simulation.set(initialSettings(), [], true);
for (let i = 0; i < STEPS; i++) simulation.step();
const { gan, vae, truth } = simulation.frame(0);

/** Points as strokes of no length: their round ends are dots. */
function dots(points, colour, left, width) {
  const place = (value) => Math.round(((value + 3) / 6) * SIDE);
  const path = [];
  for (let i = 0; i < 2 * POINTS; i += 2) {
    path.push(`M${left + place(points[i])} ${SIDE - place(points[i + 1])}h0`);
  }
  return `<path stroke="${colour}" stroke-width="${width}" d="${path.join("")}"/>`;
}

const panel = (samples, colour, left) =>
  `<rect x="${left + 0.5}" y=".5" width="${SIDE - 1}" height="${SIDE - 1}" ` +
  `stroke="${COLOURS.data}"/>` +
  dots(truth, COLOURS.data, left, 2) +
  dots(samples, colour, left, 3);

const width = 2 * SIDE + GAP;
const svg =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${SIDE}" ` +
  `fill="none" stroke-linecap="round">` +
  panel(gan.samples, COLOURS.gan, 0) +
  panel(vae.samples, COLOURS.vae, SIDE + GAP) +
  "</svg>";
writeFileSync(new URL("dist/still.svg", import.meta.url), `${svg}\n`);
