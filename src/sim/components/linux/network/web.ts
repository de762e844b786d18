import type { Address } from '../../../kernel/types'

/** A probe or a request on its way to a program: `linux` has found who listens there. It answers whoever asked. */
export interface HttpGet {
  readonly type: 'http.get'
  readonly id: number
  readonly asker: Address<HttpResponse>
  readonly path: string
  /** At which port, if it came over the network. */
  readonly port?: number
  /** The host that the request names; empty: the address. */
  readonly host?: string
  /** Whose address it comes from, as far as that is known behind address translation. */
  readonly source?: string
  /** What is posted. */
  readonly body?: object
  /** Headers besides `Host`, by their names in lower case, and `:method` where it is not GET. */
  readonly headers?: Readonly<Record<string, string>>
}
export interface HttpResponse {
  readonly type: 'http.response'
  readonly id: number
  readonly code: number
  readonly body: string
  /** `namespace/name` of the pod that answered behind this program, if it passed the request on. */
  readonly pod?: string
  /** Whom the certificate names that it has shown, if no authority that machines know has signed that. */
  readonly certificate?: string
}
