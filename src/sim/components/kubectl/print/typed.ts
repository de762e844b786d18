import { asWritten } from '../../../api/as-written'
import { toKyaml } from './kyaml'

/** An object of a Go type as `-o json` or `-o kyaml` prints it: its fields stand in the order of the type. */
export const typedText = (format: TypedFormat, object: object): string => orderedText(format, asWritten(object))

export type TypedFormat = 'json' | 'kyaml'

/** The same of what stands in order already. */
export function orderedText(format: TypedFormat, ordered: object): string {
  return format === 'json' ? `${JSON.stringify(ordered, null, 4)}\n` : toKyaml(ordered, true)
}
