import { useView } from '../../hooks/index.ts';
import type { AgentsState } from './model.ts';
import { agentsView } from './views.ts';

/** The agents that are there, as they come and go. */
export function useAgents(): AgentsState {
  return useView(agentsView, '*');
}
