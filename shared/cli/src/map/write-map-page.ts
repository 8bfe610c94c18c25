import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { CourseMap } from '../json/map.ts';
import { runsIn } from '../judging/expected-runs.ts';
import { courseMapPage, withMap } from './map-page.ts';

/**
 * Puts the map that comes in, as `workbook map --json` printed it, into `docs/course-map.md`, and how many runs its
 * races take into `runs.json`, for what has to be waited for.
 */
const map = (await json(process.stdin)) as CourseMap;
await writeFile(courseMapPage, withMap(await readFile(courseMapPage, 'utf8'), map));
const runs = join(import.meta.dirname, '../judging/runs.json');
await writeFile(runs, `${JSON.stringify(runsIn(map), null, 2)}\n`);
