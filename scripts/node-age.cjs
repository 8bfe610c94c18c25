/**
 * Whether the Node that runs is too old for the project. Plain JavaScript, which any Node understands.
 */
'use strict';

var oldest = require('../package.json').config.oldestNode;
var needed = oldest.split('.').map(Number);
var running = process.versions.node.split('.').map(Number);

/** The oldest that will do, such as `24.8`: older ones load a learner's TypeScript in another way. */
exports.oldest = oldest;
exports.isTooOld = running[0] < needed[0] || (running[0] === needed[0] && running[1] < needed[1]);
