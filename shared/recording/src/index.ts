export type * from './format.ts';
export { inputsOf, type Recorded, recordRace } from './record-race.ts';
export {
  isCurrent,
  type NamedRecording,
  readRecording,
  recordingFile,
  textOf,
  writeRecording,
} from './recording-files.ts';
export { recordingOf, type Told } from './recording-of.ts';
export { type OneRun, recordingOfRun } from './recording-of-run.ts';
export { wordsOf } from './words/words.ts';
