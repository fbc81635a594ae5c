import { Tooltip } from 'radix-ui';
import { useLayoutEffect, useRef } from 'react';
import styles from './TooltipBubble.module.css';
import type { Shown } from './watchTitles.ts';

/** Beside a modal everything else is hidden from screen readers. */
const LANDMARK = '[role="dialog"], main, nav, header';

export default function TooltipBubble({ target, text, onEnter, onLeave }: Shown) {
  const anchor = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const id = anchor.current?.getAttribute('aria-describedby');
    // An accessible name is not read twice.
    if (id && text !== target.getAttribute('aria-label')) {
      target.setAttribute('aria-describedby', id);
    }
    return () => target.removeAttribute('aria-describedby');
  }, [target, text]);
  const { left, top, width, height } = target.getBoundingClientRect();
  return (
    <Tooltip.Provider>
      <Tooltip.Root key={`${left} ${top} ${text}`} open>
        <Tooltip.Trigger asChild>
          <span
            ref={anchor}
            aria-hidden="true"
            className={styles.anchor}
            style={{ left, top, width, height }}
          />
        </Tooltip.Trigger>
        <Tooltip.Portal container={target.closest<HTMLElement>(LANDMARK)}>
          <Tooltip.Content
            className={styles.bubble}
            data-tooltip=""
            sideOffset={6}
            collisionPadding={8}
            onPointerEnter={onEnter}
            onPointerLeave={onLeave}
          >
            {text}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}
