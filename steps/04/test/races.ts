import type { Race } from '@workbook/race-test';
import { lostUpdate, overdraft, transferAndDeposit } from '../../01/test/races.ts';

/** The races of one process that step 01 had ended, and that step 03 has opened again. */
export const races: readonly Race[] = [lostUpdate, overdraft, transferAndDeposit];
