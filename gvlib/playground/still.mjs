// Draws with the built script what a page shows without JavaScript: dist/still.svg, the
// end of a training, and dist/strip.svg, six moments of it; and a hash of what they are
// made by.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import "./dist/playground.js";

const MOMENTS = [0, 100, 300, 600, 1200, 3000];
const SIDE = 300;
const GAP = 20;
const HEAD = 50; // of the strip: room for the steps
const COLOURS = { gan: "#d55e00", vae: "#0072b2", data: "#8c8c8c" };

const { Simulation, initialSettings } = globalThis.GVPlay.engine;

/** Points of the square as strokes of no length: their round ends are dots. */
function dots(points, count, colour, width, id) {
  const place = (value) => Math.round(((value + 3) / 6) * SIDE);
  const path = [];
  for (let i = 0; i < 2 * count; i += 2) {
    if (Math.max(Math.abs(points[i]), Math.abs(points[i + 1])) > 3) continue;
    path.push(`M${place(points[i])} ${SIDE - place(points[i + 1])}h0`);
  }
  const name = id ? ` id="${id}"` : "";
  return `<path${name} stroke="${colour}" stroke-width="${width}" d="${path.join("")}"/>`;
}

/** A square with the data behind and samples before. */
const panel = (left, top, data, samples) =>
  `<g transform="translate(${left} ${top})"><rect x=".5" y=".5" ` +
  `width="${SIDE - 1}" height="${SIDE - 1}" stroke="${COLOURS.data}"/>` +
  `${data}${samples}</g>`;

const svg = (width, height, inside) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
  `fill="none" stroke-linecap="round">${inside}</svg>\n`;

/** The end of the training: the GAN left, the VAE right. */
function still({ gan, vae, truth }) {
  const data = dots(truth, 450, COLOURS.data, 2);
  const left = panel(0, 0, data, dots(gan.samples, 450, COLOURS.gan, 3));
  const right = dots(vae.samples, 450, COLOURS.vae, 3);
  return svg(2 * SIDE + GAP, SIDE, left + panel(SIDE + GAP, 0, data, right));
}

/** The moments from left to right: the GAN above, the VAE below. */
function strip(frames) {
  const once = dots(frames[0].truth, 200, COLOURS.data, 3, "data");
  const columns = frames.map(({ gan, vae }, i) => {
    const left = HEAD + i * (SIDE + GAP);
    const data = '<use href="#data"/>';
    return [gan, vae].map(({ samples }, row) => {
      const top = HEAD + row * (SIDE + GAP);
      const colour = [COLOURS.gan, COLOURS.vae][row];
      return panel(left, top, data, dots(samples, 250, colour, 5));
    });
  });
  const steps = MOMENTS.map((step, i) => {
    const middle = HEAD + i * (SIDE + GAP) + SIDE / 2;
    return `<text x="${middle}" y="${HEAD - 14}">${step}</text>`;
  });
  const names = ["GAN", "VAE"].map((name, row) => {
    const middle = HEAD + row * (SIDE + GAP) + SIDE / 2;
    return `<text transform="translate(34 ${middle}) rotate(-90)">${name}</text>`;
  });
  const words =
    '<g fill="#7a7a7a" stroke="none" font-family="sans-serif" font-size="36" ' +
    'text-anchor="middle">';
  const written = [words, ...steps, ...names, "</g>"];
  const inside = [`<defs>${once}</defs>`, ...written, ...columns.flat()];
  const width = HEAD + frames.length * (SIDE + GAP) - GAP;
  return svg(width, HEAD + 2 * SIDE + GAP, inside.join(""));
}

const simulation = new Simulation();
const bare = { ...initialSettings(), noise: false };
simulation.set(bare, [], true);
const frames = [];
for (let step = 0; frames.length < MOMENTS.length; step++) {
  if (MOMENTS[frames.length] === step) frames.push(simulation.frame(0));
  if (frames.length < MOMENTS.length) simulation.step();
}
simulation.set(initialSettings(), [], false);
const files = { "still.svg": still(simulation.frame(0)), "strip.svg": strip(frames) };
for (const [name, text] of Object.entries(files))
  writeFileSync(new URL(`dist/${name}`, import.meta.url), text);

const hash = createHash("sha256");
for (const name of ["still.mjs", "dist/playground.js"])
  hash.update(readFileSync(new URL(name, import.meta.url)));
writeFileSync(new URL("dist/stills.txt", import.meta.url), `${hash.digest("hex")}\n`);
