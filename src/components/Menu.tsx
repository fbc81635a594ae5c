import { lazy, useState } from 'react';
import { IconButton } from './controls/IconButton.tsx';
import type { MenuListProps } from './overlay/MenuList.tsx';
import { OverlayBoundary } from './overlay/OverlayBoundary.tsx';

const load = () => import('./overlay/MenuList.tsx');
const MenuList = lazy(load);

/** An icon button that opens a choice of one. Its code is fetched on first use. */
export function Menu<Value extends string>(props: MenuListProps<Value>) {
  const [wasOpened, setWasOpened] = useState(false);
  const { label, title = label, icon } = props;
  const closed = (
    <IconButton
      size="md"
      iconSize={18}
      label={label}
      title={title}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load().catch(() => {})}
      onClick={() => setWasOpened(true)}
      icon={icon}
    />
  );
  if (!wasOpened) return closed;
  return (
    <OverlayBoundary fallback={closed}>
      <MenuList {...(props as unknown as MenuListProps<string>)} />
    </OverlayBoundary>
  );
}
