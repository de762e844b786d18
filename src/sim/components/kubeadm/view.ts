import type { ComponentViewer } from '../../view/component'
import type { Kubeadm } from './context'

export const view: ComponentViewer<Kubeadm> = {
  chip: ({ sessions }) => ({
    title: 'kubeadm',
    detail: [...sessions.values()].map(({ argv }) => argv.slice(0, 3).join(' ')).join(', ') || 'idle',
    health: 'ok',
    leads: false
  }),
  inspect: ({ sessions }) => ({
    numbers: [{ name: 'running', value: String(sessions.size) }],
    beliefs: [],
    yaml: { running: [...sessions.values()].map(({ argv }) => argv.join(' ')) }
  })
}
