import { causes, type Cause } from '../../../availability'
import { usualTexts, type Texts } from './texts'

/** What differs from the usual, as it stands in the address: `machine 4,000 h/4 h;zone never/1 h`. */
export const formatTexts = (texts: Texts): string =>
  causes
    .filter((cause) => texts[cause].every !== usualTexts[cause].every || texts[cause].lasts !== usualTexts[cause].lasts)
    .map((cause) => `${cause} ${texts[cause].every}/${texts[cause].lasts}`)
    .join(';')

/** What the address says, the usual where it says nothing, and what of it is not understood. What a field then holds is checked there. */
export function readKept(text: string): { readonly texts: Texts; readonly problem: string } {
  const found: Partial<Record<Cause, Texts[Cause]>> = {}
  let problem = ''
  for (const part of text.split(';').filter((part) => part !== '')) {
    const [, named, every, lasts] = /^([a-z]+) ([^/;]{0,60})\/([^/;]{0,60})$/.exec(part) ?? []
    const cause = causes.find((known) => known === named)
    if (cause) found[cause] = { every: every!, lasts: lasts! }
    else
      problem ||= `Address, year: '${part.slice(0, 40)}' is no cause with two times such as 'machine 4,000 h/4 h'; causes are ${causes.join(', ')}.`
  }
  return { texts: { ...usualTexts, ...found }, problem }
}
