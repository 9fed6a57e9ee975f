import { Random } from "../../engine/random";
import { address, type Home } from "../../ui/home";
import { normal, type Code } from "../codes";
import { codeFrom, codeText, Link } from "../link";
import type { Models } from "../models";

/** What the views of one page share: the networks, chance, and the z of now. */
export class Room {
  readonly random = new Random(Date.now() % 65521);
  readonly link: Link;
  private now: Code;
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly models: Models,
    home: Home = address,
  ) {
    this.link = new Link(home);
    this.now = this.link.take("z", codeFrom) ?? normal(this.random);
    this.link.put("z", codeText(this.now));
  }

  get z(): Code {
    return this.now;
  }

  /** Everyone who shows z is told. */
  set z(z: Code) {
    this.now = z;
    this.link.put("z", codeText(z));
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
