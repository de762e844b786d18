import type { ComponentViewer } from '../../view/component'
import type { Tools } from './context'

export const view: ComponentViewer<Tools> = {
  chip: ({ sessions }) => ({
    title: 'tools',
    detail: [...sessions.values()].map(({ argv }) => argv[0]).join(', ') || 'idle',
    health: 'ok',
    leads: false
  }),
  inspect: ({ sessions }) => ({
    numbers: [{ name: 'running', value: String(sessions.size) }],
    beliefs: [],
    yaml: { running: [...sessions.values()].map(({ argv }) => argv.join(' ')) }
  })
}
