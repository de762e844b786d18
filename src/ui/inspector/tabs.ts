import type { InspectorView } from '../../store'

export type InspectorTab = 'state' | 'why' | 'log' | 'yaml' | 'messages'

export const tabTitles: Readonly<Record<InspectorTab, string>> = {
  state: 'State',
  why: 'Why',
  log: 'Log',
  yaml: 'YAML',
  messages: 'Messages'
}

/** The tabs that have something to show. */
export function tabsOf({ kind, why, log, yaml }: InspectorView): InspectorTab[] {
  const isProcess = kind !== 'machine' && kind !== 'pod' && kind !== 'object'
  const has: Readonly<Record<InspectorTab, boolean>> = {
    state: true,
    why: why.length > 0,
    log: log.length > 0,
    yaml: yaml !== '',
    messages: isProcess
  }
  return (Object.keys(tabTitles) as InspectorTab[]).filter((tab) => has[tab])
}
