import { CircleX, Info, type LucideIcon, TriangleAlert, Wrench } from 'lucide-react';
import { cx } from '../../../components/cx.ts';
import { formatCount } from '../../../components/time/format.ts';
import { ToggleGroup } from '../../../components/controls/ToggleGroup.tsx';
import styles from './LevelFilter.module.css';
import { type LogLevel, type LogSnapshot } from '../../../lib/log/rows.ts';
import { LOG_LEVELS } from '../../../lib/log/viewState.ts';

const looks: Readonly<Record<LogLevel, { readonly name: string; readonly Icon: LucideIcon }>> = {
  error: { name: 'Errors', Icon: CircleX },
  warn: { name: 'Warnings', Icon: TriangleAlert },
  info: { name: 'Info', Icon: Info },
  debug: { name: 'Debug', Icon: Wrench },
};

export interface LevelFilterProps {
  counts: LogSnapshot['counts'];
  /** The counts are of a part of the log. */
  isPart: boolean;
  /** Empty shows all. */
  chosen: readonly LogLevel[];
  onChoose: (levels: readonly LogLevel[]) => void;
}

/** Counts lines by level; a press shows only those. */
export function LevelFilter({ counts, isPart, chosen, onChoose }: LevelFilterProps) {
  const used = LOG_LEVELS.filter((level) => counts[level] > 0 || chosen.includes(level));
  if (used.length === 0 || (used.length === 1 && used[0] === 'info' && chosen.length === 0)) {
    return null;
  }
  return (
    <ToggleGroup<LogLevel>
      label="Levels"
      className={styles.levels}
      pressed={chosen}
      onChange={onChoose}
      toggles={used.map((level) => {
        const { name, Icon } = looks[level];
        const count = `${formatCount(counts[level])}${isPart ? '+' : ''}`;
        return {
          value: level,
          label: `${name}, ${count}`,
          title: `${name}: ${count}${isPart ? ' (in the lines that are loaded)' : ''}. Press to see only these.`,
          className: cx(styles.level, styles[level]),
          children: (
            <>
              <Icon size={13} aria-hidden="true" />
              {count}
            </>
          ),
        };
      })}
    />
  );
}
