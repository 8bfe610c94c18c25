#!/usr/bin/env node
/**
 * Starts the command. This file is plain JavaScript that an old Node understands, because the
 * project's own Node is pinned in node_modules and the one on the path may be older: then the
 * pinned one runs the same file again.
 */
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestMajor = 24;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

if (Number(process.versions.node.split('.')[0]) >= oldestMajor) await start();
else startWithPinnedNode();

async function start() {
  // Under an older Node this is a child of that one, and ends with it, kill -9 included.
  process.on('disconnect', () => process.exit());
  process.channel?.unref();
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const cache = process.env.WORKBOOK_CACHE || join(root, '.workbook', 'cache');
  module.enableCompileCache(join(cache, 'node'));
  // This Node reads TypeScript by itself, and starts faster without help.
  await import('../src/main.ts');
}

function startWithPinnedNode() {
  const require = createRequire(import.meta.url);
  let node;
  try {
    node = join(dirname(require.resolve('node/package.json')), 'bin/node');
  } catch {
    console.error(
      `workbook: Node ${process.version} is too old, and the project's own is not installed: run npm ci.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  child.on('error', (error) => {
    console.error(
      `workbook: the project's own Node does not start (${error.message}): run npm ci.`,
    );
    process.exit(2);
  });
  // The child decides what a signal means; this process only waits for its answer.
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 2);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}
