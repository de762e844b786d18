import type { Json } from './seen'
import type { Recording } from './recording'

/** Whoever brings these may pull from a registry that wants a login; what the recorded ones were is nowhere said. */
const login = 'lab:right'

/** How the recorded registries answered, by what the recorded kubelets say that their pulls failed of. */
export function registryAnswers(recordings: readonly Recording[]): string {
  const found = new Map<string, string>()
  for (const { timeline } of recordings)
    for (const { what } of timeline) {
      const [, host = '', , why = ''] =
        /Failed to pull image \\*"([^/"\\]+)\/[^"\\]*\\*": .*(failed to resolve reference \\*"[^"]*\\*": )(.*)/s.exec(
          what
        ) ?? []
      const [, status] = /unexpected status from HEAD request to \S+ (\d+)/.exec(why) ?? []
      if (/no basic auth credentials/.test(why)) found.set(host, login)
      else if (status && !found.has(host)) found.set(host, status === '401' ? login : status)
      const [, address, gone] = /dial tcp ([\d.]+):443: connect: (connection refused|no route to host)/.exec(why) ?? []
      if (address) found.set(host, `${address}/${gone === 'connection refused' ? 'refused' : 'no-route'}`)
      else if (/insufficient_scope/.test(why) && host.includes('.')) found.set(host, 'denied')
    }
  return [...found].map(([host, answer]) => `${host}=${answer}`).join(',')
}

/**
 * The Secret that a pod named, by what came of it: none where its pull failed without credentials, a wrong one where the registry said 401,
 * else the right one.
 */
export function pullSecret(
  answers: string,
  image: string,
  timeline: Recording['timeline']
): { spec: Json; object: Json } | null {
  const host = image.split('/')[0]!
  if (!answers.split(',').includes(`${host}=${login}`)) return null
  const all = timeline.map(({ what }) => what).join('\n')
  if (all.includes('no basic auth credentials') || all.includes('is not present with pull policy')) return null
  const password = all.includes('401 Unauthorized') ? 'lab:wrong' : login
  const auths = { [host]: { auth: Buffer.from(password).toString('base64') } }
  return {
    spec: { imagePullSecrets: [{ name: 'regcred' }] },
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'regcred' },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': JSON.stringify({ auths }) }
    }
  }
}
