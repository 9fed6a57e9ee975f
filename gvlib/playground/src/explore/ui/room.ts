import { Random } from "../../engine/random";
import { normal, type Code } from "../codes";
import type { Models } from "../models";

/** What the views of one page share: the networks, chance, and the z of now. */
export class Room {
  readonly random = new Random(Date.now() % 65521);
  private now: Code;
  private readonly listeners: (() => void)[] = [];

  constructor(readonly models: Models) {
    this.now = normal(this.random);
  }

  get z(): Code {
    return this.now;
  }

  /** Everyone who shows z is told. */
  set z(z: Code) {
    this.now = z;
    this.listeners.forEach((listener) => listener());
  }

  onZ(listener: () => void): void {
    this.listeners.push(listener);
  }
}

/** Calls `act` at most once a frame, however often it is asked. */
export function onceAFrame(act: () => void): () => void {
  let asked = 0;
  return () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(act);
  };
}
