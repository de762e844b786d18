import { describe, expect, it } from 'vitest'
import { base64, base64Decode } from '../../../api/base64'
import type { Container as ContainerSpec, KubeObject, Pod } from '../../../api/types'
import type { KubeletContext } from '../context'
import type { Container } from './container'
import { environmentOf, expand, missingKey, needsOf, valuesIn } from './environment'

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u', labels: { app: 'web' } },
  spec: { nodeName: 'worker-1', containers: [] },
  status: { podIP: '10.244.1.7' }
} as Pod
const context = {
  machine: 'worker-1',
  cluster: { addresses: { 'worker-1': '10.0.0.11' } },
  statuses: { cached: new Map() },
  services: { store: new Map() }
} as object as KubeletContext

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: { PASS: base64('größe') }
} as KubeObject

describe('a container’s environment', () => {
  it('comes from values, fields, resources, ConfigMaps and Secrets, in order', () => {
    const spec: ContainerSpec = {
      name: 'c',
      resources: { limits: { memory: '64Mi', cpu: '1500m' } },
      envFrom: [{ prefix: 'CFG_', configMapRef: { name: 'cfg' } }],
      env: [
        { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
        { name: 'MEM', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
        { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
        { name: 'PASS', valueFrom: { secretKeyRef: { name: 's', key: 'PASS' } } },
        { name: 'URL', value: 'http://$(NAME):80/$(NOBODY)/$$(NAME)/$(CFG_MODE)' }
      ]
    }
    expect(needsOf(spec)).toEqual(['configmaps/cfg', 'secrets/s'])
    const sources = { 'configmaps/cfg': { MODE: 'fast' }, 'secrets/s': valuesIn(secret) }
    expect(environmentOf(context, pod, spec, { sources } as object as Container)).toEqual({
      CFG_MODE: 'fast',
      NAME: 'web-1',
      APP: 'web',
      HOST: '10.0.0.11',
      MEM: '67108864',
      CPU: '2',
      PASS: 'größe',
      URL: 'http://web-1:80/$(NOBODY)/$(NAME)/fast'
    })
  })

  it('lacks a key in upstream’s words, unless that is optional', () => {
    const spec = (optional: boolean): ContainerSpec => ({
      name: 'c',
      env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'nope', optional } } }]
    })
    expect(missingKey(spec(false), 'configmaps/cfg', {}, 'shop')).toBe("couldn't find key nope in ConfigMap shop/cfg")
    expect(missingKey(spec(true), 'configmaps/cfg', {}, 'shop')).toBe('')
  })

  it('tells of the Services of its namespace and of the API server, which a variable of its own goes before', () => {
    const service = (name: string, namespace: string, clusterIP: string, ports: object[]) =>
      ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { clusterIP, ports } }) as KubeObject
    const store = new Map([
      ['default/kubernetes', service('kubernetes', 'default', '10.96.0.1', [{ name: 'https', port: 443 }])],
      ['shop/my-db', service('my-db', 'shop', '10.96.0.7', [{ port: 5432, protocol: 'TCP' }])],
      ['shop/peers', service('peers', 'shop', 'None', [{ port: 1 }])],
      ['other/x', service('x', 'other', '10.96.0.8', [{ port: 1 }])]
    ])
    const variables = (enableServiceLinks: boolean) =>
      environmentOf(
        { ...context, services: { store } } as object as KubeletContext,
        { ...pod, spec: { ...pod.spec, enableServiceLinks } },
        { name: 'c', env: [{ name: 'URL', value: '$(MY_DB_SERVICE_HOST)' }] },
        { sources: {} } as object as Container
      )
    expect(variables(true)).toMatchObject({
      KUBERNETES_SERVICE_PORT_HTTPS: '443',
      KUBERNETES_PORT: 'tcp://10.96.0.1:443',
      MY_DB_SERVICE_HOST: '10.96.0.7',
      MY_DB_PORT_5432_TCP_ADDR: '10.96.0.7',
      URL: '10.96.0.7'
    })
    expect(Object.keys(variables(true)).filter((name) => /PEERS|^X_/.test(name))).toEqual([])
    expect(variables(false)).toMatchObject({ KUBERNETES_SERVICE_HOST: '10.96.0.1', URL: '$(MY_DB_SERVICE_HOST)' })
  })

  it('expands arguments as it does values', () => {
    expect(expand('--port=$(PORT)', { PORT: '80' })).toBe('--port=80')
    expect(base64Decode(base64('a\u{1F600}b'))).toBe('a\u{1F600}b')
  })
})
