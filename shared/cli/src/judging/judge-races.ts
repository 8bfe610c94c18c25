import {
  type CourseStep,
  JobFailed,
  type JudgePool,
  type Race,
  type Report,
} from '@workbook/race-test';
import type { JudgedFile } from '../usage/arguments.ts';

/** What a judge said of one race: its report, or why it cannot say anything. */
export interface Judgement {
  readonly race: Race;
  readonly report?: Report;
  /** The file does not do the same thing twice: neither good nor bad, but no verdict. */
  readonly refusal?: JobFailed;
}

export interface CheckProgress {
  readonly done: number;
  readonly race: string;
  readonly runs: number;
}

/**
 * Judges a file by each of `races`, up to the first order that fails in each.
 * Throws `JobFailed`, that names the race, as soon as the file turns out to be none that can be judged.
 */
export async function judgeRaces(
  races: readonly Race[],
  step: CourseStep,
  file: JudgedFile,
  pool: Pick<JudgePool, 'judge'>,
  onProgress: (progress: CheckProgress) => void,
): Promise<readonly Judgement[]> {
  let done = 0;
  const judge = async (race: Race): Promise<Judgement> => {
    const report = await pool.judge(
      { race: race.id, step: step.number, file: file.path, options: { stopAtFirst: true } },
      ({ run }) => onProgress({ done, race: race.name, runs: run }),
    );
    return { race, report };
  };
  return Promise.all(
    races.map(async (race) => {
      const judgement = await judge(race).catch((error: unknown) => refused(race, error));
      done += 1;
      onProgress({ done, race: race.name, runs: judgement.report?.exploration.run ?? 0 });
      return judgement;
    }),
  );
}

function refused(race: Race, error: unknown): Judgement {
  if (!(error instanceof JobFailed)) throw error;
  if (error.kind === 'not-reproducible') return { race, refusal: error };
  if (error.kind === 'cannot-load') throw error;
  throw new JobFailed(error.kind, `in the race "${race.name}", ${error.message}`);
}
