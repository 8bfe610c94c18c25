import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlFiles, explore } from '../../../src/index.ts';
import { codeScenario } from '../code-scenario.ts';
import { addOne } from './keeps-files.ts';

/** Prints what the explorer says of two clients that count in a file by a library that keeps its calls. */
controlFiles();
const folder = mkdtempSync(join(tmpdir(), 'counts-'));
const file = join(folder, 'count');
const scenario = codeScenario({
  share: () => writeFileSync(file, '0'),
  clients: { A: () => addOne(file), B: () => addOne(file) },
  judge: () => {
    const count = readFileSync(file, 'utf8');
    return { outcome: count, ...(count !== '2' && { violation: `counted ${count}` }) };
  },
});
await explore(scenario).then(
  ({ verdict }) => console.log(verdict),
  (error: Error) => console.log(error.message),
);
rmSync(folder, { recursive: true });
