import type { Recording } from '@workbook/recording';
import type { OrdersFrom } from '@workbook/recording/walk';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { whole } from '../../src/run/whole.ts';
import type { Action, View } from './state.ts';

/** What every part of the page looks at. */
export interface Look {
  readonly recording: Recording;
  readonly chances: readonly OrdersFrom[];
  readonly view: View;
  readonly act: (action: Action) => void;
  /** Shows a turn for as long as the reader points at it; undefined shows the cursor again. */
  readonly point?: (turn: number | undefined) => void;
  /** Whether it is the reader's own code. */
  readonly isMine?: boolean;
}

/** Carries the look to the parts of the page. */
export const LookContext = createContext<Look | undefined>(undefined);

/** The look of the page that a part stands on. */
export function useLook(): Look {
  const look = useContext(LookContext);
  if (!look) throw new TypeError('a part of the look page stands outside of it');
  return look;
}

/** A number with its thousands apart, and a noun that fits it. */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}
