import { tour } from "./tour.en";

/** Every word of the lab; {x} is filled in. Other languages translate these keys. */
export const en = {
  lab: "Training lab: a GAN and a VAE learn the same points",
  gan: "GAN",
  vae: "VAE",

  play: "Play",
  pause: "Pause",
  step: "One step",
  restart: "Restart",
  link: "Copy link",
  "bar.label": "Training",

  "story.label": "Stories",
  "story.calm": "Both learn",
  "story.calm.text":
    "A GAN and a VAE learn eight clusters, from the same first weights and with the same codes z. Press Play. Which one finds the clusters first, and what does each do between them?",
  "story.fast": "Generator too fast",
  "story.fast.text":
    "The generator learns ten times as fast as the critic. It runs to the few places that the critic believes in now, and moves on when the critic has noticed: a few modes at a time, and never rests.",
  "story.fast.cure": "Cure: look 5 critic steps ahead",
  "story.fast.cured":
    "Same rates, same seed. The generator now learns against the critic as it will be after five more Adam steps, so a place that will soon be found out is no longer worth running to.",
  "story.reins": "A critic without reins",
  "story.reins.text":
    "The Wasserstein loss only makes sense for a critic that is not too steep, and here nothing holds it back. It grows steeper at every step, and the generator is thrown from one side to the other.",
  "story.reins.cure": "Cure: R1, a penalty on its slope",
  "story.reins.cured":
    "Same loss, same rates, same seed. R1 keeps the critic flat where the data are, so a generated point that has arrived is left in peace.",
  "story.collapse": "Posterior collapse",
  "story.collapse.text":
    "The KL term counts 30 times. Not to use the code is then the cheapest: every posterior becomes the prior, KL falls to 0, and the decoder says the same for every z.",
  "story.collapse.cure": "Cure: count KL once",
  "story.collapse.cured":
    "Same seed, β = 1, the VAE's own objective. The posteriors separate again; watch KL rise from 0.",
  "story.hole": "The prior's hole",
  "story.hole.text":
    "With a small weight on KL every point gets a code of its own, far out and close together. Codes drawn from N(0, I) fall between them, where the decoder was never taught: samples lie off the data although reconstructions are good.",
  "story.hole.cure": "Repair: draw from a fitted prior",
  "story.hole.cured":
    "The networks are the same. Only the codes are now drawn from a mixture of Gaussians that was fitted to the codes of the data.",
  "story.pairing": "Blur by pairing",
  "story.pairing.text":
    "The decoder regresses x on a z that was drawn without regard to x. Many x meet every z, and the best answer to squared error is their mean: one spot in the middle.",
  "story.pairing.cure": "Cure: let an encoder choose z",
  "story.pairing.cured":
    "Same decoder, same squared error. Now an encoder says which z belongs to which x, and the spot opens into the data. It was the pairing that blurred.",
  "story.tear": "Where the map tears",
  "story.tear.text":
    "Both networks are continuous maps from one sheet of codes. The data lie in separate pieces, so the sheet must be stretched across the gaps. Dashed threads are those that are stretched most; blank parts of the codes go off the data.",
  "story.race": "Who leads?",
  "story.race.text":
    "Both get the same computing time, not the same number of steps. Guess first: who is nearer to the data after 5 seconds, and who after 30?",

  "view.gan.x": "GAN: samples",
  "view.vae.x": "VAE: samples",
  "view.gan.z": "GAN: where each code z goes",
  "view.vae.z": "VAE: codes and posteriors",
  "view.gan.x.alt": "Points of the data, samples of the GAN and the critic's field.",
  "view.vae.x.alt": "Points of the data and samples of the VAE.",
  "view.gan.z.alt":
    "The square of codes from -3 to 3, tinted where a code goes onto the data.",
  "view.vae.z.alt":
    "The same square for the decoder, with the posterior of each point and the prior's circles.",
  "legend.data": "data",
  "legend.field": "the critic says “real”",
  "legend.tint": "goes onto the data",
  "legend.prior": "prior, 1 and 2 σ",
  "legend.codes": "codes of the data",

  "chart.gan": "Losses of D and G",
  "chart.vae": "VAE, nats a point",
  "chart.modes": "Modes reached",
  "chart.distance": "Distance to the data",
  "chart.d": "D",
  "chart.g": "G",
  "chart.reconstruction": "−log p(x|z)",
  "chart.kl": "KL",
  "chart.now": "{title}, after {step} steps: {values}",

  "table.label": "Measured now",
  "table.modes": "Modes reached",
  "table.share": "Samples on a mode",
  "table.kl": "KL of the modes, nats",
  "table.distance": "Distance to the data",
  "table.steps": "Steps",
  "table.seconds": "Computing, seconds",
  "table.after": "Distance after {seconds} s each",
  "table.rule":
    "A mode is reached when it has a tenth of its fair share of {n} samples within 3 σ. Distance: how far samples must move on average to lie as the data, seen along a line (sliced Wasserstein).",
  "table.none": "–",

  "panel.training": "Data and training",
  "panel.gan": "The GAN: loss and medicines",
  "panel.vae": "The VAE",
  "panel.views": "What is shown",
  "panel.points": "Your own points",

  data: "Data",
  "data.ring": "ring of 8",
  "data.grid": "grid of 25",
  "data.spiral": "spiral",
  "data.moons": "two moons",
  "data.own": "your own points",
  seed: "Seed",
  players: "Who learns",
  "players.both": "all",
  "players.d": "D only",
  "players.g": "G only",
  pace: "Pace",
  "pace.steps": "same steps",
  "pace.time": "same computing time",
  "pace.slow": "slow motion",
  batch: "Batch",
  loss: "Loss",
  "loss.non-saturating": "non-saturating",
  "loss.minimax": "minimax",
  "loss.least-squares": "least squares",
  "loss.hinge": "hinge",
  "loss.wasserstein": "Wasserstein",
  "loss.relativistic": "relativistic",
  rateG: "Rate of G",
  rateD: "Rate of D",
  momentum: "Adam’s β₁, momentum",
  memory: "Adam’s β₂",
  critics: "Critic steps",
  r1: "R1, γ",
  r2: "R2, γ",
  gp: "WGAN-GP, λ",
  pac: "Points D sees at once",
  unroll: "Unrolled critic steps",
  clip: "Clip D’s weights at",
  rateV: "Rate of the VAE",
  beta: "β, weight of KL",
  sigma: "σ of p(x|z), at first",
  learnSigma: "learn σ",
  prior: "Codes are drawn from",
  "prior.normal": "N(0, I)",
  "prior.fitted": "a fitted mixture",
  pairing: "Each x is paired with",
  "pairing.encoder": "a z from its encoder",
  "pairing.random": "a random z",
  points: "points of the data",
  field: "the critic’s field",
  arrows: "where G is told to go",
  mesh: "the map z → x as a mesh",
  noise: "the VAE’s noise σ",
  pairs: "each x and its reconstruction",
  off: "off",

  "own.help":
    "Draw with the pointer, or with the arrow keys and the space bar. Or paste two numbers a line.",
  "own.pad": "Drawing pad, from -3 to 3: arrow keys move the cross, space sets a point",
  "own.paste": "Points, x and y, one a line",
  "own.use": "Learn these",
  "own.clear": "Clear the pad",
  "own.drawn": "Learn the drawing",

  "say.running": "Training runs.",
  "say.paused": "Paused after {steps} steps. GAN: {gan}. VAE: {vae}.",
  "say.modes": "{reached} of {of} modes, {share} % of samples on one",
  "say.distance": "distance {distance}",
  "say.diverged":
    "The {who} diverged: its numbers are no longer finite. It rests; the rest goes on. Lower its rate or add a medicine, then press Restart.",
  "say.points": "{n} points. Training begins anew with them.",
  "say.words": "Line {line} reads “{text}”: it must be two numbers, such as 0.5, -1.2.",
  "say.many": "{found} points are too many: the lab takes at most {most}.",
  "say.few": "{found} points are too few: give at least {fewest}.",
  "say.equal": "All points are equal: there is nothing to learn but one place.",
  "say.copied": "The link is copied: it brings back all settings.",
  "say.copy": "Copy the link from the address bar: it holds all settings.",
  "say.refused": "The link says {parts}, which the lab does not know; it is left out.",
  "say.failed": "The lab met a mistake of its own and stopped: {error}. Press Restart.",
  "say.seed": "The seed must be a whole number from 1 to 999.",
  "say.plain": "No WebAssembly here: the lab runs in plain JavaScript, more slowly.",

  "small.caption":
    "A GAN (left) and a VAE (right) learn eight clusters, here in your browser: same first weights, same codes.",
  "small.now": "After {steps} steps: GAN on {gan} of {of} clusters, VAE on {vae}.",

  ...tour,
} as const;

export type Key = keyof typeof en;
