import { loadCourse } from '@workbook/course';
import {
  type CrashMatrix,
  crashMatrix,
  crashTable,
  type Protocol,
  protocolOfStep,
  studiedProtocols,
} from '@workbook/judge';
import { createDatabase } from '@workbook/services';
import type { CrashesResult } from '../json/crashes.ts';
import { printJson } from '../json/print-json.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { lessonText } from '../lesson/lesson-text.ts';
import { proseWidth } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** Executes every crash and every pause of the protocols for a database with a cache. */
export async function crashesCommand({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const { matrices, environment } = await measure();
  if (json) printJson<CrashesResult>({ environment, matrices });
  else print(crashesText(matrices, process.stdout));
  return exitCodes.green;
}

/** For a terminal, as wide as it is; in Markdown for all else, which may be a page. */
export function crashesText(
  matrices: readonly CrashMatrix[],
  { isTTY, columns = 80 }: { readonly isTTY?: boolean; readonly columns?: number },
): string {
  const markdown = [...matrices.map(crashTable), legend].join('\n\n');
  return isTTY
    ? lessonText(markdown, { width: proseWidth(columns), codeWidth: columns })
    : markdown;
}

async function measure(): Promise<Pick<CrashesResult, 'environment' | 'matrices'>> {
  using progress = progressLine();
  progress.show('starting the servers');
  const step = stepNamed(await loadCourse(), '08');
  return await withWorkshop(
    [step],
    progress.show,
    async ({ services, environment, whyNoRedis }) => {
      if (whyNoRedis) throw whyNoRedis;
      const { postgres, redis } = services;
      const matrices: CrashMatrix[] = [];
      const protocols: readonly Protocol[] = [
        ...studiedProtocols,
        await protocolOfStep('what step 08 does', step.file),
      ];
      for (const [i, protocol] of protocols.entries()) {
        progress.show(`${i + 1} of ${protocols.length}: ${protocol.name}`);
        const name = `workbook_${process.pid}_crashes_${i + 1}`;
        const postgresUrl = await createDatabase(postgres?.url ?? '', name);
        matrices.push(await crashMatrix(protocol, { postgresUrl, redisUrl: redis?.url ?? '' }));
      }
      return { matrices, environment };
    },
  );
}

const legend =
  'A withdraws 40 of 100. "+" is right: PostgreSQL holds what the answers promise, a request without an answer being done or not, and the cache holds the same or nothing. "keys expired" is after a minute.';
