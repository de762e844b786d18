import type { ConfigMap } from '../../../../api/types'
import { failure } from '../../script/failure'
import { slice } from '../../script/options'
import type { Script, Shell } from '../../script/script'
import { infosOf } from '../../script/visit'
import type { EnvVar } from './env-args'

/** A variable for each key of a ConfigMap or Secret, that points to it. */
export function* envFrom(shell: Shell, from: string): Script<EnvVar[]> {
  const keys = slice(shell, 'keys')
  const infos = yield* infosOf(shell, [from], { continueOnError: true })
  return infos.flatMap(({ object }) => {
    const { kind, metadata } = object
    if (kind !== 'Secret' && kind !== 'ConfigMap') throw failure('unsupported resource specified in --from')
    return Object.keys((object as ConfigMap).data ?? {})
      .filter((key) => keys.length === 0 || keys.includes(key))
      .map((key): EnvVar => {
        const ref = { name: metadata.name, key }
        const valueFrom = kind === 'Secret' ? { secretKeyRef: ref } : { configMapKeyRef: ref }
        return { name: envName(shell, key), valueFrom }
      })
  })
}

function envName(shell: Shell, key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase()
  if (name !== key) shell.warn(`Warning: key ${key} transferred to ${name}\n`)
  return name
}
