import type { Recording } from '@workbook/recording';
import { useEffect } from 'preact/hooks';
import { scheduleOf } from '../../src/run/walk.ts';
import type { View } from './state.ts';

/** Keeps what the page says of the terminal with what is seen: a game must not be given away by it. */
export function useCommand({ step, race }: Recording, { walk, playing }: View): void {
  const schedule = scheduleOf(walk);
  const command =
    playing && schedule === ''
      ? `npx workbook play ${step.number} ${race.id}`
      : `npx workbook replay ${step.number} ${race.id} ${schedule}`;
  useEffect(() => {
    const place = document.querySelector('[data-command]');
    if (place) place.textContent = command;
  }, [command]);
}
