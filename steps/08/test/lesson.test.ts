import { join } from 'node:path';
import { testLesson } from '@workbook/lessons';

testLesson(join(import.meta.dirname, '../README.md'));
