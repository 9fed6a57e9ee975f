import type { Frame } from "../lab/protocol";

/** Say in the element's data attributes what it shows, for scripts of a page. */
export function publish(root: HTMLElement, frame: Frame): void {
  const { gan, vae } = frame.row;
  Object.assign(root.dataset, {
    backend: frame.backend,
    round: frame.round,
    step: frame.progress.gan.steps,
    gan: gan.marks?.modes?.reached ?? "",
    vae: vae.marks?.modes?.reached ?? "",
    pace: Math.round(frame.pace),
  });
}
