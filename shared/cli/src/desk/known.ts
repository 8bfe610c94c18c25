import type { TestResult } from '../json/test.ts';
import type { AttemptProgress, RaceStanding } from '../judging/attempt-progress.ts';
import type { Known } from './standing-text.ts';

/**
 * What is known of races and tasks: by the verdict, or by what was judged so far. What was found behind the first race
 * that fails depends on which judge was faster, and is not told.
 */
export function knownIn({
  result,
  judging,
}: {
  readonly result?: TestResult;
  readonly judging?: Pick<AttemptProgress, 'races' | 'tasks'>;
}): Known {
  const races = judging?.races ?? [];
  if (!result) return { races, tasks: judging?.tasks ?? [] };
  const judged = new Map(result.races.map((race) => [race.id, race]));
  const failing = races.findIndex(({ race }) => race.id === result.failing);
  const settled = races.map(({ race, standing }, i): RaceStanding => {
    if (failing >= 0 && i > failing) return { race, standing: 'waiting' };
    const { verdict = 'inconclusive', wrongAlone = false } = judged.get(race.id) ?? {};
    return {
      race,
      standing: verdict === 'inconclusive' ? standing : verdict,
      ...(wrongAlone && { wrongAlone }),
    };
  });
  return { races: settled, tasks: result.tasks };
}
