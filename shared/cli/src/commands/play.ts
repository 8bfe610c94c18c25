import { loadCourse } from '@workbook/course';
import { formatMove, type Move } from '@workbook/explorer';
import { shortOperation } from '@workbook/judge';
import type { Told } from '../json/everywhere.ts';
import type { PlayResult } from '../json/play.ts';
import { printJson } from '../json/print-json.ts';
import { picturePartsOf } from '../judging/picture-parts.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';
import { beginningOn } from '../play/beginning.ts';
import { timeline, timelineParts } from '../play/board.ts';
import { commandFor, countOrders } from '../play/census.ts';
import { chooseRace } from '../play/choose-race.ts';
import { Game } from '../play/game.ts';
import { board, playLines } from '../play/play-lines.ts';
import { PlayScreen, titleOf } from '../play/play-screen.ts';
import { takeTerminal } from '../terminal/terminal.ts';
import { counted } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { fileNamed, finishedFile, raceNamed, scheduleIn, stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook play`. */
export interface PlayOptions {
  readonly json?: boolean;
  /** An attempt; the step's finished code when absent. */
  readonly file?: string;
  /** Makes these moves and ends, for scripts. */
  readonly moves?: string;
}

/**
 * Lets the player decide who goes, in a race that is named or chosen, one operation at a time: on a terminal by keys, in a pipe by lines,
 * with `--moves` all at once. Red when the run breaks something.
 */
export async function playCommand(
  stepText: string,
  raceText: string | undefined,
  options: PlayOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepNamed(course, stepText);
  const file = options.file === undefined ? finishedFile(step) : await fileNamed(options.file);
  // Said before anything is started.
  const moves = scheduleIn(options.moves ?? '');
  const race =
    raceText === undefined ? await chooseRace(course, step) : raceNamed(course, raceText);
  const begin = (pool: Workshop['pool']) => Game.begin(race, step, file, pool);
  const playing = (
    show: (sentence: string) => void,
    play: (game: Game, workshop: Workshop) => Promise<ExitCode>,
  ) => {
    show('starting the servers');
    return withWorkshop([step], show, async (workshop) => {
      show('putting every client at its start');
      return play(await begin(workshop.pool), workshop);
    });
  };

  if (options.moves !== undefined || options.json)
    return await inOneGo(playing, moves, options.json ?? false);
  if (process.stdin.isTTY && process.stdout.isTTY)
    return await onTerminal(playing, titleOf(step, race));
  using progress = progressLine();
  return await playing(progress.show, async (game, { pool }) => {
    progress[Symbol.dispose]();
    await playLines(game, countOrders(game, pool), process.stdin, print);
    return exitCodeOf(game);
  });
}

type Playing = (
  show: (sentence: string) => void,
  play: (game: Game, workshop: Workshop) => Promise<ExitCode>,
) => Promise<ExitCode>;

async function onTerminal(playing: Playing, title: string): Promise<ExitCode> {
  let left = '';
  await usingTerminal(playing, title, (game) => {
    left = leftText(game);
  });
  // The screen of the game is gone, and with it what it has said.
  if (left !== '') print(left);
  return exitCodes.green;
}

async function usingTerminal(
  playing: Playing,
  title: string,
  onLeft: (game: Game) => void,
): Promise<void> {
  using terminal = takeTerminal();
  terminal.onKey(({ name, ctrl }) => {
    // In this mode a terminal sends no signal itself.
    if (ctrl && name === 'c') process.kill(process.pid, 'SIGINT');
  });
  using beginning = beginningOn(terminal, title);
  await playing(beginning.show, async (game, { pool }) => {
    beginning[Symbol.dispose]();
    const leaving = new AbortController();
    const census = countOrders(game, pool, leaving.signal);
    census.catch(() => {});
    await new PlayScreen(game, terminal, census).run();
    leaving.abort();
    onLeft(game);
    return exitCodes.green;
  });
}

/** How the game stands, and how to see that again; empty before the first move. */
function leftText(game: Game): string {
  const { race, moves, position } = game;
  if (moves.length === 0) return '';
  const count = counted(moves.length, 'move');
  const { end } = position;
  if (!end) return `You have left ${race.name} after ${count}.`;
  const said = end.violation === undefined ? 'Nothing was broken' : `You broke ${race.name}`;
  return `${said} in ${count}.\n${commandFor(game, end.text)}`;
}

async function inOneGo(playing: Playing, moves: readonly Move[], json: boolean): Promise<ExitCode> {
  using progress = progressLine();
  let show = () => {};
  const code = await playing(progress.show, async (game, workshop) => {
    // Only tools are told how many orders there are.
    const census = json ? countOrders(game, workshop.pool) : undefined;
    // A move that cannot be made ends the game before the count is waited for.
    census?.catch(() => {});
    await game.make(moves);
    if (census) {
      const result = await resultOf(game, workshop, census);
      show = () => printJson(result);
    } else {
      show = () => print(board(game));
    }
    return exitCodeOf(game);
  });
  show();
  return code;
}

/** A player who leaves before the end has broken nothing. */
function exitCodeOf({ position }: Game): ExitCode {
  return position.end?.violation === undefined ? exitCodes.green : exitCodes.red;
}

async function resultOf(
  game: Game,
  { environment }: Workshop,
  census: ReturnType<typeof countOrders>,
): Promise<Told<PlayResult>> {
  const { end } = game.position;
  return {
    format: 1,
    environment,
    step: game.step.number,
    race: game.race.id,
    file: game.file.shown,
    schedule: game.schedule,
    ended: end !== undefined,
    violation: end?.violation ?? null,
    wrongAlone: end?.detail.wrong?.isAlone ?? false,
    outcome: end?.outcome ?? null,
    next: game.next.map(({ client, kind, text, faults }) => ({
      client,
      operation: kind === 'start' ? text : shortOperation(kind, text),
      faults: faults.map((fault) => formatMove({ client, fault })),
    })),
    stopped: game.stopped(),
    timeline: timeline(game, 80),
    ...picturePartsOf(timelineParts(game)),
    replayCommand: end ? commandFor(game, end.text) : null,
    orders: await census,
  };
}
