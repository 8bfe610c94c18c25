import { runScript } from '@workbook/services';
import { main } from '../bench/cursor-step.ts';

await runScript('bench:cursor', main);
