export { type AppOptions, createApp, type DefectReporter } from './app.ts';
export type { ProblemCode, ProblemDetails } from './problem-details.ts';
export { type ServeOptions, serveUntilSignal } from './serve-until-signal.ts';
export { CannotListen, type Listening, type ListenOptions, listen } from './server.ts';
