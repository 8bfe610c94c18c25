import type { Recording, SourceFile } from '@workbook/recording';
import { render } from 'preact';
import { LiveApp } from './live/app.tsx';
import { showOwnColumn } from './live/own-column.ts';
import { keepToken } from './live/server.ts';
import { App } from './look/app.tsx';
import { askPredictions } from './predictions.ts';
import { followProgress } from './progress.ts';
import { search } from './search.ts';
import { stepThroughRuns } from './stepper.tsx';
import { addThemeButton } from './theme-button.ts';

/** What a recording's own script calls, by which it needs no request that a page in a folder may not make. */
declare global {
  interface Window {
    workbook?: {
      recording?: Omit<Recording, 'files'>;
      files?: readonly SourceFile[];
      searchIndex?: object;
    };
  }
}

keepToken();
addThemeButton();
followProgress();
askPredictions();
showOwnColumn();
stepThroughRuns();
search(window.workbook?.searchIndex);

const { recording, files } = window.workbook ?? {};
const place = document.getElementById('look');
if (recording && place) {
  place.replaceChildren();
  render(<App recording={{ ...recording, files: files ?? [] }} />, place);
}

const live = document.getElementById('live');
if (live) {
  const { step = '', race, code } = live.dataset;
  live.replaceChildren();
  render(<LiveApp step={step} race={race} isMine={code === 'mine'} />, live);
}
