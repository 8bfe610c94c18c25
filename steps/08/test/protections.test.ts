import { testProtections } from '@workbook/race-test/testing';

await testProtections(import.meta.dirname);
