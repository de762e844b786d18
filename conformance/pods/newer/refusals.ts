import type { Moment } from '../../../src/rigs/pods'
import type { Json } from './seen'

const numbered = /(?:Error: )(.*?)(?: \[spec\.\w+\{[^}]+\}\])?$/s

/** What a container asks for that its record refuses by name: keys, ConfigMaps and Secrets of its environment, and whom it may not run as. */
export function refusedConfig(name: string, timeline: readonly Moment[]): Json {
  const texts = timeline.flatMap(({ what }) =>
    what.startsWith('EVENT Warning Failed: ') && what.includes(`{${name}}`) ? [numbered.exec(what)?.[1] ?? ''] : []
  )
  for (const text of texts) {
    const key = /^couldn't find key (\S+) in (ConfigMap|Secret) [^/]+\/(\S+)$/.exec(text)
    if (key) {
      const ref = { name: key[3], key: key[1] }
      const valueFrom = key[2] === 'Secret' ? { secretKeyRef: ref } : { configMapKeyRef: ref }
      return { env: [{ name: 'REFUSED', valueFrom }] }
    }
    const whole = /^(configmap|secret) "(.*?)" not found$/.exec(text)
    if (whole) return { envFrom: [{ [whole[1] === 'secret' ? 'secretRef' : 'configMapRef']: { name: whole[2] } }] }
    if (text.startsWith("container's runAsUser breaks non-root policy"))
      return { securityContext: { runAsNonRoot: true, runAsUser: 0 } }
    if (text.startsWith('container has runAsNonRoot and image')) return { securityContext: { runAsNonRoot: true } }
  }
  return {}
}
