import { expect, it } from 'vitest'
import { type } from './test-lines'

const shown = (flags: Parameters<typeof type>[2]) => {
  const managers = "-o jsonpath='{range .metadata.managedFields[*]}{.manager}/{.operation}/{.subresource} {end}'"
  return type(
    [
      [5, `get namespace default ${managers}`],
      [5.1, `get service kubernetes ${managers}`],
      [5.2, `get flowschema exempt ${managers}`],
      [5.3, `get node worker-1 ${managers}`],
      [5.4, `get configmap kube-root-ca.crt ${managers}`],
      [5.5, `get clusterrole admin ${managers}`]
    ],
    undefined,
    flags
  ).map(({ text }) => text.trim())
}

it('tells who of the cluster itself wrote an object, where it is asked to', () => {
  expect(shown({ 'managed-fields': true })).toEqual([
    'kube-apiserver/Update/',
    'kube-apiserver/Update/',
    expect.stringMatching(/^api-priority-and-fairness-config-consumer-v1\/Apply\/status api-/),
    expect.stringMatching(/kubelet\/Update\/status/),
    'kube-controller-manager/Update/',
    'clusterrole-aggregation-controller/Apply/ kube-apiserver/Update/'
  ])
  expect(shown({}).join('')).toBe('')
})
