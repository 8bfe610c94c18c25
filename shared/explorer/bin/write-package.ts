import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { calledFrom, runScript } from '@workbook/services';
import { writePackage } from './package-folder.ts';

/** `npm run package -w @workbook/explorer -- FOLDER`: what `npm publish FOLDER` then publishes. */
await runScript('package', async ([folder = join(import.meta.dirname, '../dist')]) => {
  const target = resolve(calledFrom(), folder);
  await mkdir(target, { recursive: true });
  await writePackage(target);
  console.log(target);
  return 0;
});
