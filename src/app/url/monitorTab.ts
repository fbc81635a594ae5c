export const monitorTabs = ['traffic', 'streams', 'agents', 'rules'] as const;
export type MonitorTab = (typeof monitorTabs)[number];

/** The tab that an address names; the first one if it names none. */
export function readMonitorTab(value: unknown): MonitorTab {
  return monitorTabs.find((tab) => tab === value) ?? 'traffic';
}
