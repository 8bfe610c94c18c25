import { readFile, writeFile } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import type { CourseMap } from '../json/map.ts';
import { courseMapPage, withMap } from './map-page.ts';

/** Puts the map that comes in, as `workbook map --json` printed it, into `docs/course-map.md`. */
const map = (await json(process.stdin)) as CourseMap;
await writeFile(courseMapPage, withMap(await readFile(courseMapPage, 'utf8'), map));
