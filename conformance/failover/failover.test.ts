import { describe, expect, it } from 'vitest'
import '../../src/sim/whole'
import { gradeScenario } from './crash'
import { gradeOutage } from './outage'
import { stepOf } from './steps'

const line = (t_ms: number, component: string, what: string) => ({ t_ms, component, what })

describe('a sample of what was recorded of failover', () => {
  it('a kube-scheduler that gets SIGTERM frees its lease, and the next one waits for no lease to run out', () => {
    const statements = gradeScenario('sched-sigterm-1', {
      name: 'sched-sigterm',
      victim: 'master-2',
      load_before: [36.58],
      timeline: [
        line(0, 'master-2', 'SIGTERM to kube-scheduler'),
        line(74, 'log kube-scheduler master-2', 'I server.go] "Requested to terminate, exiting"'),
        line(102, 'kube-scheduler master-2', 'process gone'),
        line(195, 'lease', 'released lease kube-scheduler (was master-2, leaseDurationSeconds 1)'),
        line(
          1_863,
          'log kube-scheduler master-1',
          'I leaderelection.go] "Successfully acquired lease" lock="kube-system/kube-scheduler"'
        ),
        line(2_995, 'master-1', 'acquired lease kube-scheduler (was released (empty holder); last renewed 15 ms)'),
        line(24_096, 'master-2', 'restore'),
        line(24_316, 'kube-scheduler master-2', 'process runs again')
      ]
    })!
    expect(statements.length).toBeGreaterThan(5)
    expect(statements.filter(({ passed }) => !passed)).toEqual([])
  })

  it('while etcd is away for a few seconds nobody hears an error: what needs it waits, what is cached is answered', () => {
    const ok = (when: string, code = 200) => ({ [`${code} ok ${when}`]: { n: 5, dur_ms_min: 5 } })
    const [during, waited, sent] = [
      'during the outage',
      'after the outage, sent before it ended',
      'sent after the outage'
    ]
    const statements = gradeOutage('kill-5s-3', {
      kind: 'kill',
      outage_ms: 5_021,
      events: [],
      operations: {
        'GET rv=""': { outcomes: { ...ok(waited), ...ok(sent) } },
        'GET rv=0': { outcomes: { ...ok(during), ...ok(sent) } },
        POST: { outcomes: { ...ok(waited, 201), ...ok(sent, 201) } }
      },
      health: [{ t_ms: 3_000, path: '/livez', code: 500, failed: ['[-]etcd failed: reason withheld'] }]
    })
    expect(statements.length).toBeGreaterThan(8)
    expect(statements.filter(({ passed }) => !passed)).toEqual([])
  })

  it('says who and what without names that were drawn', () => {
    const roles = { victim: 'master-3' }
    expect(stepOf(line(1, 'pod web-7887448d46-2jjkm', 'bound to worker-1'), roles)).toBe('pod web bound')
    expect(stepOf(line(1, 'node master-3', 'taint node.kubernetes.io/unreachable:NoExecute added'), roles)).toBe(
      'node LOST taint node.kubernetes.io/unreachable:NoExecute added'
    )
    expect(stepOf(line(1, 'client', 'get: first success after the longest gap (1605 ms)'), roles)).toBeUndefined()
  })
})
