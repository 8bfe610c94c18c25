import { type CourseStep } from '@workbook/course';
import { timeline, timelineText } from '@workbook/judge';
import type { CheckedRace } from '../json/check.ts';
import type { Picture } from '../json/picture.ts';
import { noVerdict, raceVerdictOf } from '../json/race-verdict.ts';
import { type Replayed, replayCommand } from '../text/replay-command.ts';
import type { RaceResult } from './judge-races.ts';
import { picturePartsOf } from './picture-parts.ts';
import { sourceOf } from './source-of.ts';

/** What was found of one race, as the documented fields. */
export function checkedRace({ race, report, refusal }: RaceResult): CheckedRace {
  const { id, name, nobodyOverlaps = false } = race;
  const verdict = report ? raceVerdictOf(report) : noVerdict(refusal?.message ?? '');
  return { id, name, nobodyOverlaps, ...verdict };
}

/**
 * The first order that fails as a timeline, with the command that runs it again on the code that
 * `code` names; null when none fails. It names places where `path` is the file that was judged, and a
 * person can open it.
 */
export function pictureOf(
  { race, report }: RaceResult,
  { number: step }: CourseStep,
  code: Pick<Replayed, 'file' | 'without'>,
  path?: string,
): Picture | null {
  const run = report?.exploration.first;
  if (!run) return null;
  const command = replayCommand({ step, race: race.id, schedule: run.text, ...code });
  const sourceAt = path === undefined ? undefined : sourceOf(path);
  const parts = timeline(race, run, { replayCommand: command, sourceAt });
  return {
    race: race.id,
    schedule: run.text,
    text: timelineText(parts),
    ...picturePartsOf(parts),
    replayCommand: command,
  };
}
