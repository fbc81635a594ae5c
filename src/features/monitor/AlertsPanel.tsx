import { useId, useState } from 'react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { Switch } from '../../components/controls/Switch.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatTimeOfDay } from '../../components/time/format.ts';
import { type Alert, type AlertKind, alertKinds, defaultLimits, type Limits } from './alerts.ts';
import { alertNames, describeAlert, limitUnits } from './alertWords.ts';
import { limits as settings, readLimit } from './limits.ts';
import styles from './Monitor.module.css';

/** What is beyond its limit now. */
export function AlertList({ alerts, limits }: { alerts: readonly Alert[]; limits: Limits }) {
  if (alerts.length === 0) return null;
  return (
    <ul className={styles.alerts} aria-label="Alerts">
      {alerts.map((alert) => (
        <li key={alert.kind}>
          <Banner tone="warning">
            <strong>{alertNames[alert.kind]}.</strong> {describeAlert(alert, limits)} Since{' '}
            {formatTimeOfDay(alert.at)}.
          </Banner>
        </li>
      ))}
    </ul>
  );
}

/** From where on there is an alert; kept in this browser. */
export function LimitsPanel({ limits }: { limits: Limits }) {
  return (
    <Panel title="Alert limits">
      <ul className={styles.limits}>
        {alertKinds.map((kind) => (
          <li key={kind}>
            <LimitRow kind={kind} limit={limits[kind]} />
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        An alert begins when a limit is exceeded for 15 seconds and ends when the figure has been
        well below it for 30. Limits are kept in this browser.
      </p>
    </Panel>
  );
}

function LimitRow({ kind, limit }: { kind: AlertKind; limit: number | null }) {
  const [text, setText] = useState<string | null>(null);
  const unitId = useId();
  const hasValue = limitUnits[kind] !== '';
  const shown = text ?? String(limit ?? defaultLimits[kind]);
  const isWrong = text !== null && readLimit(text) === null;
  return (
    <div className={styles.limit}>
      <Switch
        label={alertNames[kind]}
        checked={limit !== null}
        onChange={(on) => {
          settings.set(kind, on ? defaultLimits[kind] : null);
          setText(null);
        }}
      />
      {hasValue && limit !== null && (
        <span className={styles.limitValue}>
          <TextField
            label={`Limit: ${alertNames[kind]}`}
            hideLabel
            inputMode="decimal"
            value={shown}
            error={isWrong ? 'A number above 0' : undefined}
            onChange={({ target }) => {
              setText(target.value);
              const value = readLimit(target.value);
              if (value !== null) settings.set(kind, value);
            }}
            onBlur={() => setText(null)}
          />
          <span id={unitId} className={styles.muted}>
            {limitUnits[kind]}
          </span>
        </span>
      )}
    </div>
  );
}
