import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { start, workbook } from '../support/command.ts';
import { Debugger } from '../support/debugger.ts';
import { projectFolder } from '../support/project.ts';

const file = 'steps/01/start/accounts.ts';
const source = pathToFileURL(join(projectFolder, file)).href;
const lines = readFileSync(join(projectFolder, file), 'utf8').split('\n');
/** In `withdraw`, the line behind its screening. */
const breakpoint = lines.findIndex((line) => line.includes("kind: 'withdrawal'")) + 2;
const replay = ['replay', '01', 'lost-update', 'ABA', '--file', file];

it('--inspect lets a debugger step through one client while the other is held, and ends the same', async () => {
  assert.match(lines[breakpoint - 1] ?? '', /return this\.#store/);
  const expected = await workbook(replay);
  const child = start([...replay, '--inspect']);
  assert.ok(child.stdout && child.stderr);
  const ended = once(child, 'exit');
  const output = text(child.stdout);
  try {
    const address = await addressIn(child.stderr);
    await using session = await Debugger.attach(address);
    await session.go();
    const first = await session.pausedAt();
    assert.deepEqual([first.source, first.line], [source, 1]);
    await session.setBreakpoint(source, breakpoint);
    await session.resume();
    const paused = await session.pausedAt();
    assert.deepEqual([paused.source, paused.line], [source, breakpoint]);
    // The other client has deposited while this one was held, which has read the balance before that.
    assert.deepEqual(
      [await session.evaluate('balance'), await session.evaluate('this.#accounts[0].balance')],
      [70, 150],
    );
    await session.resume();
    const [code] = await ended;
    assert.deepEqual([code, await output], [expected.code, expected.stdout]);
  } finally {
    child.kill('SIGKILL');
  }
});

async function addressIn(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const [address] = /ws:\/\/[^\s:]+:\d+\/[\w-]+/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the command has ended without an address');
}
