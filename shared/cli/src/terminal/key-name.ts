const called: Readonly<Record<string, string>> = {
  return: 'Enter',
  escape: 'Esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  tab: 'Tab',
  backspace: 'Backspace',
  delete: 'Del',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  space: 'Space',
  home: 'Home',
  end: 'End',
};

/** A key as it is printed on the keyboard. */
export function nameOfKey(key: string): string {
  return called[key] ?? key;
}
