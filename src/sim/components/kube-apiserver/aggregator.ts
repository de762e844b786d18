import { keyOf, kindOf } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import type { ApiServer, Request } from './context'
import type { Outbox } from './messages'
import { rarely } from './rarely'

/** Names a Service where an API group is served, not this server. */
export interface ApiService extends KubeObject {
  readonly spec: {
    readonly group: string
    readonly version: string
    readonly service?: { readonly namespace: string; readonly name: string; readonly port?: number }
  }
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
  }
}

/** The APIServices of groups that other servers serve. */
export const remoteServices = ({ caches }: ApiServer): readonly ApiService[] =>
  [...(caches.get('apiservices')?.objects.values() ?? [])]
    .map((object) => object as ApiService)
    .filter(({ spec }) => spec.service !== undefined)

/** The APIService of a group that another server serves, as `metrics.k8s.io/v1beta1`. Models kube-aggregator apiservice_controller.go. */
export function remoteOf({ caches }: ApiServer, apiVersion: string | undefined): ApiService | undefined {
  const [group, version] = (apiVersion ?? '').split('/')
  if (version === undefined) return undefined
  const key = keyOf(kindOf('apiservices'), undefined, `${version}.${group}`)
  const found = caches.get('apiservices')?.objects.get(key) as ApiService | undefined
  return found?.spec.service ? found : undefined
}

/** Passes a request on to the server of its group. */
export const aggregate = (server: ApiServer, out: Outbox, request: Request, remote: ApiService): void =>
  rarely().aggregating.passOn(server, out, request, remote)

/** Says of each APIService of another server whether that is available. */
export function checkRemotes(server: ApiServer, out: Outbox): void {
  for (const remote of remoteServices(server)) rarely().aggregating.check(server, out, remote)
}
