import { launch } from './chromium.ts';
import { guardedFolder } from './guarded-folder.ts';

// Stays until it is killed.
const browser = await launch();
await (await browser.newPage()).goto('data:text/html,<p>');
console.log(guardedFolder());
