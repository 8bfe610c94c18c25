import assert from 'node:assert/strict';
import os from 'node:os';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { explore } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';

const anHourMs = 3_600_000;

/** What a clock says, in milliseconds, at the beginning of a run and an hour later, to a client that is alone. */
async function anHourApart(clock: () => number): Promise<readonly [number, number]> {
  const told: number[] = [];
  await explore(
    codeScenario({
      share: () => undefined,
      clients: {
        A: async () => {
          told.push(clock());
          await delay(anHourMs);
          told.push(clock());
        },
      },
    }),
  );
  const [first, later] = told;
  assert.ok(first !== undefined && later !== undefined);
  return [first, later];
}

const spoken = { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' } as const;
const format = new Intl.DateTimeFormat('en-US', spoken);

describe('a clock that code asks', () => {
  const sinceItsBeginning: Record<string, () => number> = {
    'performance.now': () => performance.now(),
    'process.hrtime': () => process.hrtime()[0] * 1000 + process.hrtime()[1] / 1e6,
    'process.hrtime.bigint': () => Number(process.hrtime.bigint()) / 1e6,
    'process.uptime': () => process.uptime() * 1000,
    'os.uptime': () => os.uptime() * 1000,
  };
  for (const [name, clock] of Object.entries(sinceItsBeginning))
    it(`goes by the time of the run, and has begun before it: ${name}`, async () => {
      const [first, later] = await anHourApart(clock);
      assert.equal(later - first, anHourMs);
      assert.ok(first > 0, `${name} begins with ${first}`);
    });

  const ofTheDay: Record<string, () => number> = {
    'Date.now': () => Date.now(),
    'new Date': () => new Date().getTime(),
    Date: () => Date.parse(Date()),
    'performance.timeOrigin': () => performance.timeOrigin + performance.now(),
    'Intl.DateTimeFormat': () => Date.parse(`${format.format()} UTC`),
    'its formatToParts': () =>
      Date.parse(
        `${format
          .formatToParts()
          .map(({ value }) => value)
          .join('')} UTC`,
      ),
  };
  for (const [name, clock] of Object.entries(ofTheDay))
    it(`tells the day of the run: ${name}`, async () => {
      const beganMs = Date.UTC(2026, 0, 1);
      assert.deepEqual(await anHourApart(clock), [beganMs, beganMs + anHourMs]);
    });

  it('tells all other code the real time', () => {
    const beforeMs = Math.floor(Date.now() / 1000) * 1000;
    const clocks = [ofTheDay['performance.timeOrigin'], ofTheDay['Intl.DateTimeFormat']];
    for (const clock of clocks) assert.ok(clock && clock() >= beforeMs);
  });
});
