import { JobFailed, type JudgeOptions, type JudgePool, type Report } from '@workbook/judge';

/** The code that a race is searched on, and the race. */
export interface Job {
  readonly race: string;
  readonly step: string;
  readonly file: string;
}

/**
 * Searches a race up to the first order that fails. Resolves to the failure when the code cannot be
 * judged; throws an error that says nothing about the code.
 */
export async function searchRace(
  pool: Pick<JudgePool, 'judge'>,
  job: Job,
  limits: Pick<JudgeOptions, 'maxRuns' | 'stateless'> = {},
): Promise<Report['exploration'] | JobFailed> {
  try {
    return (await pool.judge({ ...job, options: { stopAtFirst: true, ...limits } })).exploration;
  } catch (error) {
    if (error instanceof JobFailed) return error;
    throw error;
  }
}
