import type { KubeObject, LabelSelector, ObjectMeta } from '../../api/types'

/* What is read of gateway.networking.k8s.io/v1. Models sigs.k8s.io/gateway-api/apis/v1. */

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}
interface Status {
  readonly conditions?: readonly object[]
}
export type GatewayClass = KubeObject & { readonly spec: { readonly controllerName: string }; readonly status?: Status }

export interface Listener {
  readonly name: string
  readonly port: number
  readonly protocol: string
  readonly hostname?: string
  readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly Ref[] }
  readonly allowedRoutes?: { readonly namespaces?: { readonly from?: string; readonly selector?: LabelSelector } }
}
export type Gateway = KubeObject & {
  readonly metadata: ObjectMeta
  readonly spec: { readonly gatewayClassName: string; readonly listeners: readonly Listener[] }
  readonly status?: Status & { readonly listeners?: readonly object[]; readonly addresses?: readonly object[] }
}

export interface Ref {
  readonly group?: string
  readonly kind?: string
  readonly name: string
  readonly namespace?: string
}
export interface BackendRef extends Ref {
  readonly port?: number
  readonly weight?: number
}
export interface ParentRef extends Ref {
  readonly sectionName?: string
  readonly port?: number
}
interface NamedValue {
  readonly type?: string
  readonly name: string
  readonly value: string
}
export interface Match {
  readonly path?: { readonly type?: string; readonly value?: string }
  readonly headers?: readonly NamedValue[]
  readonly queryParams?: readonly NamedValue[]
  readonly method?: string
}
export interface Filter {
  readonly type: string
  readonly requestRedirect?: {
    readonly scheme?: string
    readonly hostname?: string
    readonly port?: number
    readonly statusCode?: number
    readonly path?: PathModifier
  }
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathModifier }
}
interface PathModifier {
  readonly type: string
  readonly replaceFullPath?: string
  readonly replacePrefixMatch?: string
}
export interface Rule {
  readonly matches?: readonly Match[]
  readonly filters?: readonly Filter[]
  readonly backendRefs?: readonly BackendRef[]
}
export type HTTPRoute = KubeObject & {
  readonly metadata: ObjectMeta
  readonly spec: {
    readonly parentRefs?: readonly ParentRef[]
    readonly hostnames?: readonly string[]
    readonly rules?: readonly Rule[]
  }
  readonly status?: { readonly parents?: readonly (object & { readonly controllerName?: string })[] }
}
export type ReferenceGrant = KubeObject & {
  readonly spec: {
    readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[]
    readonly to: readonly { readonly group?: string; readonly kind: string; readonly name?: string }[]
  }
}
