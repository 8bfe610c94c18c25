import { join } from 'node:path';
import { lessonFiles, testLesson } from '@workbook/lessons';
import { projectFolder } from '@workbook/race-test';

// The steps test their own lessons.
for (const path of await lessonFiles())
  if (!path.startsWith('steps')) testLesson(join(projectFolder, path));
