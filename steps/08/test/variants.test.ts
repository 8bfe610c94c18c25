import { testVariants } from '@workbook/lessons';

// What each of them does wrong is claimed in races.ts. As long as nobody crashes, pauses or reads
// beside a write, none of it shows: here every change counts.
const changesCount = { 'lost-update-two-instances': 'prevented' } as const;

testVariants('08', {
  'filled-by-anybody': changesCount,
  'cache-without-ttl': changesCount,
  'lock-without-ttl': changesCount,
  'without-fence-and-version': changesCount,
});
