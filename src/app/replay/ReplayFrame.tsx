import { useRouter } from '@tanstack/react-router';
import {
  lazy,
  type ReactNode,
  useCallback,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import type { TimeRange } from '../../lib/messaging/index.ts';
import { PagePending } from '../shell/PagePending.tsx';
import { useUrlValues } from '../url/useUrlValues.ts';
import { REPLAY_BUTTON, ReplayOfferContext, type ReplayScope } from './replayOffer.ts';

const ReplayStage = lazy(() => import('./ReplayStage.tsx'));

const replayKeys = ['replay', 'at'] as const;

/** Around pages that can be replayed: which range is, stands in the address. */
export function ReplayFrame({ scope, children }: { scope: ReplayScope; children: ReactNode }) {
  const { history } = useRouter();
  const [url, setUrl] = useUrlValues(replayKeys);
  const pathname = useSyncExternalStore(
    (onChange) => history.subscribe(onChange),
    () => history.location.pathname,
  );
  const [kept, setKept] = useState({ pathname, ...url });
  const [isOwn, setOwn] = useState(false);
  const [wasLeft, setLeft] = useState(false);
  // A link to another page of the frame goes on with the replay; going back ends it.
  const goesOn = url.replay === '' && kept.replay !== '' && pathname !== kept.pathname;
  const isSame = kept.replay === url.replay && kept.at === url.at && kept.pathname === pathname;
  if (!goesOn && !isSame) setKept({ pathname, ...url });
  useEffect(() => {
    if (goesOn) setUrl({ replay: kept.replay, at: kept.at });
  }, [goesOn, kept, setUrl]);

  const begin = useCallback(
    ({ from, to }: TimeRange) => {
      setOwn(true);
      const { pathname: path, search, hash } = history.location;
      const params = new URLSearchParams(search);
      params.set('replay', `${Math.floor(from)}-${Math.ceil(to)}`);
      history.push(`${path}?${params}${hash}`);
    },
    [history],
  );
  const end = useCallback(() => {
    setLeft(true);
    setUrl({ replay: '', at: '' });
  }, [setUrl]);
  const replay = goesOn ? kept.replay : url.replay;
  useEffect(() => {
    if (replay !== '' || !wasLeft) return;
    setLeft(false);
    document.getElementById(REPLAY_BUTTON)?.focus();
  }, [replay, wasLeft]);

  if (replay === '') return <ReplayOfferContext value={begin}>{children}</ReplayOfferContext>;
  return (
    <Lazily what="The replay" fallback={<PagePending />}>
      <ReplayStage
        key={replay}
        replay={replay}
        at={url.at}
        onAt={(at) => setUrl({ at })}
        scope={scope}
        takesFocus={isOwn}
        onBack={end}
      >
        {children}
      </ReplayStage>
    </Lazily>
  );
}
