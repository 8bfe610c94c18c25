// Runs before the page is drawn, so that it is never drawn in the wrong theme.
const theme = readTheme();
if (theme) document.documentElement.dataset.theme = theme;
document.documentElement.classList.add('scripted');

function readTheme(): string | null {
  try {
    return localStorage.getItem('workbook.theme');
  } catch {
    // A browser may keep nothing for pages that lie in a folder.
    return null;
  }
}
