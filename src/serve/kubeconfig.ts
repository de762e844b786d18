import { stringify } from 'yaml'
import type { Pair } from './certificates'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

export interface User {
  readonly name: string
  readonly certificate?: Pair
  readonly token?: string
}

/** A kubeconfig with one cluster, of this name, and a context for each user; the first one is current. */
export function kubeconfig(server: string, ca: string, users: readonly User[], cluster = 'failover-lab'): string {
  const contextOf = (name: string) => `${name}@${cluster}`
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: users.map(({ name, certificate, token }) => ({
      name,
      user: {
        ...(certificate && {
          'client-certificate-data': base64(certificate.cert),
          'client-key-data': base64(certificate.key)
        }),
        ...(token !== undefined && { token })
      }
    })),
    contexts: users.map(({ name }) => ({ name: contextOf(name), context: { cluster, user: name } })),
    'current-context': contextOf(users[0]?.name ?? '')
  })
}
