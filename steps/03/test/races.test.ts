import { testClaims } from '@workbook/race-test';

await testClaims('03', {
  'other-accounts-two-instances': 'prevented',
});
