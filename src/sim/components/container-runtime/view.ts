import type { ComponentViewer } from '../../view/component'
import { runtimes } from '../../runtimes'
import { versionOf } from './config'
import type { RuntimeContext } from './context'

export const view: ComponentViewer<RuntimeContext> = {
  chip: (context, state) => {
    const running = [...context.containers.values()].filter(
      (container) => container.state === 'CONTAINER_RUNNING'
    ).length
    const pulls = context.pulls.size
    return {
      title: context.runtime,
      detail: state === 'serving' ? `${running} running${pulls > 0 ? ` · ${pulls} pulling` : ''}` : state,
      health: state === 'serving' ? 'ok' : 'warn',
      leads: false
    }
  },
  inspect: (context, _state, now) => ({
    numbers: [
      { name: 'sandboxes', value: String(context.sandboxes.size) },
      { name: 'containers', value: String(context.containers.size) },
      { name: 'images', value: String(context.images.size) },
      ...[...context.pulls].map(([name, { from, until }]) => ({
        name: `pull ${name}`,
        value: `${Math.min(100, Math.round(((now - from) / Math.max(1, until - from)) * 100))} %`
      }))
    ],
    beliefs: [...context.containers.values()].map(({ podName, name, state }) => ({
      about: `${podName}/${name}`,
      believes: state
    })),
    yaml: {
      runtime: { name: context.runtime, ...runtimes[context.runtime], version: versionOf(context) },
      images: [...context.images.keys()],
      sandboxes: [...context.sandboxes.values()],
      containers: [...context.containers.values()]
    }
  })
}
