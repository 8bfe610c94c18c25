import { runScript } from '@workbook/services';
import { main } from './package-folder.ts';

await runScript('package', main);
