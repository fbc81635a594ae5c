import { memo, useEffect, useRef } from 'react';
import { AvatarStack } from '../../components/people/AvatarStack.tsx';
import { type Cursor, shallow, useCursors, useLatest } from '../../hooks/index.ts';
import type { Editor } from './codemirror/createEditor.ts';

/** Who else has the file open; their carets go to the editor. Apart, since carets move all the time. */
export function OthersInFile({ fileId, editor }: { fileId: string; editor: Editor | null }) {
  const cursors = useCursors(fileId);
  usePacedCursors(editor, cursors);
  const names = useSame(namesOf(cursors));
  return names.length === 0 ? null : <Faces names={names} />;
}

const Faces = memo(function Faces({ names }: { names: readonly string[] }) {
  const people = names.map((one) => {
    const at = one.indexOf(' ');
    return { id: one.slice(0, at), name: one.slice(at + 1) };
  });
  return <AvatarStack label="In this file" people={people} size={20} />;
});

/** As often as a person publishes in a room of this size: hundreds of carets would be laid out in each frame. */
const paceOf = (carets: number) => Math.max(16, carets * 2);

function usePacedCursors(editor: Editor | null, cursors: readonly Cursor[]): void {
  const latest = useLatest(cursors);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      editor?.setCursors(latest.current);
    }, paceOf(cursors.length));
  }, [editor, cursors, latest]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [editor],
  );
}

/** Each person once, as "userId name": they may have the file open in several tabs. */
function namesOf(cursors: readonly Cursor[]): readonly string[] {
  const names = new Map(cursors.map(({ userId, name }) => [userId, `${userId} ${name}`]));
  return [...names.values()];
}

/** The former value while the next one is alike. */
function useSame<T>(next: T): T {
  const former = useRef(next);
  if (!shallow(former.current, next)) former.current = next;
  return former.current;
}
