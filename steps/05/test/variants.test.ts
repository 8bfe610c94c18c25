import { testVariants } from '@workbook/lessons';

const bothCount = {
  'lost-update-two-instances': 'prevented',
  'overdraft-two-instances': 'prevented',
  'crossed-transfers-two-instances': 'prevented',
  'crash-in-a-transfer': 'prevented',
} as const;

testVariants('05', {
  'repeatable-read': bothCount,
  serializable: bothCount,
  'without-explicit-transaction': {
    'crash-in-a-transfer': 'prevented',
    'lost-update-two-instances': 'possible',
  },
  'repeatable-read-once': {
    // Nothing is lost any more, but whoever comes second is turned away.
    'lost-update-two-instances': {
      verdict: 'possible',
      endings: [
        'A 200 ann 70; B 200 ann 120 → ann 120',
        'A 200 ann 70; B 503 unavailable → ann 70',
        'A 503 unavailable; B 200 ann 150 → ann 150',
      ],
    },
  },
});
