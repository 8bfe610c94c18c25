import { testLessonRuns } from '@workbook/lessons';

await testLessonRuns(import.meta.dirname);
