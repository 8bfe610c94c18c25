import { once } from 'node:events';
import { start } from './command.ts';
import type { Home } from './home.ts';
import { addressIn } from './pages.ts';

/** The real command, with its pages. */
export async function servePages(
  home: Home,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const child = start(['web', '--port', '0', ...args], { env: { ...home.env, ...env } });
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'exit');
  const address = await addressIn(() => said);
  return {
    child,
    address,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
