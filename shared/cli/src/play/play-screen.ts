import type { CourseStep, Race } from '@workbook/course';
import type { Census } from '../json/play.ts';
import { nameOfKey } from '../terminal/key-name.ts';
import { cut } from '../terminal/screen.ts';
import type { Key, Terminal } from '../terminal/terminal.ts';
import { colors, wrapped } from '../text/format.ts';
import { UsageError } from '../usage/errors.ts';
import { clientLines, deadlockText, standing, timeline, wonCommand } from './board.ts';
import { answer, promise } from './census.ts';
import type { Game } from './game.ts';
import { rulesOf, signsOf } from './help.ts';

/** From this height on, a client may have two lines for what it does next. */
const roomyHeight = 20;

const keysHelp = 'u undo  r restart  g give up  ? help  q quit';

/** What is said of a key that means nothing in this race. */
function whyNothing(key: string): string {
  return signsOf().includes(key)
    ? `${key} is a fault that this race does not have: ? lists what can be done.`
    : `${nameOfKey(key)} means nothing here: ? explains the keys.`;
}

/** What is played: `step 01 · lost update`. */
export function titleOf({ number }: CourseStep, { name }: Race): string {
  return `step ${number} · ${name}`;
}

/** Plays on a terminal, by single keys. */
export class PlayScreen {
  readonly #game: Game;
  readonly #terminal: Terminal;
  readonly #census: Promise<Census>;
  readonly #left = Promise.withResolvers<void>();
  #counted: Census | undefined;
  /** A text to read in place of the board, such as the rules. */
  #reading: string | undefined;
  #offset = 0;
  #message = '';
  /** The sign of a fault that waits for its client. */
  #sign = '';
  #working = false;
  /** The player has left: what still comes is not shown. */
  #over = false;

  constructor(game: Game, terminal: Terminal, census: Promise<Census>) {
    this.#game = game;
    this.#terminal = terminal;
    this.#census = census;
  }

  /** Resolves when the player leaves. */
  async run(): Promise<void> {
    using _keys = this.#terminal.onKey((key) => void this.#onKey(key));
    using _sizes = this.#terminal.onResize(() => this.#draw());
    this.#census.then(
      (census) => {
        this.#counted = census;
        this.#draw();
      },
      () => {},
    );
    this.#draw();
    await this.#left.promise.finally(() => {
      this.#over = true;
    });
  }

  async #onKey({ name, ctrl }: Key): Promise<void> {
    // One move at a time: what is pressed while it is made is not queued.
    if (ctrl || this.#working) return;
    this.#working = true;
    try {
      this.#message = '';
      await this.#answer(name);
    } catch (error) {
      if (error instanceof UsageError) this.#message = error.message;
      else this.#left.reject(error);
    } finally {
      this.#working = false;
      this.#draw();
    }
  }

  async #answer(name: string): Promise<void> {
    if (name === 'up' || name === 'down') {
      this.#offset = Math.max(0, this.#offset + (name === 'up' ? -1 : 1));
      return;
    }
    if (this.#reading !== undefined) {
      this.#reading = undefined;
      return;
    }
    if (name === 'q') return this.#left.resolve();
    const sign = this.#sign;
    this.#sign = '';
    if (signsOf(this.#game.faults).includes(name)) {
      this.#sign = name;
      this.#message = `${name} and whom? Press the client's letter.`;
    } else if (name === '?') this.#read(rulesOf(this.#game));
    else if (name === 'g') await this.#giveUp();
    else if (name === 'u') await this.#game.undo();
    else if (name === 'r') await this.#game.restart();
    else if (name === 'v') await this.#game.changeVictim();
    else if (/^[a-z]$/i.test(name)) await this.#game.move(name.toUpperCase() + sign);
    else this.#message = whyNothing(name);
  }

  async #giveUp(): Promise<void> {
    this.#message = 'trying all orders …';
    this.#draw();
    const census = await this.#census;
    this.#message = '';
    this.#read([answer(census), census.picture].filter(Boolean).join('\n\n'));
  }

  #read(text: string): void {
    this.#reading = text;
    this.#offset = 0;
  }

  #draw(): void {
    if (this.#over) return;
    const { width, height } = this.#terminal;
    const lines = this.#reading === undefined ? this.#board() : this.#page(this.#reading);
    this.#terminal.draw(lines.slice(0, height).map((line) => cut(line, width)));
  }

  #page(text: string): string[] {
    const { width, height } = this.#terminal;
    const lines = text
      .split('\n')
      .flatMap((line) => (line.length > width ? wrapped(line, width) : [line]));
    const room = height - 2;
    this.#offset = Math.min(this.#offset, Math.max(0, lines.length - room));
    const shown = lines.slice(this.#offset, this.#offset + room);
    const fill = Array.from({ length: room - shown.length }, () => '');
    return [...shown, ...fill, '', colors.dim('↑↓ scroll  any other key: back')];
  }

  /** With what they do where there is room. */
  #keys(width: number): string {
    const movable = this.#game.next.map(({ client }) => client);
    const text = movable.length > 0 ? `${movable.join(' ')} go  ${keysHelp}` : keysHelp;
    return text.length <= width ? text : `keys: ${[...movable, 'u r g ? q'].join(' ')}`;
  }

  #board(): string[] {
    const { width, height } = this.#terminal;
    const game = this.#game;
    const where = titleOf(game.step, game.race);
    const title = `${where} · you are the scheduler`;
    const top = [
      colors.bold(title.length <= width ? title : where),
      ...wrapped(this.#counted ? promise(this.#counted) : 'counting the orders …', width),
      '',
    ];
    const [columns = '', ...past] = timeline(game, width).split('\n');
    const clients = game.position.end ? [] : clientLines(game, width, height < roomyHeight ? 1 : 2);
    const command = wonCommand(game);
    const deadlock = deadlockText(game);
    const bottom = [
      '',
      ...clients,
      ...(deadlock ? wrapped(deadlock, width) : []),
      ...wrapped(standing(game), width),
      ...(command ? wrapped(`replay: ${command}`, width) : []),
      ...(game.position.end && this.#counted ? wrapped(answer(this.#counted), width) : []),
      ...wrapped(this.#message, width),
      colors.dim(this.#keys(width)),
    ];
    // The end of the timeline is what matters; the beginning gives way.
    const room = Math.max(1, height - top.length - 1 - bottom.length);
    const shown = past.slice(-room);
    const fill = Array.from({ length: room - shown.length }, () => '');
    const lines = [...top, columns, ...shown, ...fill, ...bottom];
    // On a small screen something has to go: not the keys.
    return lines.length <= height ? lines : [...lines.slice(0, height - 1), ...lines.slice(-1)];
  }
}
