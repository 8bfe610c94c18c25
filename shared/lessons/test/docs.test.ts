import { join } from 'node:path';
import { projectFolder } from '@workbook/course';
import { lessonFiles, testLesson, testMentions } from '@workbook/lessons';

// The steps test their own lessons.
for (const path of await lessonFiles()) {
  if (path.startsWith('steps')) continue;
  testMentions(join(projectFolder, path));
  testLesson(join(projectFolder, path));
}
