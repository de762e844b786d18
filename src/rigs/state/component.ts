import { setup } from 'xstate'
import { seconds, type Micros } from '../../base/time'
import { actions } from '../../sim/actions'
import { parseTime } from '../../sim/api/timestamp'
import type { KubeObject } from '../../sim/api/types'
import type { Boot } from '../../sim/cluster'
import type { HttpGet, HttpResponse } from '../../sim/components/linux/messages'
import type { Delivered, ProcessContext } from '../../sim/kernel/types'

type Input = Delivered<HttpGet, HttpResponse>
const { on } = actions<ProcessContext, Input>()

/** A component of the control plane that does nothing here but say that it lives. */
export const recordedComponent = setup({
  types: { context: {} as ProcessContext, events: {} as Input, input: {} as Boot },
  actions: {
    answer: on('http.get', (_context, { id, asker }, out) =>
      out.send(asker, { type: 'http.response', id, code: 200, body: 'ok' })
    )
  }
}).createMachine({
  id: 'recorded-component',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config }),
  initial: 'serving',
  states: { serving: { on: { 'http.get': { actions: 'answer' } } } }
})

/** Those of which a record tells by the lease that they renew. */
export const components = ['kube-scheduler', 'kube-controller-manager'] as const

/** A lease that is older than it lasts was given up: a component ends with its lease. Models `--leader-elect-lease-duration`. */
const lasts = seconds(15)

/** Whether a component lives when objects were read. */
export function lives(name: string, objects: readonly KubeObject[], now: Micros | undefined): boolean {
  const lease = objects.find(
    ({ kind, metadata }) => kind === 'Lease' && metadata.namespace === 'kube-system' && metadata.name === name
  )
  const { renewTime } = (lease as { readonly spec?: { readonly renewTime?: string } } | undefined)?.spec ?? {}
  return now !== undefined && renewTime !== undefined && now - parseTime(renewTime) < lasts
}
