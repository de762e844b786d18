import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../base/prng'
import { keyOf, kindOf } from '../../../api/scheme'
import type { KubeObject, Status } from '../../../api/types'
import { buildCluster, type Boot } from '../../../cluster'
import { createContext, type Request } from '../context'
import type { Admission } from './admission'
import { mutate, validate } from '.'

const cluster = buildCluster({ masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false }, {})

/** A server that knows these objects, asked to admit one more. */
function admission(known: readonly object[], object: object, operation: 'CREATE' | 'UPDATE' = 'CREATE'): Admission {
  const boot: Boot = {
    self: 'master-1/kube-apiserver',
    machine: 'master-1',
    address: '10.0.0.11',
    now: 0,
    rng: Prng.fromSeed(1),
    config: {},
    cluster,
    incarnation: 1,
    argv: [],
    disk: null
  } as unknown as Boot
  const server = createContext(boot)
  const place = (one: KubeObject) => {
    const plural = `${one.kind.toLowerCase().replace(/y$/, 'ie')}s`.replace(/sss$/, 'sses')
    const kind = kindOf(plural)
    server.caches.get(plural)!.objects.set(keyOf(kind, one.metadata.namespace, one.metadata.name), one)
    return kind
  }
  for (const one of [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: { team: 'x' } } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'a' } },
    ...known
  ])
    place(one as KubeObject)
  const made = object as KubeObject
  const kind = kindOf(`${made.kind.toLowerCase()}s`)
  const request = {
    user: 'admin',
    groups: ['system:masters'],
    verb: 'create',
    resource: kind.plural
  } as unknown as Request
  return { server, request, kind, operation, object: made, old: null }
}

const meta = (name: string) => ({ name, namespace: 'a' })
const pod = (resources: object = {}, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta('p'),
  spec: { containers: [{ name: 'c', image: 'i', resources }], ...spec },
  status: {}
})
const refusal = (asked: Admission): string => validate(asked).refusal?.message ?? ''

describe('admission', () => {
  it('refuses what a quota has no room for, and takes from it what it has', () => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: meta('q'),
      spec: { hard: { 'requests.cpu': '1', pods: '2' } },
      status: { hard: { 'requests.cpu': '1', pods: '2' }, used: { 'requests.cpu': '500m', pods: '1' } }
    }
    expect(refusal(admission([quota], pod({ requests: { cpu: '600m' } })))).toBe(
      'pods "p" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=500m, limited: requests.cpu=1'
    )
    expect(refusal(admission([quota], pod()))).toBe(
      'pods "p" is forbidden: failed quota: q: must specify requests.cpu for: c'
    )
    const [taken] = validate(admission([quota], pod({ requests: { cpu: '100m' } }))).reserved
    expect(taken!.status).toEqual({ ...quota.status, used: { 'requests.cpu': '600m', pods: '2' } })
  })

  it('fills in a namespace’s limits, and keeps pods within them', () => {
    const range = (item: object) => ({
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: meta('l'),
      spec: { limits: [{ type: 'Container', ...item }] }
    })
    const filled = mutate(
      admission([range({ defaultRequest: { cpu: '1' }, default: { cpu: '2' } })], pod())
    ) as KubeObject
    expect(filled.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu request for container c; cpu limit for container c'
    })
    expect(refusal(admission([range({ max: { cpu: '1' } })], pod({ limits: { cpu: '2' } })))).toBe(
      'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2'
    )
    expect(refusal(admission([range({ min: { memory: '1Gi' } })], pod()))).toBe(
      'pods "p" is forbidden: minimum memory usage per Container is 1Gi.  No request is specified'
    )
  })

  it('asks policies, by what they are bound to', () => {
    const policy = (validations: object[], more: object = {}) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'p1' },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }]
        },
        validations,
        ...more
      }
    })
    const binding = (validationActions: string[], more: object = {}) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'p1' },
      spec: { policyName: 'p1', validationActions, ...more }
    })
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('x'), data: { a: 'b' } }
    const rule = policy([{ expression: "object.data.a == 'ok'", message: 'a must be ok' }])
    expect(refusal(admission([rule, binding(['Deny'])], map))).toBe(
      `configmaps "x" is forbidden: ValidatingAdmissionPolicy 'p1' with binding 'p1' denied request: a must be ok`
    )
    expect(validate(admission([rule, binding(['Warn'])], map)).warnings).toEqual([
      "Validation failed for ValidatingAdmissionPolicy 'p1' with binding 'p1': a must be ok"
    ])
    const elsewhere = { matchResources: { namespaceSelector: { matchLabels: { team: 'y' } } } }
    expect(refusal(admission([rule, binding(['Deny'], elsewhere)], map))).toBe('')
    const broken = policy([{ expression: "object.data.nope == 'x'" }])
    expect(refusal(admission([broken, binding(['Deny'])], map))).toContain(
      `expression 'object.data.nope == 'x'' resulted in error: no such key: nope`
    )
    expect(
      refusal(admission([policy([{ expression: 'false' }], { failurePolicy: 'Ignore' }), binding(['Deny'])], map))
    ).toContain('failed expression: false')
  })

  it('lets policies change objects, one after the other', () => {
    const policy = (mutations: object[]) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: 'm1' },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [{ apiGroups: [''], operations: ['CREATE'], resources: ['configmaps'] }] },
        mutations
      }
    })
    const binding = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name: 'm1' },
      spec: { policyName: 'm1' }
    }
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('x'), data: { a: 'b' } }
    const apply = { patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{data: {"z": "1"}}' } }
    const patch = (path: string) => ({
      patchType: 'JSONPatch',
      jsonPatch: { expression: `[JSONPatch{op: "add", path: "${path}", value: "2"}]` }
    })
    const changed = mutate(admission([policy([apply, patch('/data/z')]), binding], map)) as KubeObject & {
      data: object
    }
    expect(changed.data).toEqual({ a: 'b', z: '2' })
    expect((mutate(admission([policy([patch('/nope/new')]), binding], map)) as Status).message).toBe(
      `policy 'm1' with binding 'm1' denied request: JSON Patch: add operation does not apply: doc is missing path: "/nope/new": missing value`
    )
  })
})
