import { useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { LogController } from '../../lib/log/controller/LogController.ts';
import type { LogInputs, LogState } from '../../lib/log/controller/types.ts';

export function useLogController(inputs: LogInputs): readonly [LogController, LogState] {
  const [controller] = useState(() => new LogController(inputs));
  // Before paint: another log must not be seen in the state of the last one.
  useLayoutEffect(() => controller.dispatch({ kind: 'inputs', inputs }));
  useLayoutEffect(() => controller.start(), [controller]);
  return [controller, useSyncExternalStore(controller.subscribe, controller.getState)];
}
