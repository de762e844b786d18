import { metadataOf, type Generator } from './generator'

export const namespace: Generator = {
  name: 'namespace',
  resource: 'namespaces',
  namespaced: false,
  failed: '',
  make: (_shell, name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} })
}

export const serviceaccount: Generator = {
  name: 'serviceaccount',
  resource: 'serviceaccounts',
  namespaced: true,
  failed: 'failed to create serviceaccount: ',
  make: (shell, name) => ({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadataOf(shell, name) })
}
