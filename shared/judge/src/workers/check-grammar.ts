import { CannotLoad, checkGrammar } from '../world/load-step.ts';
import { JobFailed } from './job.ts';

/**
 * What a judge would find first, before servers and judges are started for it: throws `JobFailed` of the kind
 * `cannot-load` when `file` breaks the grammar.
 */
export async function refuseBrokenGrammar(file: string): Promise<void> {
  try {
    await checkGrammar(file);
  } catch (error) {
    if (!(error instanceof CannotLoad)) throw error;
    throw new JobFailed('cannot-load', error.message);
  }
}
