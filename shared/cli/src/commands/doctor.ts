import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { findingsOfDoctor } from '../doctor/findings.ts';
import type { DoctorResult, Finding } from '../json/doctor.ts';
import { printJson } from '../json/print-json.ts';
import { colors } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { signs } from '../text/verdict.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** Says what would serve PostgreSQL and Redis, and what is in the way of a run, with its fix. */
export async function doctorCommand({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const { needs } = stepOrCurrent(await loadCourse());
  const findings = await look(needs);
  const ok = findings.every((one) => one.ok);
  if (json) printJson<DoctorResult>({ ok, findings });
  else {
    print(findings.map(line).join('\n'));
    print(`\n${ok ? 'All is well.' : 'Not all is well: see → above.'}`);
  }
  return ok ? exitCodes.green : exitCodes.broken;
}

async function look(needs: readonly string[]): Promise<readonly Finding[]> {
  using progress = progressLine();
  return await findingsOfDoctor(needs, progress.show);
}

function line({ what, ok, finding, fix }: Finding): string {
  const sign = ok ? colors.green(signs.prevented) : colors.red(signs.possible);
  return `${sign} ${what.padEnd(12)}${finding}${fix ? `\n  ${' '.repeat(12)}→ ${fix}` : ''}`;
}
