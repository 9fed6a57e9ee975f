// What tests reach as GVExplore.engine, and a reader in the console.
export { Random } from "../engine/random";
export { double, plain } from "../engine/plain";
export { simd } from "../engine/simd";
export { Block } from "./block";
export * as game from "./judge/game";
export * as codes from "./codes";
export { Link, codeFrom, codeText, imageFrom, imageText, wholeFrom } from "./link";
export { Models } from "./models";
export { plainly } from "./nets";
export { CodePlane } from "./plane";
export { Search } from "./search";
export { typedEps } from "./ui/units";
