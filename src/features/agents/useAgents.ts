import { useView } from '../../hooks/index.ts';
import type { AgentsState } from './model.ts';
import { agentsView } from './views.ts';

export function useAgents(): AgentsState {
  return useView(agentsView, '*');
}
