import { hire as worker, type Engine as Hired } from "../hire";
import { Simulation } from "./simulation";
import type { Order, Report } from "./protocol";

/** The wrapper that the build puts around the whole script; see build.mjs. */
declare const gvPlayground: () => void;

export type Engine = Hired<Order>;

const CHUNK = 45; // milliseconds of steps between two pictures
const SLOW = 500; // milliseconds between two steps in slow motion

/** Carries out orders; pictures go to `report`. */
export class Host {
  private readonly simulation = new Simulation();
  private readonly channel = new MessageChannel();
  private on = false;
  private slow = false;
  private waiting = false;

  constructor(private readonly report: (report: Report) => void) {
    // A message comes at once, where a timer would wait 4 ms each time.
    this.channel.port1.onmessage = () => this.guarded(() => this.tick());
  }

  take(order: Order): void {
    this.guarded(() => {
      if (order.order === "run") this.run(order.on);
      else {
        if (order.order === "step") this.simulation.step();
        else {
          this.slow = order.settings.pace === "slow";
          this.simulation.set(order.settings, order.points, order.fresh);
          this.run(this.on);
        }
        this.report({ frame: this.simulation.frame(0) });
      }
    });
  }

  stop(): void {
    this.on = false;
    this.channel.port1.close();
  }

  private run(on: boolean): void {
    this.on = on;
    if (on && !this.waiting) this.next();
  }

  private next(): void {
    this.waiting = true;
    const go = () => this.channel.port2.postMessage(0);
    if (this.slow) setTimeout(go, SLOW);
    else go();
  }

  private tick(): void {
    this.waiting = false;
    if (!this.on) return;
    const start = performance.now();
    let steps = 0;
    do {
      this.simulation.step();
      steps++;
    } while (!this.slow && performance.now() - start < CHUNK && !this.simulation.still);
    const frame = this.simulation.frame(0);
    const pace = (1000 * steps) / (performance.now() - start);
    this.report({ frame: { ...frame, pace } });
    if (!this.simulation.still) this.next();
  }

  /** A mistake of ours is said on the page, where the reader looks; not swallowed. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.on = false;
      this.report({ failed: String(error) });
    }
  }
}

/** The part of the script that runs inside a worker. */
export function serve(scope: DedicatedWorkerGlobalScope): void {
  const host = new Host((report) => scope.postMessage(report));
  scope.onmessage = (event: MessageEvent<Order>) => host.take(event.data);
}

/** A worker for this script, or the page itself. */
export const hire = (report: (report: Report) => void): Engine =>
  worker(gvPlayground, report, () => new Host(report));
