import type { JudgedRun, Turn } from '@workbook/explorer';
import type { RaceDetail } from '@workbook/judge';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { CannotRender } from '../page/problem.ts';
import type { Target } from '../page/targets.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { table } from './text.ts';

/**
 * `crashes race=R on=04`: for each operation of the only client, what the accounts hold when the
 * service crashes before the operation is sent, and when it crashes after it was done; for a race
 * with half writes, also what a crash in the middle of a file's write leaves.
 */
export async function renderCrashes(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['race', 'on']);
  const race = runs.race(args.race);
  const clients = Object.keys(race.clients);
  const [client = ''] = clients;
  if (clients.length !== 1)
    throw new CannotRender(
      `crashes needs a race of one client, and ${race.id} has ${clients.length}`,
    );
  const target = await runs.target(args.on);
  const { turns } = await runs.replay(race, target, client);
  const crash = (done: number, sign: string) =>
    runs.replay(race, target, `${client.repeat(done)}${client}${sign}`);
  const halves = race.faults?.includes('crash-half') ?? false;
  const rows = turns.map(async (turn, i) => [
    `${i + 1}`,
    nameOf(turn),
    survivors(await crash(i, '-')),
    ...(halves ? [isWrite(turn) ? survivors(await crash(i, '%')) : ''] : []),
    turn.kind === 'start' ? '' : survivors(await crash(i, '+')),
  ]);
  return table([
    [
      '',
      `operation in ${headingOf(target)}`,
      'crash before it',
      ...(halves ? ['half written'] : []),
      'crash after it, reply lost',
    ],
    ...(await Promise.all(rows)),
  ]);
}

function headingOf({ name }: Target): string {
  return name.includes('/') ? name : `step ${name}`;
}

/** `UPDATE`, or what the client was about to do. */
function nameOf({ sql, text }: Turn): string {
  if (!sql) return text;
  const verb = sql.verb === 'savepoint' ? ofSavepoint.exec(text)?.[0] : sql.verb;
  return `\`${verb === undefined || verb === 'other' ? text : verb.toUpperCase()}\``;
}

/** What is done with a savepoint: it is made, left behind, or gone back to. */
const ofSavepoint = /^(?:savepoint|release|rollback to)\b/i;

function isWrite({ kind, text }: Turn): boolean {
  return kind === 'file' && /^write/.test(text);
}

/** `ann 70, bob 100`, in bold where that is wrong. */
function survivors({ detail, violation }: JudgedRun<RaceDetail>): string {
  const { final } = detail;
  const held = final
    ? final.map(({ owner, balance }) => `${owner} ${balance}`).join(', ') || 'no accounts'
    : 'cannot be read';
  return violation === undefined ? held : `**${held}**`;
}
