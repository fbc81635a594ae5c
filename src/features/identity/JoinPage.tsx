import { type FormEvent, useRef, useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { Logo } from '../../components/Logo.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { checkName, type Identity, makeIdentity } from './identity.ts';
import styles from './JoinPage.module.css';

export function JoinPage({ onJoin }: { onJoin: (identity: Identity) => void }) {
  const [input, setInput] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | undefined>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = checkName(input);
    if (checked.ok) onJoin(makeIdentity(checked.name, randomDigits()));
    else {
      setError(checked.error);
      field.current?.focus();
    }
  };
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate>
        <Logo />
        <h1 className={styles.title}>Join Slate</h1>
        <p className={styles.text}>Watch builds and logs live, together with your team.</p>
        <TextField
          ref={field}
          label="Your name"
          name="name"
          autoComplete="name"
          // The only thing to do on this page
          autoFocus
          maxLength={200}
          value={input}
          error={error}
          hint="Others see it beside what you look at."
          onChange={(event) => {
            setInput(event.target.value);
            setError(undefined);
          }}
        />
        <Button type="submit" variant="primary">
          Join
        </Button>
      </form>
    </main>
  );
}

function randomDigits(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => (n % 36).toString(36)).join(
    '',
  );
}
