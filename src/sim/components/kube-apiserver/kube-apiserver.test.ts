import { describe, expect, it } from 'vitest'
import type { KubeObject, Pod } from '../../api/types'
import { ask, type Asked } from './test-ask'

const account: Asked = {
  verb: 'create',
  resource: 'serviceaccounts',
  namespace: 'default',
  body: { metadata: { name: 'default' } }
}
const pod = (name: string, labels: Record<string, string> = {}, extra: object = {}): Asked => ({
  verb: 'create',
  resource: 'pods',
  namespace: 'default',
  body: { metadata: { name, labels, ...extra }, spec: { containers: [{ name: 'a', image: 'nginx:1.27' }] } }
})
const bind = (name: string): Asked => ({
  verb: 'create',
  resource: 'pods',
  namespace: 'default',
  name,
  subresource: 'binding',
  body: { target: { name: 'worker-1' } }
})
const get = (resource: string, name: string): Asked => ({ verb: 'get', resource, namespace: 'default', name })
const map = (name: string, data: object): Asked => ({
  verb: 'create',
  resource: 'configmaps',
  namespace: 'default',
  body: { metadata: { name }, data }
})

describe('kube-apiserver', () => {
  it('admits a pod with tolerations, a token volume, priority and a QoS class', () => {
    const { answers } = ask([account, pod('web')])
    const made = answers[1]!.body as unknown as Pod
    expect(answers[1]!.code).toBe(201)
    expect(made.spec.tolerations!.map((t) => [t.key, t.tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300]
    ])
    expect(made.spec.volumes![0]!.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/)
    expect([made.spec.priority, made.status.qosClass, made.status.phase]).toEqual([0, 'BestEffort', 'Pending'])
  })

  it('refuses with upstream’s texts', () => {
    const { answers } = ask([
      get('pods', 'none'),
      map('a', {}),
      map('a', {}),
      pod('Bad_Name'),
      { verb: 'list', resource: 'pods', user: 'system:node:worker-1' },
      {
        verb: 'list',
        resource: 'pods',
        user: 'system:node:worker-1',
        options: { fieldSelector: 'spec.nodeName=worker-1' }
      },
      { verb: 'delete', resource: 'services', namespace: 'default', name: 'x', user: 'system:node:worker-1' },
      { verb: 'get', resource: '', path: '/readyz', user: '' },
      { verb: 'get', resource: '', path: '/metrics', user: '' }
    ])
    // Everybody may ask for health, as ClusterRole system:public-info-viewer says.
    expect(answers.map(({ code }) => code)).toEqual([404, 201, 409, 403, 403, 200, 403, 200, 403])
    expect(answers[4]!.body.message).toBe(
      'pods is forbidden: User "system:node:worker-1" cannot list resource "pods" in API group "" at the cluster scope: can only list/watch pods with spec.nodeName field selector'
    )
    expect(answers[8]!.body.message).toBe('forbidden: User "system:anonymous" cannot get path "/metrics"')
    expect(answers[0]!.body.message).toBe('pods "none" not found')
    expect(answers[2]!.body.message).toBe('configmaps "a" already exists')
    expect(answers[6]!.body.message).toBe(
      'services "x" is forbidden: User "system:node:worker-1" cannot delete resource "services" in API group "" in the namespace "default"'
    )
  })

  it('answers 403 before its roles are loaded, and not to masters', () => {
    const early = {
      verb: 'list',
      resource: 'pods',
      user: 'system:kube-scheduler',
      options: { resourceVersion: '0' }
    } as const
    const { answers } = ask([early, { ...early, user: 'admin' }], { 'apiserver-rbac-load-ms': 3_000 }, 2)
    expect(answers.map(({ code }) => code)).toEqual([403, 200])
  })

  it('keeps optimistic concurrency: a stale PUT is a conflict, a PATCH is not', () => {
    const { answers } = ask([
      map('m', { a: '1' }),
      (a) => ({
        verb: 'update',
        resource: 'configmaps',
        namespace: 'default',
        name: 'm',
        body: { ...a[0]!.body, data: { a: '2' } }
      }),
      (a) => ({
        verb: 'update',
        resource: 'configmaps',
        namespace: 'default',
        name: 'm',
        body: { ...a[0]!.body, data: { a: '3' } }
      }),
      {
        verb: 'patch',
        resource: 'configmaps',
        namespace: 'default',
        name: 'm',
        body: { data: { b: '4' } },
        options: { patchType: 'merge' }
      },
      {
        verb: 'patch',
        resource: 'configmaps',
        namespace: 'default',
        name: 'm',
        body: { data: { b: '4' } },
        options: { patchType: 'merge' }
      }
    ])
    expect(answers.map(({ code }) => code)).toEqual([201, 200, 409, 200, 200])
    expect(answers[2]!.body.message).toBe(
      'Operation cannot be fulfilled on configmaps "m": the object has been modified; please apply your changes to the latest version and try again'
    )
    expect((answers[3]!.body as unknown as { data: object }).data).toEqual({ a: '2', b: '4' })
    // The last patch changes nothing: the version stays.
    expect(answers[4]!.body.metadata.resourceVersion).toBe(answers[3]!.body.metadata.resourceVersion)
  })

  it('deletes a bound pod gracefully, an unbound one at once', () => {
    const remove = (name: string, gracePeriodSeconds?: number): Asked => ({
      verb: 'delete',
      resource: 'pods',
      namespace: 'default',
      name,
      options: gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }
    })
    const { answers } = ask([
      account,
      pod('a'),
      pod('b'),
      bind('a'),
      remove('a'),
      remove('b'),
      get('pods', 'a'),
      get('pods', 'b'),
      remove('a', 0),
      get('pods', 'a')
    ])
    expect(answers.map(({ code }) => code)).toEqual([201, 201, 201, 201, 200, 200, 200, 404, 200, 404])
    const { deletionTimestamp, deletionGracePeriodSeconds } = answers[6]!.body.metadata
    expect(deletionGracePeriodSeconds).toBe(30)
    // 3.2 s after 09:59:50, and 30 s more.
    expect(deletionTimestamp).toBe('2026-01-01T10:00:23Z')
  })

  it('keeps what a finalizer holds until it is taken away', () => {
    const { answers } = ask([
      { ...map('m', {}), body: { metadata: { name: 'm', finalizers: ['example/hold'] }, data: {} } },
      { verb: 'delete', resource: 'configmaps', namespace: 'default', name: 'm' },
      get('configmaps', 'm'),
      {
        verb: 'patch',
        resource: 'configmaps',
        namespace: 'default',
        name: 'm',
        body: { metadata: { finalizers: null } },
        options: { patchType: 'merge' }
      },
      get('configmaps', 'm')
    ])
    expect(answers[2]!.body.metadata.deletionTimestamp).toBeDefined()
    expect(answers[4]!.code).toBe(404)
  })

  it('shows a watcher objects appear and disappear as they match its selector', () => {
    const label = (app: string): Asked => ({
      verb: 'patch',
      resource: 'configmaps',
      namespace: 'default',
      name: 'm',
      body: { metadata: { labels: { app } } },
      options: { patchType: 'merge' }
    })
    const { watched } = ask([
      { verb: 'watch', resource: 'configmaps', namespace: 'default', options: { labelSelector: 'app=web' } },
      map('m', {}),
      label('web'),
      label('db'),
      map('n', {})
    ])
    expect(watched).toEqual(['ADDED m', 'DELETED m'])
  })

  it('resumes a watch after a version, and says 410 for one that is forgotten and 504 for one of the future', () => {
    const { watched, answers } = ask(
      [
        ...Array.from({ length: 8 }, (_, i) => map(`m${i}`, {})),
        (a) => ({
          verb: 'watch',
          resource: 'configmaps',
          options: { resourceVersion: a[5]!.body.metadata.resourceVersion! }
        }),
        { verb: 'watch', resource: 'configmaps', options: { resourceVersion: '1' } },
        { verb: 'list', resource: 'configmaps', options: { resourceVersion: '999999' } }
      ],
      { 'watch-cache-size': 4 }
    )
    expect(watched).toEqual(['ADDED m6', 'ADDED m7', 'ERROR 410'])
    expect(answers[10]!.code).toBe(504)
    expect(answers[10]!.body.message).toMatch(/^Timeout: Too large resource version: 999999, current: \d+$/)
  })

  it('evicts only as far as a disruption budget allows', () => {
    const evict = (name: string): Asked => ({
      verb: 'create',
      resource: 'pods',
      namespace: 'default',
      name,
      subresource: 'eviction',
      body: {}
    })
    const running: Asked = {
      verb: 'patch',
      resource: 'pods',
      namespace: 'default',
      name: 'a',
      subresource: 'status',
      body: { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
      options: { patchType: 'strategic' }
    }
    const budget = (disruptionsAllowed: number): Asked => ({
      verb: 'patch',
      resource: 'poddisruptionbudgets',
      namespace: 'default',
      name: 'p',
      subresource: 'status',
      body: {
        status: { disruptionsAllowed, observedGeneration: 1, desiredHealthy: 1, currentHealthy: 1 + disruptionsAllowed }
      },
      options: { patchType: 'merge' }
    })
    const { answers } = ask([
      account,
      pod('a', { app: 'web' }),
      bind('a'),
      running,
      {
        verb: 'create',
        resource: 'poddisruptionbudgets',
        namespace: 'default',
        body: { metadata: { name: 'p' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } }
      },
      budget(0),
      evict('a'),
      budget(1),
      evict('a'),
      get('poddisruptionbudgets', 'p')
    ])
    expect(answers[6]!.code).toBe(429)
    expect(answers[6]!.body.message).toBe("Cannot evict pod as it would violate the pod's disruption budget.")
    expect(answers[6]!.body.details!.causes![0]!.message).toBe(
      'The disruption budget p needs 1 healthy pods and has 1 currently'
    )
    expect(answers[8]!.code).toBe(201)
    expect((answers[9]!.body as unknown as { status: { disruptionsAllowed: number } }).status.disruptionsAllowed).toBe(
      0
    )
  })

  it('fills a page with what matches, and counts the rest only where nothing is chosen', () => {
    const list = (options: Asked['options']): Asked => ({
      ...get('pods', ''),
      verb: 'list',
      ...(options && { options })
    })
    const { answers } = ask([
      account,
      ...['a', 'b', 'c', 'd'].map((name) => pod(name, { odd: name === 'a' || name === 'c' ? '1' : '0' })),
      list({ limit: 2, labelSelector: 'odd=1' }),
      list({ limit: 3 })
    ])
    const shown = answers.slice(5).map(({ body }) => {
      const { items, metadata } = body as unknown as { items: KubeObject[]; metadata: Record<string, unknown> }
      return [items.map((item) => item.metadata.name).join(), 'continue' in metadata, metadata.remainingItemCount]
    })
    expect(shown).toEqual([
      ['a,c', true, undefined],
      ['a,b,c', true, 1]
    ])
  })

  it('gives a Service an address of its range, and NodePorts if it wants them', () => {
    const { answers } = ask([
      {
        verb: 'create',
        resource: 'services',
        namespace: 'default',
        body: { metadata: { name: 's' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } }
      }
    ])
    const { clusterIP, ports } = answers[0]!.body.spec as unknown as {
      clusterIP: string
      ports: { nodePort: number }[]
    }
    expect(clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/)
    expect(ports[0]!.nodePort).toBeGreaterThanOrEqual(30_000)
    expect(ports[0]!.nodePort).toBeLessThanOrEqual(32_767)
  })
})

it('answers /version with the release of the profile', () => {
  const version: Asked = { verb: 'get', resource: '', path: '/version' }
  const gitVersion = (flags: Record<string, number | string>) =>
    (JSON.parse(String(ask([version], flags).answers[0]!.body)) as { gitVersion: string }).gitVersion
  expect([gitVersion({}), gitVersion({ release: '1.25' })]).toEqual(['v1.36.3', 'v1.25.10'])
})
