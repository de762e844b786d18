import type { Kind } from '../../../api/scheme'
import type { KubeObject } from '../../../api/types'
import type { ApiServer, Request } from '../context'

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/** What an admission plugin is asked about. Models apiserver/pkg/admission Attributes. */
export interface Admission {
  readonly server: ApiServer
  readonly request: Request
  readonly kind: Kind
  readonly operation: Operation
  /** As it will be; null for a deletion. */
  readonly object: KubeObject | null
  readonly old: KubeObject | null
}
