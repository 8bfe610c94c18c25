import { runScript } from '@workbook/services';
import { main } from '../src/reduction/main.ts';

await runScript('check:reduction', main);
