import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { saveFile } from '../../components/saveFile.ts';
import { toast } from '../../components/toast.ts';
import { splitAddresses } from '../../lib/messaging/index.ts';
import type { AsyncApiOptions } from '../../lib/schema/asyncApi/index.ts';
import { readSettings } from '../settings.ts';
import { serverOf } from './serverOf.ts';

/** Saves the open catalogs as a file that other tools read. */
export function AsyncApiButton(catalogs: Pick<AsyncApiOptions, 'catalog' | 'commands'>) {
  const [pending, setPending] = useState(false);
  const save = async () => {
    setPending(true);
    try {
      const { asyncApiOf } = await import('../../lib/schema/asyncApi/index.ts');
      const document = asyncApiOf({
        ...catalogs,
        title: 'Slate',
        // Catalogs have no versions: it is as of today.
        version: new Date().toISOString().slice(0, 10),
        servers: servers(),
      });
      const text = JSON.stringify(document, null, 2);
      saveFile(new Blob([text], { type: 'application/json' }), 'slate-asyncapi.json');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      toast('failure', `The document could not be made: ${why}`);
    } finally {
      setPending(false);
    }
  };
  return (
    <Button
      size="sm"
      icon={<Download size={14} />}
      pending={pending}
      onClick={() => void save()}
      title="The open catalogs as an AsyncAPI 3 document"
    >
      Download AsyncAPI
    </Button>
  );
}

function servers(): AsyncApiOptions['servers'] {
  const parsed = readSettings();
  if (!parsed.ok) return {};
  const found = splitAddresses(parsed.settings.natsUrl).flatMap((url) => serverOf(url) ?? []);
  return Object.fromEntries(found.map((server, index) => [`nats${index + 1}`, server]));
}
