import { remember, remembered } from './memory.ts';

/** Adds the button that turns from the light theme to the dark one and back. */
export function addThemeButton(): void {
  const root = document.documentElement;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'theme';
  const isDark = () =>
    root.dataset.theme === 'dark' ||
    (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  const label = () => {
    button.textContent = isDark() ? '☀' : '☾';
    button.setAttribute('aria-label', isDark() ? 'Light theme' : 'Dark theme');
  };
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remember('theme', root.dataset.theme);
    label();
  });
  label();
  if (!remembered('theme'))
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', label);
  document.querySelector('.top')?.append(button);
}
