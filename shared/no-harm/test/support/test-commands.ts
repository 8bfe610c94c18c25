import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { CommandRow } from './commands.ts';
import { type Dump, type ForeignServers, hashOf, startForeignServers } from './foreign-servers.ts';
import { runCommand } from './run-command.ts';

const skipsLong =
  !process.env.WORKBOOK_EVERY_COMMAND && 'it takes minutes: WORKBOOK_EVERY_COMMAND=1 runs it';

/** Declares a test for each command: on servers that other programs use, it touches nothing of theirs. */
export function testCommands(commands: readonly CommandRow[]): void {
  let servers: ForeignServers;
  let home: string;
  let earlier: Dump;
  before(async () => {
    servers = await startForeignServers();
    earlier = await servers.dump();
    home = await mkdtemp(join(tmpdir(), 'workbook-no-harm-'));
  });
  after(async () => {
    await servers[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  });

  for (const row of commands) {
    const name = `${row.command}${row.endedBy ? `, ended by ${row.endedBy}` : ''}`;
    it(name, { skip: row.isLong && skipsLong }, async (context) => {
      const { code, output } = await runCommand(row, {
        ...servers.environment,
        WORKBOOK_HOME: home,
      });
      if (!row.endedBy) assert.equal(code, row.code ?? 0, output);
      // The next visit removes what a killed command has left.
      if (row.endedBy === 'SIGKILL') await runCommand(visit, servers.environment);
      const later = await servers.dump();
      assert.equal(later.postgres, earlier.postgres);
      assert.equal(later.redis, earlier.redis);
      earlier = later;
      context.diagnostic(`PostgreSQL ${hashOf(later.postgres)}, Redis ${hashOf(later.redis)}`);
    });
  }
}

const visit = { command: 'npm start -w step-08', endedBy: 'SIGTERM' } as const;
