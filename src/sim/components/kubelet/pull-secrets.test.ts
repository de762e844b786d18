import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { base64 } from '../../api/base64'
import type { KubeObject } from '../../api/types'
import type { Edit } from '../../testing/fake-api'
import { afterBoot, events, startNode } from './testing/node'

const host = 'registry.example.com'
const image = `${host}/team/app:1.0`

const secret = (name: string, password: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default' },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': base64(JSON.stringify({ auths: { [host]: { auth: base64(`ann:${password}`) } } })) }
  }) as KubeObject

function nodeWithRegistry() {
  const node = startNode({ release: '1.36', 'dns-answers': true, 'registry-answers': `${host}=ann:right` })
  node.run(afterBoot)
  for (const object of [secret('good', 'right'), secret('same', 'right'), secret('bad', 'wrong')])
    node.inject('master-1/kube-apiserver', { type: 'edit', edit: { resource: 'secrets', object } as Edit } as never)
  node.run(seconds(1))
  const start = (name: string, secrets: readonly string[], imagePullPolicy = 'IfNotPresent'): string[] => {
    const before = events(node).length
    const imagePullSecrets = secrets.map((one) => ({ name: one }))
    node.pod({ name, containers: [{ name: 'app', image, imagePullPolicy }], imagePullSecrets })
    node.run(seconds(8))
    return events(node).slice(before)
  }
  return { node, start }
}

describe('an image of a private registry', () => {
  it('is pulled with the credentials that the pod names, and not without', () => {
    const { start } = nodeWithRegistry()
    expect(start('nobody', []).join('\n')).toContain('authorization failed: no basic auth credentials')
    expect(start('wrong', ['bad']).join('\n')).toContain(
      `unexpected status from HEAD request to https://${host}/v2/team/app/manifests/1.0: 401 Unauthorized`
    )
    const missing = start('missing', ['nosuch'])
    expect(missing[0]).toBe(
      'Warning FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (nosuch); attempting to pull the image may not succeed.'
    )
    expect(start('right', ['good']).join('\n')).toContain(`Successfully pulled image "${image}"`)
  })

  it('that is on the node is for those only whose credentials it was pulled with', () => {
    const { start } = nodeWithRegistry()
    start('first', ['good'])
    const present = `Normal Pulled: Container image "${image}" already present on machine and can be accessed by the pod`
    expect(start('again', ['good'])[0]).toBe(present)
    expect(start('other-secret', ['same'])[0]).toBe(present)
    expect(start('never', ['good'], 'Never')[0]).toBe(present)
    expect(start('stranger', []).join('\n')).toContain('no basic auth credentials')
    expect(start('never-stranger', [], 'Never')[0]).toBe(
      `Warning ErrImageNeverPull: Container image "${image}" is not present with pull policy of Never`
    )
  })

  it('stays so when the kubelet starts again', () => {
    const { node, start } = nodeWithRegistry()
    start('first', ['good'])
    node.fault({ kind: 'restart', target: 'worker-1/kubelet' } as never)
    node.run(seconds(30))
    expect(start('stranger', []).join('\n')).toContain('no basic auth credentials')
  })
})
