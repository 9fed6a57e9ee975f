import * as engine from "./api";
import { take } from "./load";
import { mount, mountAll, render } from "./ui/mount";
import { serve } from "./worker";
import { exploreEn } from "../words/explore.en";
import { exploreZh } from "../words/explore.zh";

declare global {
  // eslint-disable-next-line no-var
  var GVExplore: {
    engine: typeof engine;
    take: typeof take;
    mount: typeof mount;
    render: typeof render;
    words: object;
  };
}

// One script, three places: a page, a worker of that page, and Node for the tests.
if (typeof document === "undefined" && "WorkerGlobalScope" in globalThis) {
  serve(globalThis as unknown as DedicatedWorkerGlobalScope);
} else {
  globalThis.GVExplore = {
    engine,
    take,
    mount,
    render,
    words: { en: exploreEn, zh: exploreZh },
  };
  if (typeof document !== "undefined") mountAll();
}
