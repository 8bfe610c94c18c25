export { type Recordings, recordingsIn } from './content/recordings.ts';
export type * from './live/protocol.ts';
export { coloured, type SiteFiles, type SiteOptions, siteFiles } from './site-files.ts';
