import { testVariants } from '@workbook/lessons';

testVariants('02', {
  'without-atomic-rename': {
    'read-during-a-deposit': 'possible',
    'crash-in-a-deposit': 'possible',
    'lost-update': 'prevented',
  },
  'without-mutex': {
    'lost-update': 'possible',
    // Each write still replaces the whole file at once.
    'crash-in-a-deposit': 'prevented',
    'read-during-a-deposit': 'prevented',
  },
  'file-lock': {
    'other-accounts-two-instances': 'prevented',
    'lost-update-two-instances': 'prevented',
    // The lock outlives its holder, and keeps the others out.
    'crash-in-a-deposit': 'possible',
  },
});
