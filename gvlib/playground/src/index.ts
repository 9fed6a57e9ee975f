import * as engine from "./api";
import { serve } from "./lab/worker";
import { mount, mountAll, render } from "./ui/mount";

declare global {
  // eslint-disable-next-line no-var
  var GVPlay: { engine: typeof engine; mount: typeof mount; render: typeof render };
}

// One script, three places: a page, a worker of that page, and Node for the tests.
if (typeof document !== "undefined") {
  globalThis.GVPlay = { engine, mount, render };
  mountAll();
} else if ("WorkerGlobalScope" in globalThis) {
  serve(globalThis as unknown as DedicatedWorkerGlobalScope);
} else {
  globalThis.GVPlay = { engine, mount, render };
}
