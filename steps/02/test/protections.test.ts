import { testProtections } from '@workbook/race-test';

await testProtections(import.meta.dirname);
