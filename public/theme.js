// Runs before the first paint, so that a dark page never flashes white. The app takes over from
// src/app/shell/theme.ts, which uses the same key and rule.
(() => {
  const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)').matches;
  const stored = () => {
    try {
      return localStorage.getItem('slate.theme');
    } catch {
      // Private mode: follow the system.
      return null;
    }
  };
  const choice = stored();
  const dark = choice === 'dark' || (choice !== 'light' && systemIsDark());
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
