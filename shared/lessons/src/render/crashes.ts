import type { JudgedRun, Step } from '@workbook/explorer';
import type { RaceDetail } from '@workbook/race-test';
import { argsOf } from '../args.ts';
import type { Bench } from '../bench.ts';
import type { Block } from '../blocks.ts';
import { CannotRender } from '../problem.ts';
import type { Target } from '../targets.ts';
import { table } from './text.ts';

/**
 * `crashes race=R on=04`: for each operation of the only client, what the accounts hold when the
 * service crashes before the operation is sent, and when it crashes after it was done; for a race
 * with half writes, also what a crash in the middle of a file's write leaves.
 */
export async function renderCrashes(block: Block, bench: Bench): Promise<string> {
  const args = argsOf(block, ['race', 'on']);
  const race = bench.race(args.race);
  const clients = Object.keys(race.clients);
  const [client = ''] = clients;
  if (clients.length !== 1)
    throw new CannotRender(
      `crashes needs a race of one client, and ${race.id} has ${clients.length}`,
    );
  const target = await bench.target(args.on);
  const { steps } = await bench.replay(race, target, client);
  const crash = (done: number, sign: string) =>
    bench.replay(race, target, `${client.repeat(done)}${client}${sign}`);
  const halves = race.faults?.includes('crash-half') ?? false;
  const rows = steps.map(async (step, i) => [
    `${i + 1}`,
    nameOf(step),
    survivors(await crash(i, '-')),
    ...(halves ? [isWrite(step) ? survivors(await crash(i, '%')) : ''] : []),
    step.kind === 'start' ? '' : survivors(await crash(i, '+')),
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
function nameOf({ kind, text }: Step): string {
  return kind === 'sql' ? `\`${text.split(' ', 1)[0]?.toUpperCase()}\`` : text;
}

function isWrite({ kind, text }: Step): boolean {
  return kind === 'file' && /^write/.test(text);
}

/** `ann 70, bob 100`, in bold where that is wrong. */
function survivors({ detail, violation }: JudgedRun): string {
  const { final } = detail as RaceDetail;
  const held = final
    ? final.map(({ owner, balance }) => `${owner} ${balance}`).join(', ') || 'no accounts'
    : 'cannot be read';
  return violation === undefined ? held : `**${held}**`;
}
