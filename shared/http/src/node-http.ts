/**
 * What this package needs of Node's own HTTP. An `import` would load what all other exports of the
 * module need as well, the client behind `fetch` among them, and take ten times as long: every
 * instance of every step begins with it.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');
