import { testClaims } from '@workbook/race-test';

await testClaims('04', {
  'other-accounts-two-instances': 'prevented',
  'lost-update': 'prevented',
  overdraft: 'prevented',
  'transfer-and-deposit': 'prevented',
});
