// Runs before the first paint, so that a dark page never flashes white. The app takes over from
// src/app/theme.ts, which uses the same key and rule.
try {
  var choice = localStorage.getItem('slate.theme');
} catch (_) {
  // Private mode: follow the system.
}
var dark =
  choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.theme = dark ? 'dark' : 'light';
