import type { KubeObject } from '../../../api/types'
import { isSet } from '../session'
import type { Shell } from './script'

export const changeCause = 'kubernetes.io/change-cause'

/** The command as `--record` writes it down: its words, then its flags. Models genericclioptions.RecordFlags.Complete. */
function commandText({ session, args, rest, flags }: Shell): string {
  const words = ['kubectl', session.command, ...args, ...rest]
  const given = Object.entries(flags).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `--${name}=${String(one)}`)
  )
  return [...words, ...given].join(' ')
}

/** The object with what changed it, if `--record` was given. */
export function recorded<T extends KubeObject>(shell: Shell, object: T): T {
  if (!isSet(shell.flags, 'record')) return object
  const annotations = { ...object.metadata.annotations, [changeCause]: commandText(shell) }
  return { ...object, metadata: { ...object.metadata, annotations } }
}
