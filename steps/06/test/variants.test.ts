import { testVariants } from '@workbook/lessons';

testVariants('06', {
  'request-order': {
    'crossed-transfers-two-instances': {
      verdict: 'possible',
      // Either of the two can be the victim.
      endings: [
        'A 200 ann 70, bob 130; B 503 unavailable → ann 70, bob 130',
        'A 503 unavailable; B 200 bob 50, ann 150 → ann 150, bob 50',
      ],
    },
    'lost-update-two-instances': 'prevented',
  },
  'without-read-with-the-lock': {
    'lost-update-two-instances': 'possible',
    'overdraft-two-instances': 'possible',
  },
});
