import { asWritten } from '../../../api/as-written'
import { toKyaml } from './kyaml'

/** An object of a Go type as `-o json` or `-o kyaml` prints it: its fields stand in the order of the type. */
export function typedText(format: 'json' | 'kyaml', object: object): string {
  const ordered = asWritten(object)
  return format === 'json' ? `${JSON.stringify(ordered, null, 4)}\n` : toKyaml(ordered, true)
}
