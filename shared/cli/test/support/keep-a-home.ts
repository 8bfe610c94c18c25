import { makeHome } from './home.ts';

// Stays until it is killed.
const { folder } = await makeHome();
console.log(folder);
process.stdin.resume();
