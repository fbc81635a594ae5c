import '../components/styles/tokens.css';
import '../components/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { resumeSession } from './session.ts';
import { SettingsProblem } from './shell/SettingsProblem.tsx';
import { readSettings } from './settings.ts';
import { applyTheme, loadThemeChoice } from './shell/theme.ts';

applyTheme(loadThemeChoice());

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id “root”.');
const parsed = readSettings();
createRoot(root).render(
  <StrictMode>
    {parsed.ok ? (
      <App
        natsUrl={parsed.settings.natsUrl}
        initialSession={resumeSession(parsed.settings.natsUrl)}
      />
    ) : (
      <SettingsProblem problems={parsed.problems} />
    )}
  </StrictMode>,
);
