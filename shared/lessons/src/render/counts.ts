import type { Exploration } from '@workbook/explorer';
import type { RaceDetail } from '@workbook/judge';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import type { Target } from '../page/targets.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { formatCount, table } from './text.ts';

/** `counts races=a,b on=03,04`: a table of races and code, each cell with its verdict and counts. */
export async function renderCounts(block: Block, runs: LessonRuns): Promise<string> {
  return renderTable(block, runs, (race, target) => runs.explore(race, target), withCounts);
}

/** `verdicts races=a,b on=03,04`: the same without counts, much faster where a race is possible. */
export async function renderVerdicts(block: Block, runs: LessonRuns): Promise<string> {
  return renderTable(
    block,
    runs,
    (race, target) => runs.firstFailure(race, target),
    ({ verdict }) => (verdict === 'possible' ? '**possible**' : verdict),
  );
}

async function renderTable(
  block: Block,
  runs: LessonRuns,
  run: LessonRuns['explore'],
  describe: (exploration: Exploration<RaceDetail>) => string,
): Promise<string> {
  const args = argsOf(block, ['races', 'on']);
  const races = args.races.split(',').map((id) => runs.race(id));
  const targets = await Promise.all(args.on.split(',').map((name) => runs.target(name)));
  const rows = races.map(async (race) => {
    const cells = targets.map(async (target) => describe(await run(race, target)));
    return [race.name, ...(await Promise.all(cells))];
  });
  return table([['race', ...targets.map(headingOf)], ...(await Promise.all(rows))]);
}

function headingOf({ name, finished, without, step }: Target): string {
  return finished ? `step ${step}` : without ? `without ${without}` : name.slice(step.length + 1);
}

function withCounts({ verdict, possible, failing }: Exploration<RaceDetail>): string {
  if (possible === 1)
    return verdict === 'possible'
      ? '**possible**: the only order fails'
      : `${verdict} in the only order`;
  return verdict === 'possible'
    ? `**possible**: ${formatCount(failing)} of ${formatCount(possible)} orders ${failing === 1 ? 'fails' : 'fail'}`
    : `${verdict} in all ${formatCount(possible)} orders`;
}
