import { stringify } from 'yaml'
import type { Pair } from '../../src/serve/certificates'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The administrator's, with the names that kubeadm gives. */
export const kubeconfig = (server: string, ca: string, { cert, key }: Pair): string =>
  stringify({
    apiVersion: 'v1',
    clusters: [{ cluster: { 'certificate-authority-data': base64(ca), server }, name: 'kubernetes' }],
    contexts: [
      {
        context: { cluster: 'kubernetes', user: 'kubernetes-admin' },
        name: 'kubernetes-admin@kubernetes'
      }
    ],
    'current-context': 'kubernetes-admin@kubernetes',
    kind: 'Config',
    preferences: {},
    users: [
      {
        name: 'kubernetes-admin',
        user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }
      }
    ]
  })
