import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'
import type { KubeObject } from '../../api/types'
import { storedKeys, storedValue } from '../../view/truth'
import '../../whole'

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, kind: Widget }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
`
const widget = (name: string, rest = '') =>
  `apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: ${name}, namespace: shop${rest} }\n`

function cluster(kubectl: readonly { readonly at: number; readonly line: string; readonly stdin?: string }[]) {
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'users-rate-per-s': 0 },
    seed: 1,
    manifests: [definition],
    kubectl: [{ at: seconds(1), line: 'create namespace shop' }, ...kubectl],
    faults: []
  })
  const left = () =>
    storedKeys(history.head)
      .map(({ key }) => key)
      .filter((key) => key.includes('/shop') && /widgets|namespaces|configmaps\/shop\/(?!kube-root)/.test(key))
  return { history, left }
}

describe('objects of CustomResourceDefinitions', () => {
  it('go with their namespace', () => {
    const { history, left } = cluster([
      { at: seconds(3), line: 'apply -f -', stdin: widget('one') },
      { at: seconds(5), line: 'delete namespace shop --wait=false' }
    ])
    history.advance(seconds(4))
    expect(left()).toEqual(['/registry/example.com/widgets/shop/one', '/registry/namespaces/shop'])
    history.advance(seconds(30))
    expect(left()).toEqual([])
  })

  it('hold their namespace while one has a finalizer that nobody takes away', () => {
    const { history, left } = cluster([
      { at: seconds(3), line: 'apply -f -', stdin: widget('one', ', finalizers: [example.com/hold]') },
      { at: seconds(5), line: 'delete namespace shop --wait=false' },
      { at: seconds(80), line: `patch widget one -n shop --type merge -p '{"metadata":{"finalizers":null}}'` }
    ])
    history.advance(seconds(79))
    expect(left()).toHaveLength(2)
    history.advance(seconds(120))
    expect(left()).toEqual([])
  })

  it('take along what they own once the garbage collector has learnt of their kind', () => {
    const owned = [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: owned',
      '  namespace: shop',
      '  ownerReferences: [{ apiVersion: example.com/v1, kind: Widget, name: one, uid: UID }]'
    ].join('\n')
    const made = { at: seconds(3), line: 'apply -f -', stdin: widget('one') }
    // The same run gives it the same UID.
    const first = cluster([made])
    first.history.advance(seconds(4))
    const uid = (storedValue(first.history.head, '/registry/example.com/widgets/shop/one') as KubeObject).metadata.uid!
    const { history, left } = cluster([
      made,
      { at: seconds(4), line: 'apply -f -', stdin: owned.replace('UID', uid) },
      { at: seconds(30), line: 'delete widget one -n shop' }
    ])
    history.advance(seconds(29))
    expect(left()).toContain('/registry/configmaps/shop/owned')
    history.advance(seconds(35))
    expect(left()).toEqual(['/registry/namespaces/shop'])
  })
})
