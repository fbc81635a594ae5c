import { useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { useLatest } from '../../hooks/index.ts';
import { LogController } from '../../lib/log/controller/LogController.ts';
import type { LogData, LogInputs, LogState } from '../../lib/log/controller/types.ts';
import type { LogViewState } from '../../lib/log/viewState.ts';

export function useLogController(
  data: LogData,
  inputs: LogInputs,
  onView: (view: LogViewState) => void,
): readonly [LogController, LogState] {
  const [controller] = useState(() => new LogController(data, inputs));
  const latest = useLatest(onView);
  // Before paint: another log must not be seen in the state of the last one.
  useLayoutEffect(() => {
    controller.read(data);
    controller.dispatch({ kind: 'inputs', inputs });
  });
  useLayoutEffect(() => controller.start((view) => latest.current(view)), [controller, latest]);
  return [controller, useSyncExternalStore(controller.subscribe, controller.getState)];
}
