import { useEffect, useState } from 'react';
import { describeCommandError, useMessaging } from '../../hooks/index.ts';
import { ReadError, readAsset, type ReadTarget } from './readAsset.ts';

export type BlobUrl =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string };

const loading: BlobUrl = { kind: 'loading' };

/** An address of the content for as long as the component is there. @param target null reads nothing */
export function useBlobUrl(target: ReadTarget | null): BlobUrl {
  const client = useMessaging();
  const [state, setState] = useState(loading);
  const { assetId = null, component, size = 0, type = '' } = target ?? {};
  useEffect(() => {
    setState(loading);
    if (assetId === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    let url: string | null = null;
    const read = async () => {
      const wanted = { assetId, size, type, ...(component === undefined ? {} : { component }) };
      const blob = await readAsset(client, wanted, signal);
      url = URL.createObjectURL(blob);
      setState({ kind: 'ready', url });
    };
    read().catch((error: unknown) => {
      if (!signal.aborted) setState({ kind: 'failed', message: describeReadError(error) });
    });
    return () => {
      controller.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [client, assetId, component, size, type]);
  return state;
}

export function describeReadError(error: unknown): string {
  return error instanceof ReadError ? error.message : describeCommandError(error, true);
}
