import { expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { prepare, presetOf, type Scenario } from '../../../scenarios'
import type { Lease } from '../../api/types'
import { createSimulation } from '../../simulation'
import { storedObjects } from '../../view/truth'

const server = 'master-1/kube-apiserver'

/** A cluster of plain processes whose first API server gets SIGTERM at 10 s. */
function ended(flags: Scenario['flags'] = {}) {
  const spec = prepare({
    ...presetOf('ha-master-fails')!,
    flags: { 'static-pods': false, ...flags },
    faults: [`10s stop ${server}`],
    untilSeconds: 80
  })
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  return (at: number) => {
    history.advance(seconds(at))
    const { status, deaf, exitCode } = history.head.process(server)
    return { status, deaf, exitCode, head: history.head }
  }
}

const nodeLeases = (head: ReturnType<ReturnType<typeof ended>>['head']) =>
  storedObjects<Lease>(head, 'leases').filter(({ metadata }) => metadata.namespace === 'kube-node-lease')

it('a server that got SIGTERM closes its port, lets watches be for a minute, and loses no client but those of its own machine', () => {
  const at = ended()
  const identities = ({ head }: ReturnType<typeof at>) =>
    storedObjects<Lease>(head, 'leases').filter(({ metadata }) => metadata.name.startsWith('apiserver-')).length
  expect(identities(at(9.9))).toBe(3)
  expect(at(10.05)).toMatchObject({ status: 'running', deaf: false })
  expect(at(10.5)).toMatchObject({ status: 'running', deaf: true })
  expect(identities(at(11))).toBe(2)
  const { head } = at(45)
  // Kubelets of all machines have gone on through the others.
  const oldest = Math.min(...nodeLeases(head).map(({ spec }) => Date.parse(String(spec.renewTime))))
  const latest = Math.max(...nodeLeases(head).map(({ spec }) => Date.parse(String(spec.renewTime))))
  expect(latest - oldest).toBeLessThan(21_000)
  expect(at(69.9).status).toBe('running')
  expect(at(71)).toMatchObject({ status: 'stopped', exitCode: 0 })
}, 60_000)

it('serves on for its delay, or answers 429 and is gone two seconds later', () => {
  const delayed = ended({ 'shutdown-delay-duration': 10 })
  expect(delayed(19.9)).toMatchObject({ status: 'running', deaf: false })
  expect(delayed(20.5)).toMatchObject({ status: 'running', deaf: true })
  const answering = ended({ 'shutdown-send-retry-after': true })
  expect(answering(13.5)).toMatchObject({ status: 'stopped', exitCode: 0 })
}, 60_000)
