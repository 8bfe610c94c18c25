import { testVariants } from '@workbook/lessons';

testVariants('02', {
  unlocked: {
    'lost-update': 'possible',
    // Each write still replaces the whole file at once.
    'crash-in-a-deposit': 'prevented',
  },
});
