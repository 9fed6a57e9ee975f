/** Every word of the latent explorer; {x} is filled in. */
export const exploreEn = {
  start: "Start",
  "start.size": "Loads {size} MB once; then nothing leaves this page.",
  "start.loading": "Loading …",
  "start.failed":
    "The weights did not come: {error} must lie beside explore.js. Press Start to try again.",
  "start.broken": "The explorer met a mistake of its own and stopped: {error}",
  link: "Copy link",
  "link.copied": "The link is copied: it brings back what you see.",
  "link.copy": "Copy the link from the address bar: it holds what you see.",
  "link.refused":
    "The link says {parts}, which the explorer does not know; it is left out.",

  gan: "GAN",
  vae: "VAE",
  "class.0": "T-shirt",
  "class.1": "trouser",
  "class.2": "pullover",
  "class.3": "dress",
  "class.4": "coat",
  "class.5": "sandal",
  "class.6": "shirt",
  "class.7": "sneaker",
  "class.8": "bag",
  "class.9": "ankle boot",

  "walk.label": "One code, two images",
  "walk.new": "New z",
  "walk.zero": "z = 0",
  "walk.of": "Directions",
  "walk.of.gan": "in which the GAN’s image changes most",
  "walk.of.vae": "in which the VAE’s image changes most",
  "walk.of.random": "at random",
  "walk.direction": "Direction {n}",
  "walk.slider":
    "Direction {n}: a step of 1 changes the GAN’s image by {gan} and the VAE’s by {vae} grey levels",
  "walk.head": "A step of 1 changes",
  "walk.unit":
    "Grey levels of 255, root mean square over pixels, mean over 500 codes from N(0, I).",
  "walk.norm": "|z| = {norm}; draws of N(0, I) lie near 5.6.",
  "walk.gan": "GAN: G(z)",
  "walk.vae": "VAE: mean of p(x|z)",
  "walk.near": "Nearest of {n} training images: {name}, {greys} grey levels away",
  "walk.image": "{who} at this z; nearest training image: {name}",
  "walk.path": "From one z to another",
  "walk.keep.a": "Keep this z as A",
  "walk.keep.b": "Keep this z as B",
  "walk.arc": "on the arc: keep the length of z",
  "walk.t": "From A to B",
  "walk.frame": "{who}, {percent} % of the way from A to B",
  "walk.row": "{who} from A to B",

  "draws.label": "Where the codes come from",
  "draws.again": "Draw again",
  "draws.gan": "GAN, codes from N(0, I)",
  "draws.vae": "VAE, the same codes",
  "draws.fitted": "VAE, codes from the fitted mixture",
  "draws.image": "{row}, image {n}; nearest training image: {name}",

  "encode.label": "From an image to its code",
  "encode.pick": "A test image",
  "encode.test": "{name}, {n}",
  "encode.draw": "Or draw",
  "encode.pad":
    "Drawing pad, 28 by 28 pixels. Arrow keys move the brush, space paints; the image is encoded at once.",
  "encode.ink": "Brush",
  "encode.ink.1": "white",
  "encode.ink.0.5": "grey",
  "encode.ink.0": "eraser",
  "encode.clear": "Clear",
  "encode.fill": "Fill",
  "encode.copy": "Begin with the chosen image",
  "encode.x": "x",
  "encode.x.alt": "The image x that is encoded",
  "encode.back": "VAE: decoded z, {greys} grey levels from x",
  "encode.back.alt": "What the decoder makes of z; nearest training image: {name}",
  "encode.empty":
    "The pad is empty: draw something or choose an image. Below stands the last image.",
  "encode.full":
    "Every pixel has the same grey: there is no shape to encode. Erase something. Below stands the last image.",
  "encode.nan":
    "The encoder’s numbers for this image are not finite, so they are not shown. Choose another image.",
  "encode.eps":
    "“{text}” cannot be ε: give a number from -{most} to {most}, such as -1.2.",
  "encode.table": "The {n} units that training images use most, and their own z",
  "encode.unit": "unit",
  "encode.mu": "μ",
  "encode.logvar": "log σ²",
  "encode.sigma": "σ",
  "encode.noise": "ε",
  "encode.z": "z = μ + σ ε",
  "encode.kl": "KL, nats",
  "encode.noise.label": "ε of unit {unit}",
  "encode.rest": "the other {n}",
  "encode.all": "all {n}",
  "encode.redraw": "Draw ε",
  "encode.mean": "ε = 0",
  "encode.take": "Take this z to the sliders above",
  "encode.sum":
    "log p(x|z) = {density} nats, KL = {kl} nats. Their difference, {elbo}, is the ELBO by one draw.",
  "encode.time": "The encoder: one pass, {ms} ms.",

  "map.label": "Map of codes",
  "map.alt":
    "The posterior lies at {x}, {y}, nearest to the middle of the class {name}; the circles are N(0, I).",
  "map.show": "Class",
  "map.all": "all",
  "map.legend":
    "Dots: means of q(z|x) of {n} training images. Ellipse: this image’s q(z|x), two deviations. Cross: z. Dashed: one and two deviations of N(0, I). The plane holds {share} % of the variance of the means.",

  "hunt.label": "The GAN’s answer",
  "hunt.why": "A generator has no encoder. Search for a z whose image is near to x.",
  "hunt.go": "Search",
  "hunt.stop": "Stop",
  "hunt.alt": "The GAN’s image nearest to x that the search has found",
  "hunt.none": "Not searched yet",
  "hunt.image": "GAN: found, {greys} grey levels from x",
  "hunt.cost":
    "{steps} steps from {starts} starts: {passes} passes forward and back, {seconds} s. |z| = {norm}.",
  "hunt.running": "Searching: step {steps} of {of}.",
  "hunt.stopped": "Stopped.",
  "hunt.failed": "The search met a mistake of its own: {error}",
  "hunt.nan":
    "The search lost its way: its numbers are not finite. Press Search again.",

  "judge.label": "The best discriminator, a trained one, and the two losses",
  "judge.mean": "Middle of the generator’s hump",
  "judge.width": "Its width",
  "judge.train": "Train D",
  "judge.stop": "Stop",
  "judge.running": "D learns from samples, until you press Stop.",
  "judge.trained": "D has seen {steps} batches of samples.",
  "judge.minimax": "minimax loss",
  "judge.other": "non-saturating loss",
  "judge.told":
    "Under D*, mean slope of the generator’s loss in the logit: minimax {minimax}, non-saturating {other}. V(D*) + log 4 = {best} nats.",
  "judge.seen": "V(D) + log 4 = {value} nats for the D of {steps} steps.",
  "judge.alt":
    "Above, two humps of data and the generator’s hump, dashed. In the middle D* and, once it has learned, the trained D, dotted. Below, arrows from eight generated points: where each loss sends them under D*.",
  "judge.legend":
    "Solid: data p and D*. Dashed: the generator p_g. Dotted: the trained D. Arrows: where each of the two losses sends generated points with D* held fixed; long ones are shortened.",
} as const;

export type ExploreKey = keyof typeof exploreEn;
