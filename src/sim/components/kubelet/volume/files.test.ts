import { describe, expect, it } from 'vitest'
import type { Container, Pod } from '../../../api/types'
import type { KubeletContext } from '../context'
import { missingKey, mountedFiles, sealedIn, tokenNeed, type Sources } from './files'

const sources: Sources = {
  'configmaps/app': { 'app.conf': 'port=80', log: 'debug' },
  'secrets/pw': { password: 'hunter2' },
  token: { token: 'e30.e30.sig' }
}

/** What a container finds below `/v` of a volume. */
function files(volume: object, mount: object = {}): unknown {
  const pod = {
    metadata: { name: 'p', namespace: 'shop', uid: 'u', labels: { b: 'x "y"', a: '1' } },
    spec: {
      containers: [{ name: 'c', resources: { limits: { cpu: '2' } } }],
      volumes: [{ name: 'v', ...volume }]
    },
    status: {}
  } as unknown as Pod
  const context = {
    mounts: new Map([['u/v', { sources }]]),
    workers: new Map(),
    cluster: { addresses: {} },
    machine: 'worker-1',
    ownNode: { status: { allocatable: { memory: '7592Mi' } } },
    statuses: { cached: new Map() }
  } as unknown as KubeletContext
  const container = { name: 'c', volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }] } as unknown as Container
  return mountedFiles(context, pod, container)
}

describe('a volume in a container', () => {
  it('tells resources in the unit that is asked for, and what the node has where there is no limit', () => {
    const item = (resource: string, divisor?: string) => ({
      path: 'r',
      resourceFieldRef: { containerName: 'c', resource, ...(divisor !== undefined && { divisor }) }
    })
    expect(files({ downwardAPI: { items: [item('limits.cpu', '1m')] } })).toEqual({ '/v/r': '2000' })
    expect(files({ downwardAPI: { items: [item('limits.memory', '1Mi')] } })).toEqual({ '/v/r': '7592' })
    expect(files({ downwardAPI: { items: [item('requests.memory')] } })).toEqual({ '/v/r': '0' })
  })

  it('has a token for whom it was asked for', () => {
    const source = { serviceAccountToken: { path: 'vault', audience: 'vault', expirationSeconds: 7_200 } }
    expect(tokenNeed(source.serviceAccountToken)).toBe('token/7200/vault')
    expect(tokenNeed({ expirationSeconds: 3_607 })).toBe('token')
    expect(files({ projected: { sources: [source] } })).toEqual({})
  })

  it('cannot be written to if the API gives it', () => {
    const spec = {
      volumes: [
        { name: 'v', secret: { secretName: 'pw' } },
        { name: 'e', emptyDir: {} }
      ]
    }
    const mounts = {
      volumeMounts: [
        { name: 'v', mountPath: '/v/' },
        { name: 'e', mountPath: '/e' }
      ]
    }
    expect(sealedIn({ spec } as unknown as Pod, mounts as unknown as Container)).toEqual(['/v'])
  })

  it('is a file for each key, or for those that are named', () => {
    expect(files({ configMap: { name: 'app' } })).toEqual({ '/v/app.conf': 'port=80', '/v/log': 'debug' })
    expect(files({ configMap: { name: 'app', items: [{ key: 'log', path: 'deep/l' }] } })).toEqual({
      '/v/deep/l': 'debug'
    })
    expect(files({ secret: { secretName: 'pw' } }, { mountPath: '/v/' })).toEqual({ '/v/password': 'hunter2' })
  })

  it('with subPath is one of its files, or one of its folders', () => {
    expect(files({ configMap: { name: 'app' } }, { subPath: 'log' })).toEqual({ '/v': 'debug' })
    const items = [{ key: 'log', path: 'deep/l' }]
    expect(files({ configMap: { name: 'app', items } }, { subPath: 'deep' })).toEqual({ '/v/l': 'debug' })
  })

  it('holds what several sources give together', () => {
    const projected = {
      sources: [
        { serviceAccountToken: { path: 'token' } },
        { configMap: { name: 'app', items: [{ key: 'log', path: 'log' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } }
      ]
    }
    expect(files({ projected })).toEqual({ '/v/token': 'e30.e30.sig', '/v/log': 'debug', '/v/namespace': 'shop' })
  })

  it('tells a pod of itself: labels a line each, resources as numbers', () => {
    const items = [
      { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
      { path: 'cpu', resourceFieldRef: { containerName: 'c', resource: 'limits.cpu' } }
    ]
    expect(files({ downwardAPI: { items } })).toEqual({ '/v/labels': 'a="1"\nb="x \\"y\\""', '/v/cpu': '2' })
  })
})

describe('a key that is not there', () => {
  const missing = (volume: object, need: string) => missingKey({ name: 'v', ...volume }, need, { log: 'debug' })
  const items = [{ key: 'nope', path: 'x' }]

  it('is named, in a plain volume and in a projected one, unless it is optional', () => {
    const config = 'configmap references non-existent config key: nope'
    expect(missing({ configMap: { name: 'app', items } }, 'configmaps/app')).toBe(config)
    expect(missing({ projected: { sources: [{ configMap: { name: 'app', items } }] } }, 'configmaps/app')).toBe(config)
    expect(missing({ secret: { secretName: 'pw', items } }, 'secrets/pw')).toBe(
      'references non-existent secret key: nope'
    )
    expect(missing({ configMap: { name: 'app', items, optional: true } }, 'configmaps/app')).toBe('')
    expect(missing({ configMap: { name: 'app', items: [{ key: 'log', path: 'x' }] } }, 'configmaps/app')).toBe('')
  })
})
