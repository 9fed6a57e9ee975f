import type { Preset } from "../lab/presets";
import type { Report, Frame } from "../lab/protocol";
import { FRESH, type Name, type Settings } from "../lab/settings";
import type { Card } from "../lab/tour";
import { hire, type Engine } from "../lab/worker";
import type { Point } from "../model/data";
import { coloursOf } from "../views/plane";
import { words, type Key, type Words } from "../words/words";
import { Board } from "./board";
import { History } from "./history";
import type { Home } from "./home";
import { publish } from "./published";
import { arrived, keep, staged, storied, type Scene } from "./scene";
import { pausedText, Warnings } from "./sentences";
import { onThemeChange, onVisibility } from "./surroundings";

const CALM = 1000; // milliseconds between pictures for who asked for less motion

/** The training lab in an element of the page. */
export class Lab {
  private readonly t: Words;
  private readonly board: Board;
  private readonly history = new History();
  private readonly warnings: Warnings;
  private readonly engine: Engine;
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");
  private readonly leave: (() => void)[];
  private scene: Scene;
  private playing = false;
  private visible = true;
  private frame: Frame | null = null;
  private asked = 0;
  private drawn = 0;

  constructor(
    private readonly root: HTMLElement,
    language: string,
    private readonly home: Home,
  ) {
    this.t = words(language);
    this.warnings = new Warnings(this.t);
    const still = [...root.children];
    this.board = this.build();
    const begin = this.board.wait(still);
    this.engine = hire((report) => {
      begin();
      this.hear(report);
    });
    this.leave = [
      onThemeChange(() => this.later()),
      onVisibility(root, (visible) => {
        this.visible = visible;
        this.drive();
      }),
    ];
    const { scene, refused } = arrived(home.read());
    this.scene = scene;
    this.board.pad.show(scene.points);
    this.board.show(scene.settings, scene.preset, scene.cured);
    if (scene.tour) this.board.tour.open(scene.tour);
    const parts = refused.join(", ");
    if (parts) this.board.say(this.t("say.refused", { parts }));
    this.order(true);
  }

  /** Stop and let go of everything; the element may then be removed. */
  destroy(): void {
    this.leave.forEach((stop) => stop());
    this.engine.stop();
    cancelAnimationFrame(this.asked);
  }

  private build(): Board {
    return new Board(this.root, this.t, {
      play: () => this.play(!this.playing),
      step: () => {
        this.play(false);
        this.engine.send({ order: "step" });
      },
      restart: () => this.send(true),
      link: this.home.copy && (() => void this.copy()),
      change: (settings) => this.change(settings),
      tell: (preset, cured) => this.tell(preset, cured),
      use: (points) => this.use(points),
      settings: () => this.scene.settings,
      refuse: (key: Key) => this.board.say(this.t(key)),
      enter: (card, place, before) => this.enter(card, place, before),
      leave: () => {
        this.scene.tour = 0;
        keep(this.scene, this.home);
      },
    });
  }

  private order(fresh: boolean): void {
    const { settings, points } = this.scene;
    this.engine.send({ order: "set", settings, points, fresh });
  }

  /** Hand the settings on, show them and write them into the address. */
  private send(fresh: boolean): void {
    this.order(fresh);
    const { settings, preset, cured } = this.scene;
    this.board.show(settings, preset, cured);
    if (fresh) this.board.say("");
    keep(this.scene, this.home);
  }

  private change(settings: Settings): void {
    const old = this.scene.settings;
    if (settings.data === "own" && !this.scene.points.length) {
      this.board.show(old, this.scene.preset, this.scene.cured);
      return this.board.openPad();
    }
    this.scene.settings = settings;
    this.send(FRESH.some((name: Name) => settings[name] !== old[name]));
  }

  private tell(preset: Preset, cured: boolean): void {
    this.scene = storied(this.scene, preset, cured);
    // A prior is only put into the place of another; all else begins anew.
    this.send(!(cured && preset.cure?.prior));
    this.play(true);
  }

  private use(points: Point[]): void {
    this.scene.points = points;
    this.scene.settings = { ...this.scene.settings, data: "own" };
    this.send(true);
    this.board.say(this.t("say.points", { n: points.length }));
  }

  private play(on: boolean): void {
    this.playing = on;
    this.board.running(on);
    this.drive();
    if (on) this.board.say(this.t("say.running"));
    else this.summarise();
  }

  private drive(): void {
    this.engine.send({ order: "run", on: this.playing && this.visible });
  }

  private enter(card: Card, place: number, before: boolean): void {
    const { scene, fresh } = staged(this.scene, card, place, before);
    this.scene = scene;
    this.send(fresh);
    this.play(card.runs === true);
  }

  private hear(report: Report): void {
    if ("failed" in report) {
      this.play(false);
      return this.board.say(this.t("say.failed", { error: report.failed }));
    }
    const { frame } = report;
    this.frame = frame;
    this.history.add(frame.round, frame.row);
    const warning = this.warnings.of(frame);
    if (warning) this.board.say(warning);
    const { settings, preset, cured } = this.scene;
    this.board.tour.see({ settings, preset: preset?.id ?? "", cured, frame });
    this.later();
  }

  private later(): void {
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame((now) => {
      if (this.calm.matches && this.playing && now - this.drawn < CALM) return;
      this.drawn = now;
      this.draw();
    });
  }

  private draw(): void {
    const { frame, root, board } = this;
    if (!frame) return;
    const colours = coloursOf(root);
    board.stage.draw(frame, this.scene.settings, colours);
    board.charts.draw(this.history, colours, frame.row.gan.marks?.modes !== null);
    board.numbers.show(frame);
    publish(root, frame);
  }

  private summarise(): void {
    this.board.charts.describe(this.history);
    if (this.frame) this.board.say(pausedText(this.frame, this.t));
  }

  private async copy(): Promise<void> {
    this.send(false);
    this.board.say(this.t((await this.home.copy?.()) ? "say.copied" : "say.copy"));
  }
}
