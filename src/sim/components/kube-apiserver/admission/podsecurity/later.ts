import { late } from '../../../../../base/late'
import type { Admission } from '../admission'
import type * as Standards from './index'

/** What is refused, and what is warned of. */
export type Verdict = Standards.Verdict

/** The Pod Security Standards: the cluster's own namespaces ask for none, which is the level privileged. */
export const podSecurityStandards = late<typeof Standards>('the Pod Security Standards')

const fine: Verdict = { refusal: null, warnings: [] }

const askFor = (labels: Readonly<Record<string, string>> = {}): boolean =>
  Object.keys(labels).some((name) => name.startsWith('pod-security.kubernetes.io/'))

/** What the labels of its namespace say of an object; of a namespace its own. */
export function podSecurity(admission: Admission): Verdict {
  const { server, kind, object, request } = admission
  const { subresource = '' } = request
  if (!object || (subresource !== '' && subresource !== 'ephemeralcontainers')) return fine
  const namespace =
    kind.plural === 'namespaces'
      ? object
      : server.caches.get('namespaces')!.objects.get(`/registry/namespaces/${object.metadata.namespace}`)
  return askFor(namespace?.metadata.labels) ? podSecurityStandards().podSecurity(admission) : fine
}
