import { Random } from "../engine/random";
import { best } from "../engine/simd";
import { hire as worker } from "../hire";
import type { Plain } from "./nets";
import { Search, STEPS, type Found } from "./search";

/** The wrapper that the build puts around the whole script; see build.mjs. */
declare const gvExplore: () => void;

const CHUNK = 40; // milliseconds of steps between two reports

type Order =
  | { order: "load"; plain: Plain }
  | { order: "search"; target: Float32Array; seed: number }
  | { order: "stop" };

export type Report =
  { found: Found; seconds: number; done: boolean } | { failed: string };

/** Carries out searches; what it finds goes to `report` as it comes. */
class Host {
  private search: Search | null = null;
  private turn = 0;

  constructor(private readonly report: (report: Report) => void) {}

  take(order: Order): void {
    try {
      if (order.order === "load") this.search = new Search(best(), order.plain);
      else if (order.order === "stop") this.stop();
      else {
        this.search!.begin(order.target, new Random(order.seed));
        this.go(++this.turn, 0, 0);
      }
    } catch (error) {
      this.report({ failed: String(error) });
    }
  }

  stop(): void {
    this.turn++;
  }

  private go(turn: number, steps: number, seconds: number): void {
    if (turn !== this.turn) return;
    const start = performance.now();
    while (steps < STEPS && performance.now() - start < CHUNK) {
      this.search!.step();
      steps++;
    }
    seconds += (performance.now() - start) / 1000;
    this.report({ found: this.search!.best(), seconds, done: steps === STEPS });
    // A break, so that an order to stop can arrive.
    if (steps < STEPS) setTimeout(() => this.go(turn, steps, seconds), 0);
  }
}

/** The part of the script that runs inside a worker. */
export function serve(scope: DedicatedWorkerGlobalScope): void {
  const host = new Host((report) => scope.postMessage(report));
  scope.onmessage = (event: MessageEvent<Order>) => host.take(event.data);
}

export interface Hunter {
  search(target: Float32Array, seed: number): void;
  stop(): void;
  leave(): void;
}

/** A worker for this script, or the page itself. */
export function hire(plain: Plain, report: (report: Report) => void): Hunter {
  const { send, stop } = worker<Order, Report>(
    gvExplore,
    report,
    () => new Host(report),
  );
  send({ order: "load", plain });
  return {
    search: (target, seed) => send({ order: "search", target, seed }),
    stop: () => send({ order: "stop" }),
    leave: stop,
  };
}
