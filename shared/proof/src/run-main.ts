import { JobFailed } from '@workbook/race-test';
import { ServiceUnavailable } from '@workbook/services';

/**
 * Runs a command to its exit code. What it throws on purpose says in one sentence what to do, and ends
 * it with 2; the rest is a defect, and shows its stack.
 */
export async function runMain(name: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const expected =
      error instanceof ServiceUnavailable ||
      error instanceof TypeError ||
      error instanceof JobFailed;
    if (!expected) throw error;
    console.error(`${name}: ${error.message}`);
    process.exitCode = 2;
  }
}
