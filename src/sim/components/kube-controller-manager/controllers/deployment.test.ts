import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../../testing/lab'
import type { Deployment, Pod, ReplicaSet } from '../../../api/types'
import { podTemplateHash } from './deployment-revision'
import { proportions } from './deployment-scale'

const image = (lab: ControllerLab, tag: string) =>
  lab.change<Deployment>('deployments', 'web', (deployment) => ({
    ...deployment,
    spec: {
      ...deployment.spec,
      template: { ...deployment.spec.template, spec: { containers: [{ name: 'app', image: `nginx:${tag}` }] } }
    }
  }))
const condition = (lab: ControllerLab, type: string) =>
  lab.get<Deployment>('deployments', 'web').status.conditions?.find((found) => found.type === type)
const allReady = (lab: ControllerLab) => {
  for (let i = 0; i < 30; i++) {
    for (const pod of lab.list<Pod>('pods')) {
      if (pod.metadata.deletionTimestamp) lab.remove('pods', 'default', pod.metadata.name)
      else if (!pod.spec.nodeName) lab.ready(pod)
    }
    lab.run(1)
  }
}
const events = (lab: ControllerLab, reason: string) =>
  lab.api.calls
    .filter(
      ({ resource, verb, body }) =>
        resource === 'events' && verb === 'create' && (body as { reason: string }).reason === reason
    )
    .map(({ body }) => (body as { message: string }).message)

describe('a deployment', () => {
  it('asks the API in the recorded order, with the 409 between its two status writes', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 3).run(1)
    const seen = lab.api.calls
      .filter(({ user, at }) => user === 'deployment-controller' && at > 5_000_000)
      .map(({ verb, resource, code }) => `${verb} ${resource} ${code}`)
    expect(seen.slice(0, 4)).toEqual([
      'create replicasets 201',
      'create events 201',
      'update deployments 200',
      'update deployments 409'
    ])
    expect(events(lab, 'ScalingReplicaSet')[0]).toMatch(/^Scaled up replica set web-\w+ from 0 to 3$/)
    expect(condition(lab, 'Progressing')).toMatchObject({ reason: 'ReplicaSetUpdated', status: 'True' })
    expect(condition(lab, 'Available')).toMatchObject({
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.'
    })
  })

  it('creates pods in batches of 1, 2, 4', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 7).run(1)
    const times = lab.api.calls
      .filter(({ verb, resource }) => verb === 'create' && resource === 'pods')
      .map(({ at }) => at)
    const batches = times.reduce<number[]>((sizes, at, i) => {
      if (i > 0 && at - times[i - 1]! < 1_000) sizes[sizes.length - 1]!++
      else sizes.push(1)
      return sizes
    }, [])
    expect(batches).toEqual([1, 2, 4])
  })

  it('keeps ten old ReplicaSets and counts revisions; going back reuses one and remembers where it was', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 1).run(2)
    allReady(lab)
    for (let i = 2; i <= 13; i++) {
      image(lab, String(i)).run(2)
      allReady(lab)
    }
    expect(lab.list<ReplicaSet>('replicasets')).toHaveLength(11)
    expect(lab.get<Deployment>('deployments', 'web').metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '13'
    })
    image(lab, '12').run(2)
    allReady(lab)
    const current = lab.list<ReplicaSet>('replicasets').find(({ spec }) => spec.replicas === 1)!
    expect(current.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '14',
      'deployment.kubernetes.io/revision-history': '12'
    })
    expect(condition(lab, 'Progressing')).toMatchObject({ reason: 'NewReplicaSetAvailable' })
  })

  it('is told to have failed when its deadline passes without progress', () => {
    const lab = new ControllerLab()
      .until(5)
      .namespace('default')
      .deployment('web', 2, { progressDeadlineSeconds: 60 })
      .run(30)
    expect(condition(lab, 'Progressing')).toMatchObject({ status: 'True' })
    lab.run(40)
    expect(condition(lab, 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' })
    expect(condition(lab, 'Progressing')!.message).toMatch(/^ReplicaSet "web-\w+" has timed out progressing\.$/)
  })

  it('complete once and not any more is looked at no faster than the rate limit allows, however late', () => {
    const lab = new ControllerLab()
      .until(5)
      .namespace('default')
      .deployment('web', 2, { progressDeadlineSeconds: 40 })
      .run(1)
    allReady(lab)
    expect(condition(lab, 'Progressing')).toMatchObject({ reason: 'NewReplicaSetAvailable' })
    lab.run(20)
    const [pod] = lab.list<Pod>('pods')
    lab.put('pods', { ...pod!, status: { ...pod!.status, conditions: [{ type: 'Ready', status: 'False' }] } }).run(20)
    // Upstream neither times such a rollout out nor leaves it alone.
    expect(condition(lab, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' })
  })

  it('with Recreate lets no new pod come before the last old one is gone', () => {
    const lab = new ControllerLab()
      .until(5)
      .namespace('default')
      .deployment('web', 2, { strategy: { type: 'Recreate' } })
      .run(2)
    for (const pod of lab.list<Pod>('pods')) lab.ready(pod)
    lab.run(2)
    const before = lab.list<Pod>('pods').map(({ metadata }) => metadata.name)
    image(lab, '2').run(5)
    expect(lab.list<Pod>('pods').map(({ metadata }) => metadata.name)).toEqual(before)
    for (const name of before) lab.remove('pods', 'default', name)
    lab.run(2)
    expect(lab.list<Pod>('pods')).toHaveLength(2)
    expect(lab.list<Pod>('pods').every(({ spec }) => spec.containers[0]!.image === 'nginx:2')).toBe(true)
  })

  it('scales what it scaled: up through its ReplicaSet, down by the ranking', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 3).run(2)
    const pods = lab.list<Pod>('pods')
    lab.ready(pods[0]!).ready(pods[1]!).run(2)
    lab
      .change<Deployment>('deployments', 'web', (deployment) => ({
        ...deployment,
        spec: { ...deployment.spec, replicas: 2 }
      }))
      .run(2)
    expect(lab.list<Pod>('pods').map(({ metadata }) => metadata.name)).toEqual([
      pods[0]!.metadata.name,
      pods[1]!.metadata.name
    ])
    expect(events(lab, 'ScalingReplicaSet').at(-1)).toMatch(/^Scaled down replica set web-\w+ from 3 to 2$/)
    expect(events(lab, 'SuccessfulDelete')).toEqual([`Deleted pod: ${pods[2]!.metadata.name}`])
  })

  it('stops at the first failing batch and says so', () => {
    const lab = new ControllerLab().until(5).namespace('default')
    lab.api.refuse.set('create pods', 403)
    lab.deployment('web', 8).run(0.02)
    const tries = lab.api.calls
      .filter(({ verb, resource }) => verb === 'create' && resource === 'pods')
      .map(({ at }) => at)
    // One pod per sync: no batch of two follows a failed one.
    expect(tries.slice(1).map((at, i) => at - tries[i]! > 2_000)).toEqual([true, true])
    lab.run(1)
    expect(lab.list<ReplicaSet>('replicasets')[0]!.status.conditions).toMatchObject([
      { type: 'ReplicaFailure', reason: 'FailedCreate' }
    ])
    lab.api.refuse.clear()
    lab.run(30)
    expect(lab.list<Pod>('pods')).toHaveLength(8)
  })
})

describe('proportional scaling', () => {
  const set = (name: string, replicas: number, created: string): ReplicaSet => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, creationTimestamp: created, annotations: { 'deployment.kubernetes.io/max-replicas': '13' } },
    spec: { replicas, selector: {} },
    status: { replicas }
  })
  const deployment = (replicas: number) =>
    ({
      spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3 } } },
      status: { replicas: 13 }
    }) as Deployment
  const sizes = (replicas: number, ...sets: ReplicaSet[]) =>
    Object.fromEntries(proportions(deployment(replicas), sets).map(([{ metadata }, size]) => [metadata.name, size]))

  it('grows each set by its share, as the documentation’s example', () => {
    // 10 replicas with 3 surge: 8 old and 5 new; scaled to 15.
    expect(sizes(15, set('old', 8, 'a'), set('new', 5, 'b'))).toEqual({ old: 11, new: 7 })
  })

  it('gives leftovers to the largest, and shrinks older ones first among equals', () => {
    expect(sizes(0, set('old', 8, 'a'), set('new', 5, 'b'))).toEqual({ old: 0, new: 0 })
    expect(sizes(9, set('old', 5, 'a'), set('new', 5, 'b'), set('mid', 3, 'c'))).toEqual({ old: 4, new: 5, mid: 3 })
  })
})

describe('the pod template hash', () => {
  it('uses only the characters that the real one uses, and differs by template and collision', () => {
    const template = (tag: string) => ({
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: tag }] }
    })
    const hashes = Array.from({ length: 200 }, (_, i) => podTemplateHash(template(`nginx:${i}`), undefined))
    for (const hash of hashes) expect(hash).toMatch(/^[4-9bcdf]{1,10}$/)
    expect(new Set(hashes).size).toBe(200)
    expect(podTemplateHash(template('nginx'), undefined)).toBe(podTemplateHash(template('nginx'), undefined))
    expect(podTemplateHash(template('nginx'), 1)).not.toBe(podTemplateHash(template('nginx'), undefined))
  })
})
