import { testStep } from '@workbook/lessons';

await testStep(import.meta.dirname);
