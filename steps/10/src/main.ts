import { join } from 'node:path';
import { serveStep } from '@workbook/http/serve-step';
import * as step from './accounts.ts';

await serveStep(step, { dataFolder: join(import.meta.dirname, '../.workbook/data') });
