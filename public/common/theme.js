// Runs before the page is drawn, so that it never shows in the wrong theme. Not a module: modules run later.
{
  const KEY = 'training-admin:theme';
  const show = theme => {
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  window.theme = {
    get: () => localStorage.getItem(KEY) ?? 'auto',
    set: theme => {
      localStorage.setItem(KEY, theme);
      show(theme);
      dispatchEvent(new Event('themechange'));
    },
  };
  show(window.theme.get());
}
