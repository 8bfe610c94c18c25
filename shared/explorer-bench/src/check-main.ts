import { parseArgs } from 'node:util';
import { loadCourse } from '@workbook/course';
import {
  makeRunFolder,
  runsFolder,
  ScriptError,
  startServices,
  wholeNumber,
} from '@workbook/services';
import { checkoutHere, checkoutOf } from './checkout.ts';
import { describeMachine, loadNow } from './machine.ts';
import { measureMap, measureVerdicts } from './measure-verdicts.ts';
import { writeVerdicts } from './page.ts';
import { versionOf } from './postgres-version.ts';
import { verdictsTable } from './verdicts-table.ts';

const usage = `Usage: npm run bench:check [-- [--rounds N] [--step NN] [--beside COMMIT] [--map] [--publish]]

Measures how long the workbook takes to say red, probably green, and green, from the start of its command to the end,
on servers that are warm.

  --rounds N       measurements of each figure (5)
  --step NN        only this step; may be repeated
  --beside COMMIT  measures the project as it was then, too, in turn
  --map            also measures the whole course map, once
  --publish        also writes the table into docs/bench.md`;

/** The command `npm run bench:check`. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      step: { type: 'string', multiple: true },
      beside: { type: 'string' },
      map: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const rounds = wholeNumber('--rounds', values.rounds);
  const steps = await stepsAsked(values.step);
  const load = loadNow();
  await using folder = await makeRunFolder(await runsFolder(), 'bench');
  const checkouts = [
    await checkoutHere(folder.path),
    ...(values.beside === undefined ? [] : [await checkoutOf(values.beside, folder.path)]),
  ];
  await using services = await startServices({ postgres: true, redis: true, toJudge: true });
  const urls = { postgres: services.postgres.url, redis: services.redis.url };
  const measured = await measureVerdicts(checkouts, steps, urls, rounds, tell);
  const withMap: typeof measured = [];
  for (const [i, times] of measured.entries()) {
    const checkout = checkouts[i];
    if (values.map) tell(`the map, ${times.name}`);
    const mapMs = values.map && checkout ? await measureMap(checkout, urls) : undefined;
    withMap.push({ ...times, ...(mapMs !== undefined && { mapMs }) });
  }
  const machine = describeMachine(await versionOf(urls.postgres), undefined, load);
  const table = verdictsTable(withMap, rounds, machine);
  console.log(table);
  if (values.publish) await writeVerdicts(table);
  return 0;
}

async function stepsAsked(numbers: readonly string[] | undefined) {
  const course = await loadCourse();
  const unknown = numbers?.find((text) => !course.some(({ number }) => number === text));
  if (unknown !== undefined)
    throw new ScriptError(
      `there is no step ${unknown}: there are ${course.map(({ number }) => number).join(', ')}`,
    );
  return numbers ? course.filter(({ number }) => numbers.includes(number)) : course;
}

/** It takes minutes: a line for each measurement, beside the result. */
function tell(sentence: string): void {
  console.error(sentence);
}
