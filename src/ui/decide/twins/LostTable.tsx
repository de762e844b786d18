import type { LostObjects, LostView, OutcomeView } from '../../../sim/view/types'
import type { Side } from './clusters'

export const sizeOf = (objects: readonly LostObjects[]): number =>
  objects.reduce((sum, { names }) => sum + names.length, 0)

interface Props {
  readonly sides: readonly Side[]
  readonly outcomes: readonly (OutcomeView | null)[]
}

const parts: readonly (readonly [title: string, of: (lost: LostView) => readonly LostObjects[]])[] = [
  ['Lost for good', ({ lost }) => lost],
  ['Back from the dead', ({ back }) => back],
  ['Changed back', ({ older }) => older]
]

/** What a store that was turned back does not know any more, by name, for each side that has one. */
export function LostTable({ sides, outcomes }: Props) {
  const turned = sides.flatMap(({ name, link }, i) => {
    const lost = outcomes[i]?.lost
    return lost ? [{ name, link, lost }] : []
  })
  if (turned.length === 0) return null
  return (
    <div className="grid gap-1 border-b border-line px-4 py-2">
      {turned.map(({ name, link, lost }) => (
        <details key={link}>
          <summary className="cursor-pointer text-info">
            {name}: {lost.how === 'restored' ? 'what the snapshot does not hold' : 'what the last member did not have'}
          </summary>
          <dl className="mt-1 mb-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-[12.5px]/[18px]">
            <dt className="text-mute">Revision</dt>
            <dd>
              {lost.before} before, {lost.after} after
            </dd>
            {parts.map(([title, of]) => (
              <Objects key={title} title={title} objects={of(lost)} />
            ))}
            <Objects title="Ran on unknown" objects={[{ resource: 'pods', names: lost.strays.names }]} />
          </dl>
        </details>
      ))}
    </div>
  )
}

function Objects({ title, objects }: { readonly title: string; readonly objects: readonly LostObjects[] }) {
  const found = objects.filter(({ names }) => names.length > 0)
  return (
    <>
      <dt className="text-mute">{title}</dt>
      <dd className="min-w-0 break-words">
        {found.length === 0
          ? 'nothing'
          : found.map(({ resource, names }) => (
              <p key={resource}>
                <b className="font-semibold">{resource}</b>{' '}
                {names.map((name) => name.replace(/^default\//, '')).join(', ')}
              </p>
            ))}
      </dd>
    </>
  )
}
