import assert from 'node:assert/strict';
import { it } from 'node:test';
import { debuggerText } from '../../src/text/debugger-text.ts';

it('what is said while a debugger is waited for breaks no word, and names the port that is listened at', () => {
  const address = 'ws://127.0.0.1:34765/0fc4c547-0aa6-4b85-ade6-e9cd43e195c3';
  assert.equal(
    debuggerText(address, 'steps/03/attempt/accounts.ts', 80),
    `The judge waits for a debugger at
${address}
Attach one (in Chrome by chrome://inspect, in VS Code by "Attach to Node
Process", in a terminal by node inspect 127.0.0.1:34765), set breakpoints where
it stops, in the first line of steps/03/attempt/accounts.ts, and let it go on.
Ctrl-C ends it.`,
  );
});
