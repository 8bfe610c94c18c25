import { runScript } from '@workbook/services';
import { main } from '../src/bench/main.ts';

await runScript('bench:steps', main);
