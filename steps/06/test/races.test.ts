import { testClaims } from '@workbook/race-test';

await testClaims('06', {
  'other-accounts-two-instances': 'prevented',
  'lost-update': 'prevented',
  overdraft: 'prevented',
  'transfer-and-deposit': 'prevented',
  'crash-in-a-transfer': 'prevented',
  'lost-update-two-instances': 'prevented',
  'overdraft-two-instances': 'prevented',
  'crossed-transfers-two-instances': 'prevented',
  'three-withdrawals-three-instances': 'prevented',
});
