import { documentLines, grouped } from '../../../availability'
import { lasting } from './lasting'

const percent = (availability: number): string =>
  `${(availability * 100)
    .toFixed(availability > 0.9999 ? 7 : 2)
    .replace(/0+$/, '')
    .replace(/\.$/, '')} %`

/** The document's figures, made anew from its own factors: what does not follow from them is struck through. */
export function Slips() {
  return (
    <details className="border-t border-line pt-2 text-[13px]" open>
      <summary className="cursor-pointer font-semibold">
        The document’s calculation, made anew from its own factors
      </summary>
      <ul className="mt-1.5 grid gap-1">
        {documentLines().map(({ id, formula, says, agrees, availability, hours, why }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-2">
            <code className="text-xs">{formula} =</code>
            {says && !agrees && (
              <s className="text-mute italic">
                {percent(says.availability)}, {grouped(says.hours)} h
              </s>
            )}
            <b className={says && !agrees ? 'text-bad' : 'font-semibold'}>
              {percent(availability)}, {lasting(hours * 3_600)} a year
            </b>
            <span className="text-mute">{why}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
