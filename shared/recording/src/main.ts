import { parseArgs } from 'node:util';
import { allRaces, loadCourse } from '@workbook/course';
import { JobFailed, JudgePool, judgesSideBySide, startServicesFor } from '@workbook/judge';
import { ScriptError } from '@workbook/services';
import { type Recorded, recordRace } from './record-race.ts';
import { isCurrent, readRecording, textOf, writeRecording } from './recording-files.ts';

const usage = `npm run record [-- [--all] [--check] [RACE …] [STEP …]]

Records races in every order, for pages that play them without a server: of these races on these steps, or of all
of them, what is missing or out of date.

  --all    records what seems to be up to date as well
  --check  writes nothing, records all that is named, and says what is out of date

Exit codes: 0 all is well, 1 something is out of date or cannot be recorded, 2 it could not be run.`;

/** The command `npm run record`. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      all: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { all, check } = values;
  const named = await recordedNamed(positionals);
  const wanted = all || check ? named : named.filter((one) => !isCurrent(one));
  console.log(`${wanted.length} of ${named.length} to record`);
  if (wanted.length === 0) return 0;
  await using services = await startServicesFor(wanted.map(({ step }) => step));
  await using pool = new JudgePool(services, { size: judgesSideBySide() });
  const results = await Promise.all(wanted.map((one) => settle(one, pool, check)));
  return results.every(Boolean) ? 0 : 1;
}

/** Records one, and says what came of it. Returns whether all is well. */
async function settle(one: Recorded, pool: JudgePool, check: boolean): Promise<boolean> {
  const name = `${one.step.number} ${one.race.id}`;
  try {
    const recording = await recordRace(one, pool);
    const before = readRecording(one);
    const isSame = before !== undefined && textOf(before) === textOf(recording);
    if (check) {
      console.log(
        `${name}: ${isSame ? 'as recorded' : before ? 'out of date' : 'not recorded yet'}`,
      );
      return isSame;
    }
    const bytes = writeRecording(recording);
    const { counts, positions } = recording;
    console.log(
      `${name}: ${counts.orders} orders, ${positions.length} positions, ${bytes} bytes${isSame ? ', as before' : ''}`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    console.error(`${name}: ${error.message}`);
    return false;
  }
}

/** The races on the steps that the arguments name: all of them, where they name none. */
async function recordedNamed(texts: readonly string[]): Promise<readonly Recorded[]> {
  const course = await loadCourse();
  const races = allRaces(course);
  const isStep = (text: string) => course.some(({ number }) => number === text);
  const isRace = (text: string) => races.some(({ id }) => id === text);
  const stranger = texts.find((text) => !isStep(text) && !isRace(text));
  if (stranger !== undefined)
    throw new ScriptError(
      `${stranger} is neither a step nor a race: name a step, such as 05, or a race, such as lost-update`,
    );
  const steps = texts.some(isStep) ? course.filter(({ number }) => texts.includes(number)) : course;
  const chosen = texts.some(isRace) ? races.filter(({ id }) => texts.includes(id)) : races;
  return steps.flatMap((step) => chosen.map((race) => ({ race, step })));
}
