import { escaped } from '../../print/go-json'
import { sha256 } from './sha256'

const replaced: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }

/** The suffix of a name that tells what is in it. Models kubectl/pkg/util/hash. @param content its keys sorted */
export const nameHash = (content: Readonly<Record<string, unknown>>): string =>
  [...sha256(escaped(JSON.stringify(content))).slice(0, 10)].map((digit) => replaced[digit] ?? digit).join('')
