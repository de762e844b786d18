import { describe, expect, it } from 'vitest'
import { seconds, toSeconds } from '../../../../base/time'
import { keyFor } from '../../../testing/fake-api'
import { afterBoot, startNode, type TestNode } from '../testing/node'

const shell = (script: string, more: object = {}) => ({
  ...more,
  containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script] }]
})
const polite = "trap 'exit 0' TERM; sleep 100000 & wait"
const deaf = 'sleep 100000'
const critical = { priority: 2_000_000_000 }
const graceful = { 'shutdown-grace-period-s': 30, 'shutdown-grace-period-critical-pods-s': 10 }

function booted(flags: Record<string, string | number>, pods: Record<string, object>): TestNode {
  const node = startNode({ release: '1.36', ...flags })
  node.run(afterBoot)
  for (const [name, spec] of Object.entries(pods)) node.pod({ name, ...spec })
  node.run(seconds(20))
  return node
}

const statusOf = (node: TestNode, pod: string) =>
  node.api().objects.get(`pods|default/${pod}`)!.status as {
    phase: string
    reason?: string
    message?: string
    conditions: { type: string; status: string; reason?: string }[]
  }
const ready = (node: TestNode) =>
  (
    node.api().objects.get(keyFor('nodes', '', 'worker-1'))!.status as {
      conditions: { type: string; status: string; reason: string; message: string }[]
    }
  ).conditions.find(({ type }) => type === 'Ready')
const isUp = (node: TestNode) => node.world.machine('worker-1')!.up
const said = (node: TestNode, from: number) =>
  node.lines.flatMap(({ at, what }) => {
    const [, line] = /nodeshutdown_\w+\.go:\d+\] (.*)/.exec(what) ?? []
    return line === undefined ? [] : [`${Math.round(toSeconds(at - from))} ${line}`]
  })

/** Seconds until the power is off. */
function shutDown(node: TestNode): number {
  const from = node.world.now
  node.fault({ kind: 'shutdown', machine: 'worker-1' })
  while (isUp(node) && node.world.now - from < seconds(200)) node.run(seconds(0.5))
  return toSeconds(node.world.now - from)
}

describe('a machine that is switched off', () => {
  it('ends all that runs and nobody is told, without a grace period', () => {
    const node = booted({}, { polite: shell(polite) })
    expect(shutDown(node)).toBeLessThan(2)
    expect([ready(node)?.status, statusOf(node, 'polite').phase]).toEqual(['True', 'Running'])
    expect(node.world.processesOn(node.world.machine('worker-1')!).some(({ status }) => status === 'running')).toBe(
      false
    )
  })

  it('waits for what does not end as long as systemd does', () => {
    expect(shutDown(booted({}, { deaf: shell(deaf) }))).toBe(90)
    expect(shutDown(booted({ DefaultTimeoutStopSec: 20 }, { deaf: shell(deaf) }))).toBe(20)
  })

  it('has its pods ended first by a kubelet that may, critical ones last, each within its group’s time', () => {
    const node = booted(graceful, {
      polite: shell(polite),
      deaf: shell(deaf),
      quick: shell(deaf, { terminationGracePeriodSeconds: 4 }),
      critical: shell(polite, critical)
    })
    const from = node.world.now
    node.fault({ kind: 'shutdown', machine: 'worker-1' })
    node.run(seconds(1))
    expect(ready(node)).toMatchObject({
      status: 'False',
      reason: 'KubeletNotReady',
      message: 'node is shutting down'
    })
    node.pod({ name: 'late', ...shell(polite) })
    node.run(seconds(5))
    expect(statusOf(node, 'late')).toMatchObject({
      phase: 'Failed',
      reason: 'NodeShutdown',
      message: 'Pod was rejected: Pod was rejected as the node is shutting down.'
    })
    for (const name of ['polite', 'quick']) {
      expect(statusOf(node, name)).toMatchObject({
        phase: 'Failed',
        reason: 'Terminated',
        message: 'Pod was terminated in response to imminent node shutdown.'
      })
      expect(statusOf(node, name).conditions).toContainEqual(
        expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' })
      )
    }
    expect([statusOf(node, 'deaf').phase, statusOf(node, 'critical').phase, isUp(node)]).toEqual([
      'Running',
      'Running',
      true
    ])
    while (isUp(node) && node.world.now - from < seconds(200)) node.run(seconds(0.5))
    expect([statusOf(node, 'deaf').phase, statusOf(node, 'critical').phase]).toEqual(['Failed', 'Failed'])
    expect(toSeconds(node.world.now - from)).toBeLessThan(25)
    expect(said(node, from)).toMatchInlineSnapshot(`
      [
        "0 "Shutdown manager detected new shutdown event, isNodeShuttingDownNow" event=true",
        "0 "Shutdown manager detected new shutdown event" event="shutdown"",
        "0 "Shutdown manager processing shutdown event"",
        "0 "Shutdown manager killing pod with gracePeriod" pod="default/polite" gracePeriod=20",
        "0 "Shutdown manager killing pod with gracePeriod" pod="default/deaf" gracePeriod=20",
        "0 "Shutdown manager killing pod with gracePeriod" pod="default/quick" gracePeriod=4",
        "0 "Shutdown manager finished killing pod" pod="default/polite"",
        "4 "Shutdown manager finished killing pod" pod="default/quick"",
        "20 "Shutdown manager pod killing time out" gracePeriod=20 priority=0",
        "20 "Shutdown manager killing pod with gracePeriod" pod="default/critical" gracePeriod=10",
        "20 "Shutdown manager finished killing pod" pod="default/critical"",
        "21 "Done waiting for all pods in group to terminate" gracePeriod=10 priority=2000000000",
        "21 "Shutdown manager completed processing shutdown event, node will shutdown shortly"",
      ]
    `)
  })

  it('goes on when the kubelet that it waits for is dead, or its time is over', () => {
    const killed = booted(graceful, { polite: shell(polite) })
    killed.fault({ kind: 'kill', target: 'worker-1/kubelet' })
    killed.run(seconds(1))
    expect(shutDown(killed)).toBeLessThan(2)
    const hung = booted(graceful, { polite: shell(polite) })
    hung.fault({ kind: 'pause', target: 'worker-1/kubelet' })
    hung.run(seconds(1))
    // A process that hangs takes no SIGTERM: systemd's patience comes on top of logind's.
    expect(shutDown(hung)).toBe(120)
  })

  it('is another boot when it is started again, with nothing of the shutdown left', () => {
    const node = booted(graceful, { polite: shell(polite) })
    shutDown(node)
    node.fault({ kind: 'restart', target: 'worker-1' })
    node.run(seconds(30))
    expect(ready(node)?.status).toBe('True')
    node.pod({ name: 'next', ...shell(polite) })
    node.run(seconds(10))
    expect(statusOf(node, 'next').phase).toBe('Running')
    node.run(seconds(200))
    expect(isUp(node)).toBe(true)
  })
})
