import { runScript } from '@workbook/services';
import { main } from '../bench/site-pictures.ts';

await runScript('site:pictures', main);
