import { useState } from 'react';
import { useMessaging } from '../../../hooks/index.ts';
import { toMessagingError } from '../../../hooks/toMessagingError.ts';
import { publishRaw, type RawMessage, requestRaw } from '../../../lib/messaging/index.ts';
import { type SendOutcome, type Sent, sentHistory } from './sentHistory.ts';

type Sending =
  | { readonly kind: 'publish'; readonly messages: readonly RawMessage[] }
  | { readonly kind: 'request'; readonly message: RawMessage; readonly timeoutMs: number };

/** Sends, and keeps what became of it. */
export function useSend() {
  const client = useMessaging();
  const [sending, setSending] = useState<Sending['kind'] | null>(null);
  const [last, setLast] = useState<Sent | null>(null);
  const run = async (what: Sending): Promise<SendOutcome> => {
    try {
      if (what.kind === 'request') {
        const reply = await requestRaw(client, what.message, what.timeoutMs);
        return { kind: 'replied', reply };
      }
      for (const message of what.messages) await publishRaw(client, message);
      return { kind: 'published', subjects: what.messages.map(({ subject }) => subject) };
    } catch (error) {
      const { code, message } = toMessagingError(error);
      return { kind: 'failed', code, message };
    }
  };
  const send = (what: Sending) => {
    const message = what.kind === 'request' ? what.message : what.messages[0];
    if (!message || sending !== null) return;
    setSending(what.kind);
    void run(what).then((outcome) => {
      const { subject, body, headers = {} } = message;
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const raw = {
        subject,
        headers: lines.join('\n'),
        body: new TextDecoder().decode(body),
      };
      setLast(sentHistory.add(Date.now(), raw, outcome));
      setSending(null);
    });
  };
  return { send, sending, last };
}
