import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { projectFolder } from '@workbook/race-test';
import { withMap } from './readme-map.ts';
import type { CourseMap } from './results.ts';

/** Puts the map that comes in, as `workbook map --json` printed it, into the project's readme. */
const file = join(projectFolder, 'README.md');
const map = (await json(process.stdin)) as CourseMap;
await writeFile(file, withMap(await readFile(file, 'utf8'), map));
