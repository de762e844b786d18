import { qualified } from '../../../../api/scheme'
import { formatTime } from '../../../../api/timestamp'
import type { Deployment } from '../../../../api/types'
import { good } from '../../errors'
import type { Command, Kubectl } from '../../session'
import { at, resourceOf } from '../../targets'
import { begin, flags, nameOf, targetOf } from './target'

/** GET, then a PATCH that `change` makes; a text instead is an error. */
function patcher(said: string, change: (kubectl: Kubectl, deployment: Deployment) => object | string): Command {
  return {
    flags,
    start: (kubectl) => begin(kubectl, 'found'),
    answer: (kubectl, step, answer) => {
      if (!good(answer)) return kubectl.failWith(answer)
      if (step.do === 'patched') {
        kubectl.print(`${nameOf(kubectl)} ${said}\n`)
        return kubectl.exit(0)
      }
      const body = change(kubectl, answer.body as Deployment)
      if (typeof body === 'string')
        return kubectl.fail(`${qualified(resourceOf(targetOf(kubectl)))} "${targetOf(kubectl).name}" ${body}`)
      const options = { patchType: 'strategic', fieldManager: 'kubectl-rollout' } as const
      kubectl.ask({ verb: 'patch', ...at(targetOf(kubectl), kubectl.namespace), body, options }, { do: 'patched' })
    }
  }
}

export const restart = patcher('restarted', ({ now }, { kind, spec }) =>
  !['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)
    ? 'restarting is not supported'
    : spec.paused
      ? "can't restart paused deployment (run rollout resume first)"
      : { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': formatTime(now) } } } } }
)
export const pause = patcher('paused', (_kubectl, { kind, spec }) =>
  kind !== 'Deployment' ? 'pausing is not supported' : spec.paused ? 'is already paused' : { spec: { paused: true } }
)
export const resume = patcher('resumed', (_kubectl, { kind, spec }) =>
  kind !== 'Deployment' ? 'resuming is not supported' : spec.paused ? { spec: { paused: null } } : 'is not paused'
)
