import type { Race } from '@workbook/course';
import {
  ExplorationError,
  formatMove,
  type GraphPosition,
  type JudgedRun,
  NotReproducible,
  PositionGraph,
  replayEach,
  type Turn,
} from '@workbook/explorer';
import { changesSomething, linesOf, type TurnLine } from '../timeline/timeline.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import { Look } from '../world/look/look.ts';
import type { Stored } from '../world/look/stored.ts';
import type { OwnStorageUrls } from '../world/storage.ts';
import { exploreOptions, type JudgeOptions, judge, type Report } from './judge.ts';
import { openWorld } from './open-world.ts';
import { Ways } from './ways.ts';

/** All orders of a race on a step, as they were run: each way from the first position to an end is one. */
export interface RaceRecord {
  readonly report: Report;
  readonly positions: readonly RecordedPosition[];
  readonly events: readonly RecordedEvent[];
}

/** Where a run stands between two moves, and what is stored there. */
export interface RecordedPosition {
  readonly next: GraphPosition['next'];
  readonly stored: Stored;
  /** A run that ends here. */
  readonly end?: JudgedRun<RaceDetail>;
}

/** What happens at a move. */
export interface RecordedEvent {
  readonly turn: Turn;
  /** The move as a schedule has it. */
  readonly move: string;
  /** What the timeline says of it: the turn itself, and what it brings about. */
  readonly lines: readonly TurnLine[];
  readonly changes: boolean;
}

/**
 * Runs `race` on the step in `file` in every order, as `judge` does, and then again and again until every move was made
 * at every position, with a look at what is stored before and after it. Each run must take the way that the search has
 * foreseen, and find the same as every other run at the same position.
 *
 * Throws `NotReproducible` when it does not, and what `judge` throws.
 */
export async function record(
  race: Race,
  file: string,
  urls: OwnStorageUrls,
  options: Omit<JudgeOptions, 'keepsRuns' | 'reduction'> = {},
): Promise<RaceRecord> {
  const { exploration, ...report } = await judge(race, file, urls, { ...options, keepsRuns: true });
  const { runs = [], learnt, ...counts } = exploration;
  const graph = new PositionGraph(runs);
  const stateless = options.stateless === true || report.memoryChanges !== undefined;
  const { memoryIsWatched } = options;
  const recording = new Recording(graph);
  await using world = await openWorld(race, file, urls, { stateless, memoryIsWatched });
  await using look = await Look.open(urls);
  const looks: Stored[] = [];
  const onRest = async (turns: readonly Turn[], nowMs: number) => {
    looks.length = turns.length;
    looks.push(await world.stored(look, turns, nowMs));
  };
  let run = exploration.run;
  let late = 0;
  const ways = new Ways(graph);
  for await (const one of replayEach(world, ways.schedules(), {
    ...exploreOptions(race, urls),
    knows: learnt,
    onRest,
  })) {
    run += 1;
    late = look.isLate ? late + 1 : 0;
    if (late > mostLate)
      throw new ExplorationError(
        'the machine is too busy to see how long a key of Redis has to live',
      );
    if (!look.isLate) ways.taken(recording.note(one, looks));
    options.onProgress?.({ run, waiting: ways.left, failing: exploration.failing });
  }
  return { report: { ...report, exploration: counts }, ...recording.whole() };
}

/** How many runs in a row may be too slow to be looked at. */
const mostLate = 20;

/** What the runs have found, put together. */
class Recording {
  readonly #graph: PositionGraph;
  readonly #stored: Stored[] = [];
  readonly #ends: JudgedRun<RaceDetail>[] = [];
  readonly #events: RecordedEvent[] = [];

  constructor(graph: PositionGraph) {
    this.#graph = graph;
  }

  /** Notes what a run has found, and returns its way. */
  note(run: JudgedRun<RaceDetail>, looks: readonly Stored[]): GraphPosition['next'] {
    const way = this.#graph.follow(run);
    if (!way)
      throw new NotReproducible(
        `schedule ${run.text} did something else than the search has foreseen`,
      );
    const { turns, detail } = run;
    for (const [i, { event, to }] of way.entries()) {
      const turn = turns[i] as Turn;
      this.#events[event] ??= {
        turn,
        move: formatMove(turn.move),
        lines: linesOf(turn, turns.slice(0, i + 1), detail.exchanges),
        changes: changesSomething(turn),
      };
      this.#look(to, looks[i + 1] as Stored, run);
    }
    this.#look(0, looks[0] as Stored, run);
    this.#ends[way.at(-1)?.to ?? 0] ??= run;
    return way;
  }

  whole(): Pick<RaceRecord, 'positions' | 'events'> {
    const positions = this.#graph.positions.map(({ next }, i): RecordedPosition => {
      const end = this.#ends[i];
      return { next, stored: this.#stored[i] as Stored, ...(end && { end }) };
    });
    return { positions, events: this.#events };
  }

  #look(position: number, stored: Stored, { text }: JudgedRun<RaceDetail>): void {
    const known = this.#stored[position];
    this.#stored[position] ??= stored;
    if (known && JSON.stringify(known) !== JSON.stringify(stored))
      throw new NotReproducible(
        `schedule ${text} found something else stored than another run that came to the same position: ${JSON.stringify(stored)}, and not ${JSON.stringify(known)}`,
      );
  }
}
