import { ARROWS, FIELD, LATENT, MESH } from "../lab/probes";
import type { Frame, GanPicture, VaePicture } from "../lab/protocol";
import type { Settings } from "../lab/settings";
import type { Part } from "../model/mixture";
import type { Colours, Plane } from "./plane";

const TORN = 0.35; // of the plane's unit: a thread of the mesh longer than this
const ELLIPSES = 160;
const PAIRS = 160;
const TINTS = [0.2, 0.32, 0.44]; // neighbouring modes get different ones

/** The GAN's samples over the data, the critic's field and its arrows. */
export function drawGan(
  plane: Plane,
  frame: Frame,
  gan: GanPicture,
  settings: Settings,
  colours: Colours,
): void {
  plane.clear();
  if (gan.field) drawField(plane, gan.field, settings, colours);
  if (settings.points) plane.dots(frame.truth, colours.ink, 2, 0.35);
  if (gan.mesh) drawMesh(plane, gan.mesh, colours.gan, colours.ink);
  plane.dots(gan.samples, colours.gan, 2.6, 0.85);
  if (gan.arrows) drawArrows(plane, gan, colours);
}

/** The VAE's samples over the data, and reconstructions. */
export function drawVae(
  plane: Plane,
  frame: Frame,
  vae: VaePicture,
  settings: Settings,
  colours: Colours,
): void {
  plane.clear();
  if (settings.points) plane.dots(frame.truth, colours.ink, 2, 0.35);
  if (vae.mesh) drawMesh(plane, vae.mesh, colours.vae, colours.ink);
  plane.dots(vae.samples, colours.vae, 2.6, 0.85);
  if (!settings.pairs) return;
  plane.pen.strokeStyle = colours.ink;
  plane.pen.lineWidth = 1;
  const { truth } = frame;
  plane.lines(
    Array.from({ length: PAIRS }, (_, i) => [
      truth[2 * i], truth[2 * i + 1], vae.back[2 * i], vae.back[2 * i + 1],
    ]), // prettier-ignore
  );
}

/** The critic's belief in grey, and the line where it is undecided. */
function drawField(
  plane: Plane,
  logits: Float32Array,
  { loss }: Settings,
  { ink }: Colours,
): void {
  const sorted = Float32Array.from(logits).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  // Only the logistic losses give a probability; of the others the order is shown.
  const absolute = loss === "non-saturating" || loss === "minimax";
  const middle = absolute ? 0 : at(0.5);
  const unit = absolute ? 1 : Math.max((at(0.9) - at(0.1)) / 4, 1e-9);
  const real = (i: number) => 1 / (1 + Math.exp((middle - logits[i]) / unit));
  plane.cells(FIELD, ink, (i) => 0.4 * real(i), true);
}

/** The sheet of codes as the map lays it; threads that tear are dashed. */
function drawMesh(plane: Plane, mesh: Float32Array, colour: string, ink: string): void {
  const whole: [number, number, number, number][] = [];
  const torn: typeof whole = [];
  const thread = (i: number, j: number) => {
    const [a, b, c, d] = [mesh[2 * i], mesh[2 * i + 1], mesh[2 * j], mesh[2 * j + 1]];
    (Math.hypot(c - a, d - b) > TORN ? torn : whole).push([a, b, c, d]);
  };
  for (let i = 0; i < MESH * MESH; i++) {
    if ((i + 1) % MESH) thread(i, i + 1);
    if (i + MESH < MESH * MESH) thread(i, i + MESH);
  }
  const { pen } = plane;
  pen.lineWidth = 0.8;
  pen.globalAlpha = 0.75;
  pen.strokeStyle = colour;
  plane.lines(whole);
  pen.strokeStyle = ink;
  pen.setLineDash([2, 3]);
  plane.lines(torn);
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** Where the critic sends generated points; long pulls are shortened. */
function drawArrows(
  plane: Plane,
  { samples, arrows }: GanPicture,
  { ink }: Colours,
): void {
  plane.pen.strokeStyle = ink;
  plane.pen.lineWidth = 1.2;
  const shafts: [number, number, number, number][] = [];
  for (let i = 0; i < ARROWS; i++) {
    const [x, y] = [samples[2 * i], samples[2 * i + 1]];
    const [u, v] = [arrows![2 * i], arrows![2 * i + 1]];
    const length = Math.hypot(u, v);
    const shown = 0.7 / (length + 0.7);
    const [ex, ey] = [x + u * shown, y + v * shown];
    shafts.push([x, y, ex, ey]);
    const barb = (turn: number) => {
      const angle = Math.atan2(v, u) + Math.PI + turn;
      const size = Math.min(0.12, 0.4 * length * shown);
      shafts.push([ex, ey, ex + size * Math.cos(angle), ey + size * Math.sin(angle)]);
    };
    barb(0.5);
    barb(-0.5);
  }
  plane.lines(shafts);
}

/** Which codes go onto the data. */
function drawTints(plane: Plane, latent: Int8Array, colour: string): void {
  const alpha = (i: number) => (latent[i] < 0 ? 0 : TINTS[latent[i] % TINTS.length]);
  plane.cells(LATENT, colour, alpha, false);
}

/** N(0, I) by the circles of one and two standard deviations. */
function drawPrior(plane: Plane, ink: string): void {
  const { pen } = plane;
  pen.strokeStyle = ink;
  pen.lineWidth = 1;
  pen.setLineDash([4, 4]);
  plane.circle(1);
  plane.circle(2);
  pen.setLineDash([]);
}

/** The generator's codes: where each goes. */
export function drawGanCodes(plane: Plane, gan: GanPicture, colours: Colours): void {
  plane.clear();
  drawTints(plane, gan.latent, colours.gan);
  drawPrior(plane, colours.ink);
}

/** The decoder's codes, the posteriors, and the prior or what was fitted. */
export function drawVaeCodes(plane: Plane, vae: VaePicture, colours: Colours): void {
  plane.clear();
  drawTints(plane, vae.latent, colours.vae);
  plane.dots(vae.codes, colours.ink, 1.6, 0.45);
  const { pen } = plane;
  pen.strokeStyle = colours.vae;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let i = 0; i < 2 * ELLIPSES; i += 2) {
    const { mu, deviation } = vae;
    plane.ellipse(mu[i], mu[i + 1], deviation[i], deviation[i + 1]);
  }
  pen.stroke();
  if (vae.parts) drawParts(plane, vae.parts, colours.ink);
  else drawPrior(plane, colours.ink);
}

/** Each Gaussian of the fitted prior by its ellipse of one standard deviation. */
function drawParts(plane: Plane, parts: readonly Part[], ink: string): void {
  plane.pen.strokeStyle = ink;
  plane.pen.lineWidth = 1.5;
  plane.pen.beginPath();
  for (const { weight, mean, covariance } of parts) {
    if (weight < 0.005) continue;
    const [a, b, c] = covariance;
    const middle = (a + c) / 2;
    const apart = Math.hypot((a - c) / 2, b);
    const turn = 0.5 * Math.atan2(2 * b, a - c);
    const [long, short] = [middle + apart, Math.max(middle - apart, 0)].map(Math.sqrt);
    plane.ellipse(mean[0], mean[1], long, short, turn);
  }
  plane.pen.stroke();
}
