import { testClaims } from '@workbook/race-test';
import { claims } from './claims.ts';

await testClaims('02', claims);
