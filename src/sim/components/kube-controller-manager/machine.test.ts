import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../testing/lab'
import type { Deployment, Pod, ReplicaSet } from '../../api/types'
import { isLeader } from '../../client-go/leaderelection'

const firstAt = (lab: ControllerLab, fact: string) => lab.facts.find((found) => found.fact === fact)!.at / 1_000_000

describe('kube-controller-manager', () => {
  it('exits while it may not read its configuration, and leads once it may', () => {
    const lab = new ControllerLab({ release: '1.25' }, false, false)
    lab.api.refuse.set('get configmaps', 403)
    lab.until(10)
    const exits = lab.logs.filter((line) =>
      line.startsWith('E "command failed" err="unable to load configmap based request-header-client-ca-file: ')
    )
    // Started again every second by its supervisor.
    expect(exits).toHaveLength(9)
    expect(isLeader(lab.kcm().election)).toBe(false)
    lab.api.refuse.clear()
    lab.putAuthentication().until(13)
    expect(isLeader(lab.kcm().election)).toBe(true)
  })

  it('of a current release stands for election whether or not it may read that', () => {
    const lab = new ControllerLab({}, false, false)
    lab.api.refuse.set('get configmaps', 403)
    lab.until(30)
    expect(lab.logs.filter((line) => line.startsWith('E "command failed"'))).toEqual([])
    expect(isLeader(lab.kcm().election)).toBe(true)
  })

  it('starts its controllers 1.3 to 1.5 s after it leads; 1.25 waited 10 s more with allocate-node-cidrs', () => {
    const firstList = (flags: Readonly<Record<string, boolean | string | number>>) => {
      const lab = new ControllerLab(flags).until(20)
      return lab.api.calls.find(({ verb }) => verb === 'list')!.at / 1_000_000 - firstAt(lab, 'kcm-leader-acquired')
    }
    expect(firstList({})).toBeGreaterThan(1.3)
    expect(firstList({})).toBeLessThan(1.5)
    expect(firstList({ 'allocate-node-cidrs': true })).toBeLessThan(1.5)
    const former = { release: '1.25', 'allocate-node-cidrs': true, 'kcm-start-ms': 1_000 }
    expect(firstList(former)).toBeGreaterThan(11)
    expect(firstList(former)).toBeLessThan(11.5)
  })

  it('observes, analyses and acts: a deployment becomes a ReplicaSet, that becomes pods, and their state comes back', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 3).run(2)
    const [set] = lab.list<ReplicaSet>('replicasets')
    expect(set!.metadata.name).toMatch(/^web-[4-9bcdf]{1,10}$/)
    expect(lab.list<Pod>('pods')).toHaveLength(3)
    for (const pod of lab.list<Pod>('pods')) lab.ready(pod)
    lab.run(2)
    expect(lab.get<Deployment>('deployments', 'web').status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3
    })
    expect(lab.notes.slice(0, 2)).toEqual([
      `deployment-controller: analyses default/web: no ReplicaSet has this template; creates ${set!.metadata.name} with 3`,
      `replicaset-controller: analyses default/${set!.metadata.name}: 0 of 3 pods exist; creates 3`
    ])
  })

  it('asks no faster than kube-api-qps: 30 at once, then 20 per second', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 70).run(1)
    expect(lab.list<Pod>('pods').length).toBeGreaterThan(40)
    expect(lab.list<Pod>('pods').length).toBeLessThan(52)
    lab.run(2)
    expect(lab.list<Pod>('pods')).toHaveLength(70)
  })

  it('writes each request as the service account of its controller', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 1).run(1)
    const users = new Set(
      lab.api.calls.filter(({ verb }) => verb === 'create').map(({ user, resource }) => `${user} ${resource}`)
    )
    expect([...users].sort()).toEqual([
      'deployment-controller events',
      'deployment-controller replicasets',
      'kube-controller-manager events',
      'kube-controller-manager leases',
      'replicaset-controller events',
      'replicaset-controller pods',
      'root-ca-cert-publisher configmaps',
      'service-account-controller serviceaccounts'
    ])
  })
})
