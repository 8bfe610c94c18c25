import { join } from 'node:path';
import { projectFolder } from '@workbook/course';
import { lessonFiles, testLesson } from '@workbook/lessons';

// The steps test their own lessons.
for (const path of await lessonFiles())
  if (!path.startsWith('steps')) testLesson(join(projectFolder, path));
