import { useNavigate } from '@tanstack/react-router';

/** Leads to the list of projects and puts the focus there: what had it is gone. */
export function useLeave(): () => void {
  const navigate = useNavigate();
  return () => {
    void navigate({ to: '/' }).then(() => document.getElementById('content')?.focus());
  };
}
