import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'

/** What its command line says, and what of it is still to be done. */
export interface Certgen extends ProcessContext {
  client: ApiClient
  /** `create` or `patch`. */
  readonly command: string
  /** Options by name, without dashes. */
  readonly options: Readonly<Record<string, string>>
  /** Webhook configurations that are still to be patched. */
  todo: ('validatingwebhookconfigurations' | 'mutatingwebhookconfigurations')[]
  /** The authority that the Secret holds, in base64. */
  ca: string
}

export function createContext({ self, now, rng, config, cluster, incarnation, argv, account }: Boot): Certgen {
  const [command = '', ...rest] = argv.slice(1)
  const options = Object.fromEntries(
    rest.map((arg) => {
      const [name = '', value = 'true'] = arg.replace(/^--/, '').split(/=(.*)/s)
      return [name, value]
    })
  )
  const user = account || 'system:anonymous'
  const client = createClient(self, incarnation, apiEntrance(cluster), user, 'kube-webhook-certgen')
  return {
    self,
    now,
    rng,
    config,
    client,
    command,
    options,
    todo: [
      ...(options['patch-validating'] === 'false' ? [] : (['validatingwebhookconfigurations'] as const)),
      ...(options['patch-mutating'] === 'false' ? [] : (['mutatingwebhookconfigurations'] as const))
    ],
    ca: ''
  }
}
