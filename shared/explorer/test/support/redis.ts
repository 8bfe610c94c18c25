import assert from 'node:assert/strict';
import { after } from 'node:test';
import { startServices } from '@workbook/services';

const stack = new AsyncDisposableStack();
let server: Promise<string> | undefined;
after(() => stack.disposeAsync());

/** The url of a Redis for all test files of this process: it starts when the first one asks. */
export function testRedis(): Promise<string> {
  server ??= startServices({ redis: true }).then((services) => {
    assert.ok(services.redis);
    return stack.use(services).redis?.url as string;
  });
  return server;
}
