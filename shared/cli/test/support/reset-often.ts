import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attemptFolder } from '@workbook/course';
import { resetCommand } from '../../src/commands/reset.ts';

/** One terminal of several: saves a file as an editor does, resets, and does both again. */
const [terminal, rounds] = process.argv.slice(2).map(Number);
const attempt = attemptFolder('01');

for (let round = 0; round < (rounds ?? 0); round += 1) {
  save(join(attempt, `mine-${terminal}-${round}.ts`), `// terminal ${terminal}, round ${round}\n`);
  await resetCommand('01', { json: true });
}

/** The folder may go in between, by another terminal: then it is made again. */
function save(file: string, text: string): void {
  for (;;) {
    mkdirSync(attempt, { recursive: true });
    try {
      return writeFileSync(file, text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
