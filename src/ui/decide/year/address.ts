import { causes, type Cause } from '../../../availability'
import { usualTexts, type Texts } from './texts'

/** What differs from the usual, as it stands in the address: `machine 4,000 h/4 h;zone never/1 h`. */
export const formatTexts = (texts: Texts): string =>
  causes
    .filter((cause) => texts[cause].every !== usualTexts[cause].every || texts[cause].lasts !== usualTexts[cause].lasts)
    .map((cause) => `${cause} ${texts[cause].every}/${texts[cause].lasts}`)
    .join(';')

/** What the address says; null if it says nothing that is understood. What a field then holds is checked there. */
export function readKept(text: string): Texts | null {
  const found: Partial<Record<Cause, Texts[Cause]>> = {}
  for (const part of text.split(';')) {
    const [, cause, every, lasts] = /^([a-z]+) ([^/;]{0,60})\/([^/;]{0,60})$/.exec(part) ?? []
    if (causes.some((known) => known === cause)) found[cause as Cause] = { every: every!, lasts: lasts! }
  }
  return Object.keys(found).length === 0 ? null : { ...usualTexts, ...found }
}
