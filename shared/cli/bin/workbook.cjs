#!/usr/bin/env node
/**
 * Starts the command. This file is plain JavaScript that any Node understands, because the project's
 * own Node is pinned in node_modules and the one on the path may be far older: then the pinned one
 * runs the same file again.
 */
'use strict';

var spawn = require('child_process').spawn;
var path = require('path');
var existsSync = require('fs').existsSync;
var whereItRuns = require('./where-it-runs.cjs');

var project = require('../../../package.json');

var age = require('../../../scripts/node-age.cjs');
var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

var whyNot = whereItRuns.whyNot(whereItRuns.factsHere());
// The doctor says it among its findings, where it can run at all.
if (whyNot && (process.platform === 'win32' || process.argv[2] !== 'doctor')) {
  console.error('workbook: ' + whyNot);
  process.exit(2);
}

if (age.isTooOld) startWithPinnedNode();
else require('./start.mjs');

function startWithPinnedNode() {
  var child = spawn(pinnedNode(), [__filename].concat(process.argv.slice(2)), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  child.on('error', function (error) {
    giveUp("the project's own does not start (" + error.message + '): run npm ci again, or use');
  });
  // The child decides what a signal means; this process only waits for its answer.
  signals.forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code === null ? 2 : code);
    signals.forEach(function (name) {
      process.removeAllListeners(name);
    });
    process.kill(process.pid, signal);
  });
}

function pinnedNode() {
  var platform = process.platform + '-' + process.arch;
  var name = 'node-' + platform;
  if (!project.optionalDependencies[name])
    giveUp('the project brings none for ' + platform + ': install');
  var node = path.join(__dirname, '../../../node_modules', name, 'bin/node');
  if (!existsSync(node))
    giveUp("the project's own is not installed: run npm ci --include=optional, or use");
  return node;
}

/** Ends the process with one sentence, which says what else would do. */
function giveUp(why) {
  var newer = ' Node ' + age.oldest + ' or newer';
  console.error('workbook: Node ' + process.version + ' is too old, and ' + why + newer);
  process.exit(2);
}
