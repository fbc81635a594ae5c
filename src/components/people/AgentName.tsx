import { Server, ServerOff } from 'lucide-react';
import styles from './AgentName.module.css';

export interface AgentNameProps {
  name: string;
  presence: 'here' | 'gone' | 'unknown';
}

export function AgentName({ name, presence }: AgentNameProps) {
  const Icon = presence === 'gone' ? ServerOff : Server;
  return (
    <span className={styles[presence]}>
      <Icon size={12} aria-hidden="true" />
      on {name}
      {presence === 'gone' && ' (not connected)'}
    </span>
  );
}
