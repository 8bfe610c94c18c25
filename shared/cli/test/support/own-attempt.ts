import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes an attempt with everything that a learner may have in one: files of the course's own names
 * too, folders, what is no TypeScript, modes, and links of all kinds.
 */
export async function makeOwnAttempt(folder: string, mark = 'mine'): Promise<void> {
  await mkdir(join(folder, 'nested/deep'), { recursive: true });
  await mkdir(join(folder, 'empty/inside'), { recursive: true });
  const files: Readonly<Record<string, string | Buffer>> = {
    'accounts.ts': `export { createAccounts } from './main.ts'; // ${mark}\n`,
    'main.ts': `// my own main, ${mark}\n`,
    'nested/main.ts': `// another main, ${mark}\n`,
    'nested/deep/accounts.ts': '// not the one that is judged\n',
    'package.json': '{}\n',
    'notes.md': '# Notes\n',
    '.env': 'SECRET=1\n',
    '.unfinished': 'a name that the workbook has used\n',
    'no line end': 'x',
    'empty.ts': '',
    'picture.bin': Buffer.from([0, 255, 13, 10, 0]),
    'run.sh': '#!/bin/sh\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await symlink('main.ts', join(folder, 'link to a file.ts'));
  await symlink('../nested', join(folder, 'empty/link to a folder'));
  await symlink('/nowhere/at/all', join(folder, 'link to nothing'));
  await chmod(join(folder, 'run.sh'), 0o755);
  await chmod(join(folder, 'notes.md'), 0o400);
  await chmod(join(folder, '.env'), 0o600);
  await chmod(join(folder, 'nested'), 0o700);
  await chmod(folder, 0o750);
}
