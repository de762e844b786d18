import type { KubectlContext } from '../session'

/** Where a command's requests go, and as whom. Plain data. */
export interface Target {
  /** `https://10.0.0.11:6443`. */
  readonly url: string
  /** `10.0.0.11:6443`, as texts name it. */
  readonly host: string
  /** The user that the credentials are for; undefined: nobody whom the server knows. */
  readonly user: string | undefined
  readonly trust: 'ok' | 'unknown authority' | 'other name'
  readonly serverName: string
  readonly namespace: string
}

/** The cluster's administrator, as the kubeconfig that came with it says. */
export const clusterTarget = ({ host }: KubectlContext): Target => ({
  url: `https://${host}`,
  host,
  user: 'kubernetes-admin',
  trust: 'ok',
  serverName: '',
  namespace: 'default'
})
