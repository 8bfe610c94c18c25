import { testVariants } from '@workbook/lessons';

testVariants('07', {
  'batched-transfer': {
    // What it does wrong stands in the lesson. Only a transfer writes two rows in one flush.
    'lost-update-two-instances': 'prevented',
    'overdraft-two-instances': 'prevented',
  },
});
