import { parseArgs } from 'node:util';
import { allRaces, loadCourse } from '@workbook/course';
import { JobFailed, JudgePool, judgesSideBySide, startServicesFor } from '@workbook/judge';
import { ScriptError } from '@workbook/services';
import type { Recording } from './format.ts';
import { cellName, isIn, type MapPart, mappedRaces, notRecorded } from './mapped-races.ts';
import { timeLeft } from './progress.ts';
import { type Recorded, recordRace } from './record-race.ts';
import { isCurrent, readRecording, textOf, writeRecording } from './recording-files.ts';
import { reworded } from './reworded.ts';

const usage = `npm run record [-- [--all] [--check] [--words] [--part N/M] [RACE …] [STEP …]]

Records races in every order, for pages that play them without a server: each race of the course map, or these races
and steps of it, where the recording is missing or out of date. What was recorded stays when it is stopped, and it
goes on there when it is started again.

  --all       records what seems to be up to date as well
  --check     writes nothing, records all that is named, and says what is out of date
  --words     runs nothing, and says what was recorded in the words of today
  --part N/M  only the N-th of M parts: 3/16. Each cell of the map is always in the same part

Exit codes: 0 all is well, 1 something is out of date or cannot be recorded, 2 it could not be run.`;

/** The command `npm run record`. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      all: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      part: { type: 'string' },
      words: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { all, check, words } = values;
  const part = values.part === undefined ? undefined : partOf(values.part);
  const named = (await mappedNamed(positionals)).filter((one) => !part || isIn(one, part));
  if (words) return putInWords(named);
  const isWanted = (one: Recorded) => all || (!isCurrent(one) && !notRecorded[cellName(one)]);
  const wanted = check ? named : named.filter(isWanted);
  console.log(`${wanted.length} of ${named.length} to record`);
  if (wanted.length === 0) return 0;
  await using services = await startServicesFor(wanted.map(({ step }) => step));
  await using pool = new JudgePool(services, { size: judgesSideBySide(), hangTimeoutMs });
  const beganMs = performance.now();
  let done = 0;
  const results = await Promise.all(
    wanted.map(async (one) => {
      const { isWell, says } = await (check ? checked(one, pool) : recorded(one, pool));
      done += 1;
      const left = timeLeft(performance.now() - beganMs, done, wanted.length);
      console.log(`${done} of ${wanted.length}${left} · ${cellName(one)}: ${says}`);
      return isWell;
    }),
  );
  return results.every(Boolean) ? 0 : 1;
}

/** What is sent stays as it is, and with it all that is counted. */
function putInWords(named: readonly Recorded[]): number {
  const said = named.flatMap((one) => readRecording(one) ?? []);
  const other = said.map(reworded).filter((one, i) => textOf(one) !== textOf(said[i] as Recording));
  for (const one of other) writeRecording(one);
  console.log(`${other.length} of ${said.length} said in other words`);
  return 0;
}

/** The finished code does not hang, and to put thousands of positions together takes a while on a busy machine. */
const hangTimeoutMs = 300_000;

/** What came of one. */
interface Settled {
  readonly isWell: boolean;
  /** In a few words. */
  readonly says: string;
}

async function recorded(one: Recorded, pool: JudgePool): Promise<Settled> {
  try {
    const recording = await recordRace(one, pool);
    const isSame = isAsRecorded(one, textOf(recording));
    const bytes = writeRecording(recording);
    const { counts, positions } = recording;
    const says = `${counts.orders} orders, ${positions.length} positions, ${bytes} bytes${isSame ? ', as before' : ''}`;
    return { isWell: true, says };
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    return { isWell: false, says: error.message };
  }
}

async function checked(one: Recorded, pool: JudgePool): Promise<Settled> {
  const reason = notRecorded[cellName(one)];
  try {
    const isSame = isAsRecorded(one, textOf(await recordRace(one, pool)));
    if (reason !== undefined)
      return {
        isWell: false,
        says: 'can be recorded: take it out of notRecorded in mapped-races.ts',
      };
    const isThere = readRecording(one) !== undefined;
    return {
      isWell: isSame,
      says: isSame ? 'as recorded' : isThere ? 'out of date' : 'not recorded yet',
    };
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    const isForeseen = reason !== undefined && error.kind === 'not-reproducible';
    return { isWell: isForeseen, says: isForeseen ? `not recorded, ${reason}` : error.message };
  }
}

function isAsRecorded(one: Recorded, text: string): boolean {
  const before = readRecording(one);
  return before !== undefined && textOf(before) === text;
}

function partOf(text: string): MapPart {
  const [, part = 0, of = 0] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (part < 1 || part > of)
    throw new ScriptError(`--part ${text} is no part: say which of how many, such as --part 3/16`);
  return { part, of };
}

/** The cells of the map that the arguments name: all of them, where they name none. */
async function mappedNamed(texts: readonly string[]): Promise<readonly Recorded[]> {
  const course = await loadCourse();
  const races = allRaces(course);
  const isStep = (text: string) => course.some(({ number }) => number === text);
  const isRace = (text: string) => races.some(({ id }) => id === text);
  const stranger = texts.find((text) => !isStep(text) && !isRace(text));
  if (stranger !== undefined)
    throw new ScriptError(
      `${stranger} is neither a step nor a race: name a step, such as 05, or a race, such as lost-update`,
    );
  const ofAll = (is: (text: string) => boolean) => !texts.some(is);
  return mappedRaces(course).filter(
    ({ race, step }) =>
      (ofAll(isStep) || texts.includes(step.number)) && (ofAll(isRace) || texts.includes(race.id)),
  );
}
