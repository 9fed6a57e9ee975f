// What the page's console, tests and other scripts can reach: window.GVPlay.engine.
export { Adam } from "./engine/adam";
export { gradient } from "./engine/gradient";
export * as graph from "./engine/graph";
export { double, plain } from "./engine/plain";
export { Program } from "./engine/program";
export { Random } from "./engine/random";
export { best, simd } from "./engine/simd";
export { source } from "./model/data";
export { Gan } from "./model/gan";
export { distance, modes, profiles } from "./model/measures";
export { initial, leaves } from "./model/networks";
export { Vae } from "./model/vae";
