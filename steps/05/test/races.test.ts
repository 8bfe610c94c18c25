import { testClaims } from '@workbook/race-test';

await testClaims('05', {
  'other-accounts-two-instances': 'prevented',
  // The lock of step 04 is gone, and READ COMMITTED does not stop what it stopped.
  'lost-update': 'possible',
  overdraft: 'possible',
  'transfer-and-deposit': 'possible',
  'crash-in-a-transfer': 'prevented',
});
