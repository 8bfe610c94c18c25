import { testClaims } from '@workbook/race-test';
import { claims } from './claims.ts';

await testClaims('07', claims);
