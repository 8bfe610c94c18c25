import { runScript } from '@workbook/services';
import { main } from '../src/load/main.ts';

await runScript('check:load', main);
