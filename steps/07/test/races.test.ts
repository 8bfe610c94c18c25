import { testClaims } from '@workbook/race-test/testing';
import { claims } from './claims.ts';

await testClaims('07', claims);
