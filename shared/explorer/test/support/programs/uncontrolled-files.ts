import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explore } from '../../../src/index.ts';
import { codeScenario } from '../code-scenario.ts';

/** Prints why the explorer refuses clients whose files are not under control. */
const folder = mkdtempSync(join(tmpdir(), 'escapes-'));
for (const work of [() => stat(folder), async () => writeFileSync(join(folder, 'written'), 'x')]) {
  const scenario = codeScenario({ share: () => undefined, clients: { A: work } });
  await explore(scenario).catch((error: Error) => console.log(error.message));
}
rmSync(folder, { recursive: true });
