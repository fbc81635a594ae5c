import { type FormEvent, useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import styles from './Inspector.module.css';
import type { MessageSource } from './useInspector.ts';
import { explainPattern } from './words.ts';

const LIVE = 'live';

export interface SubjectBarProps {
  pattern: string;
  onPattern: (pattern: string) => void;
  source: MessageSource;
  /** Streams that keep messages of the pattern. */
  streams: readonly string[];
  onSource: (source: MessageSource) => void;
}

/** Which messages are read, and from where. */
export function SubjectBar(props: SubjectBarProps) {
  const { pattern, onPattern, source, streams, onSource } = props;
  // Another pattern in the address, such as after Back, replaces what was typed.
  const [typed, setTyped] = useState({ pattern, text: pattern });
  const text = typed.pattern === pattern ? typed.text : pattern;
  const [isTried, setIsTried] = useState(false);
  const problem = explainPattern(text.trim());
  const apply = (event?: FormEvent) => {
    event?.preventDefault();
    setIsTried(problem !== null);
    if (problem === null && text.trim() !== pattern) onPattern(text.trim());
  };
  const isStream = source.kind === 'stream';
  return (
    <form className={styles.subjectBar} onSubmit={apply}>
      <TextField
        label="Subject"
        hideLabel
        className={styles.subjectField}
        value={text}
        placeholder="slate.build.>"
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        enterKeyHint="go"
        error={(isTried || text.includes(' ')) && problem !== null ? problem : undefined}
        onChange={({ target }) => {
          setTyped({ pattern, text: target.value });
          setIsTried(false);
        }}
        onBlur={() => apply()}
      />
      <SelectField
        label="Source"
        className={styles.sourceField}
        options={[
          { value: LIVE, text: 'Live' },
          ...[...new Set([...streams, ...(isStream ? [source.stream] : [])])].map((stream) => ({
            value: stream,
            text: stream,
          })),
        ]}
        value={isStream ? source.stream : LIVE}
        onChange={(value) =>
          onSource(
            value === LIVE ? { kind: 'live' } : { kind: 'stream', stream: value, before: null },
          )
        }
      />
      <Button type="submit">{isStream ? 'Read' : 'Listen'}</Button>
    </form>
  );
}
