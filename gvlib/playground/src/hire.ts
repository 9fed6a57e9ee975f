/** What carries out orders where there is no worker, and what it reports. */
interface Host<Order> {
  take(order: Order): void;
  stop(): void;
}

/** Where orders go: a worker, or the page itself. */
export interface Engine<Order> {
  send(order: Order): void;
  stop(): void;
}

/**
 * A worker made of a script's own text, for from a page opened by double click no file
 * can be loaded; where workers are forbidden, the page does the work itself.
 *
 * `program` is the wrapper that the build puts around the whole script.
 */
export function hire<Order, Report extends object>(
  program: () => void,
  report: (report: Report | { failed: string }) => void,
  atHome: () => Host<Order>,
): Engine<Order> {
  try {
    const text = `(${program})()`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const worker = new Worker(address);
    worker.onmessage = (event: MessageEvent<Report>) => report(event.data);
    worker.onerror = (event) => report({ failed: event.message });
    const stop = () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    };
    return { send: (order) => worker.postMessage(order), stop };
  } catch {
    const host = atHome();
    return { send: (order) => host.take(order), stop: () => host.stop() };
  }
}
