import { best } from "../engine/simd";
import type { Backend, Vector } from "../engine/vector";
import type { Block } from "./block";
import { Gallery, Mixture, type Code } from "./codes";
import { Decoder, Encoder, load, plainly, type Plain, type Posterior } from "./nets";

export type Who = "gan" | "vae";

/** The shipped networks and all that was shipped with them. */
export class Models {
  readonly near: Gallery;
  readonly test: Gallery;
  readonly mixture: Mixture;
  /** The generator's numbers, for the worker. */
  readonly generator: Plain;
  private readonly decoders: Record<Who, Decoder>;
  private readonly encoder: Encoder;

  constructor(
    readonly block: Block,
    readonly backend: Backend = best(),
  ) {
    this.near = new Gallery(block, "near");
    this.test = new Gallery(block, "test");
    this.mixture = new Mixture(block);
    this.generator = plainly(block, "gan");
    const decoder = (plain: Plain) =>
      new Decoder(backend, load(backend, plain, false), 1);
    this.decoders = {
      gan: decoder(this.generator),
      vae: decoder(plainly(block, "vae")),
    };
    this.encoder = new Encoder(
      backend,
      load(backend, plainly(block, "encoder"), false),
    );
  }

  /** The image at a code, in [0, 1]: the GAN's sample, or the mean of p(x|z). */
  image(who: Who, z: Code): Vector {
    const decoder = this.decoders[who];
    decoder.z.set(z);
    return decoder.forward().slice();
  }

  posterior(x: ArrayLike<number>): Posterior {
    return this.encoder.posterior(x);
  }

  /** The directions of a choice, each 32 numbers. */
  directions(of: string): Float32Array[] {
    const all = this.block.floats(`directions.${of}`);
    const [n, z] = this.block.shape(`directions.${of}`);
    return Array.from({ length: n }, (_, i) => all.subarray(i * z, (i + 1) * z));
  }

  /** Grey levels that a step of 1 along each of them changes in a network's image. */
  steps(of: string, who: Who): Float32Array {
    return this.block.floats(`steps.${of}.${who}`);
  }
}
