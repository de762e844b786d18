import type { ComponentViewer } from '../../view/component'
import type { KubectlContext } from './session'

export const view: ComponentViewer<KubectlContext> = {
  chip: ({ sessions, recent }) => {
    const running = [...sessions.values()].at(-1)
    const last = recent.at(-1)
    return {
      title: 'kubectl',
      detail: running ? running.line : last ? `${last.line} · exit ${last.code}` : 'idle',
      health: running || !last || last.code === 0 ? 'ok' : 'warn',
      leads: false
    }
  },
  inspect: ({ sessions, recent, host, started }) => ({
    numbers: [
      { name: 'server', value: `https://${host}` },
      { name: 'commands', value: String(started) },
      { name: 'running', value: String(sessions.size) }
    ],
    beliefs: [],
    yaml: {
      running: [...sessions.values()].map(({ line, client }) => ({
        command: line,
        connection: client.state,
        requests: client.streams.size
      })),
      recent
    }
  })
}
