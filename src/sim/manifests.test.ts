import { expect, test } from 'vitest'
import { createSimulation } from './simulation'
import { storedKeys } from './view/truth'
import './whole'

test('manifests are documents of their own, however they end', () => {
  const configMap = (name: string, end: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}${end}`
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'api-probes': false },
    seed: 1,
    manifests: [configMap('a', ''), configMap('b', '\n'), configMap('c', '\n---'), configMap('d', '')],
    kubectl: [],
    faults: []
  })
  history.advance(0)
  const keys = storedKeys(history.seek(0)).map(({ key }) => key)
  for (const name of ['a', 'b', 'c', 'd']) expect(keys).toContain(`/registry/configmaps/default/${name}`)
})
