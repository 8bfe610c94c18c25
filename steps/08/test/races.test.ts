import { testClaims } from '@workbook/race-test';
import { claims } from './claims.ts';

await testClaims('08', claims);
