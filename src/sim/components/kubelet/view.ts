import type { ComponentViewer } from '../../view/component'
import { longAgo, type KubeletContext } from './context'
import { readyErrors } from './node-conditions'
import { podKey } from './runtime-pod'

export const view: ComponentViewer<KubeletContext> = {
  chip: (context, state) => {
    const errors = readyErrors(context)
    const count = context.pods.size
    return {
      title: 'kubelet',
      detail: state === 'running' ? `${count} pods${errors.length > 0 ? ` · ${errors[0]}` : ''}` : state,
      health: state !== 'running' ? 'warn' : errors.length === 0 ? 'ok' : 'bad',
      leads: false
    }
  },
  inspect: (context) => ({
    numbers: [
      { name: 'pods', value: String(context.pods.size) },
      { name: 'lease renewed', value: context.latestLease?.spec.renewTime ?? 'never' },
      {
        name: 'status reported',
        value:
          context.nodeStatus.lastReport === longAgo
            ? 'never'
            : `${Math.round((context.now - context.nodeStatus.lastReport) / 1_000_000)} s ago`
      },
      {
        name: 'runtime checked',
        value:
          context.cri.lastCheck === longAgo
            ? 'never'
            : `${Math.round((context.now - context.cri.lastCheck) / 1_000_000)} s ago`
      },
      { name: 'statuses to write', value: String(context.statuses.queue.length + (context.statuses.current ? 1 : 0)) },
      { name: 'events to write', value: String(context.recorder.waiting.length + (context.recorder.sending ? 1 : 0)) }
    ],
    beliefs: [...context.workers.values()].map((worker) => ({
      about: podKey(worker.pod),
      believes: `${context.statuses.cached.get(worker.uid)?.status.phase ?? worker.pod.status.phase} (${worker.state})`,
      subject: {
        is: 'pod',
        uid: worker.uid,
        machine: context.machine,
        running: (context.statuses.cached.get(worker.uid)?.status.phase ?? worker.pod.status.phase) === 'Running'
      }
    })),
    yaml: {
      node: context.ownNode,
      pods: [...context.pods.values()].map((pod) => ({
        pod: podKey(pod),
        worker: context.workers.get(pod.metadata.uid!)?.state ?? 'none',
        status: context.statuses.cached.get(pod.metadata.uid!)?.status
      }))
    }
  })
}
