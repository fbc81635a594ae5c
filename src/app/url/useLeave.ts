import { useNavigate } from '@tanstack/react-router';

/** Goes to the list of projects and moves the focus there. */
export function useLeave(): () => void {
  const navigate = useNavigate();
  return () => {
    void navigate({ to: '/' }).then(() => document.getElementById('content')?.focus());
  };
}
