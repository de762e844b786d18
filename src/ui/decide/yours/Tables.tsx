import type { ReactNode } from 'react'
import { groupedByOwner, type Loss, type Losses } from '../../../advisor/yours/losses'
import type { Written } from '../../../advisor/yours/written'

/** What stands in the objects: nothing was run for it. */
export function WrittenTable({ written }: { readonly written: readonly Written[] }) {
  if (written.length === 0)
    return <p>No single replica, no workload on one node or in one zone, no claim without a volume.</p>
  return (
    <Table
      title="Single points that stand in it"
      head={['What', 'Why']}
      rows={written.map(({ what, name, text }) => ({ key: `${what} ${name}`, cells: [name, text] }))}
    />
  )
}

const titles: Readonly<Record<Loss['kind'], readonly [one: string, several: string]>> = {
  zone: ['without zone', 'without each of the zones'],
  node: ['without node', 'without each of the nodes'],
  drain: ['kubectl drain', 'kubectl drain of each of']
}

/** What was taken away each time, in words: the same came of all of it. */
function whens(times: readonly Pick<Loss, 'kind' | 'name'>[]): string {
  return (['zone', 'node', 'drain'] as const)
    .flatMap((kind) => {
      const names = times.filter((time) => time.kind === kind).map(({ name }) => name)
      return names.length === 0 ? [] : [`${titles[kind][names.length === 1 ? 0 : 1]} ${names.join(', ')}`]
    })
    .join('; ')
}

interface Props {
  readonly losses: Losses
  /** The machines' names there. */
  readonly names: ReadonlyMap<string, string>
}

/** What was run: each node and zone taken away, each node drained. */
export function LossTable({ losses: { now, losses }, names }: Props) {
  const named = (text: string) => text.replace(/\b(?:master|worker)-\d+\b/g, (machine) => names.get(machine) ?? machine)
  const asItIs = groupedByOwner(now.homeless).map(({ owner, pods, why }) => ({
    key: `now ${owner} ${why}`,
    cells: ['as it is', `${pods} of ${owner}`, named(why)]
  }))
  const alike = new Map<string, { times: Loss[]; cells: readonly string[] }>()
  for (const loss of losses)
    for (const { owner, pods, why } of groupedByOwner(loss.displaced.homeless)) {
      const cells = [`${pods} of ${owner}`, named(why)]
      const key = cells.join('\n')
      const found = alike.get(key)
      if (found) found.times.push(loss)
      else alike.set(key, { times: [loss], cells })
    }
  const waiting = [
    ...asItIs,
    ...[...alike].map(([key, { times, cells }]) => ({ key, cells: [whens(times), ...cells] }))
  ]
  const blocked = losses.flatMap(({ kind, name, displaced }) =>
    displaced.refused.map(({ pod, budgets, why }) => ({
      key: `${kind} ${name} ${pod}`,
      cells: [whens([{ kind, name }]), pod, budgets.join(', ') || 'none', why]
    }))
  )
  const count = (kind: Loss['kind']) => losses.filter((one) => one.kind === kind).length
  return (
    <>
      <p role="status">
        {counted(count('node'), 'node')} and {counted(count('zone'), 'zone')} were taken away, one at a time, and{' '}
        {counted(count('drain'), 'node')} drained.
      </p>
      {waiting.length === 0 ? (
        <p>Every pod found another place each time.</p>
      ) : (
        <Table title="What does not fit" head={['When', 'Pods', 'The scheduler says']} rows={waiting} />
      )}
      {blocked.length === 0 ? (
        <p>Every drain came to its end.</p>
      ) : (
        <Table title="Drains that do not end" head={['When', 'Pod', 'Budget', 'kubectl says']} rows={blocked} />
      )}
    </>
  )
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

interface Row {
  readonly key: string
  readonly cells: readonly string[]
}

/** A table that becomes a list of cards where it is narrow. */
function Table({
  title,
  head,
  rows
}: {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly Row[]
}) {
  return (
    <div>
      <h4 className="pb-1 font-semibold">
        {title}: {rows.length}
      </h4>
      <div className="max-h-96 overflow-auto" role="region" aria-label={title} tabIndex={0}>
        <table aria-label={title} className="w-full text-left max-sm:block">
          <thead className="max-sm:sr-only">
            <tr>
              {head.map((name) => (
                <th key={name} scope="col" className="border-b border-line py-1 pr-4 font-medium text-mute">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="max-sm:block">
            {rows.map(({ key, cells }) => (
              <tr key={key} className="border-b border-line align-top max-sm:block max-sm:py-2">
                {cells.map((cell, i) => (
                  <Cell key={head[i]} long={i === cells.length - 1 || cell.length > 40}>
                    <span className="text-mute sm:hidden">{head[i]}: </span>
                    {cell}
                  </Cell>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

/** Names stay whole where there is room; sentences break anywhere. */
const Cell = ({ children, long }: { readonly children: ReactNode; readonly long: boolean }) => (
  <td
    className={`py-1 pr-4 max-sm:block max-sm:[overflow-wrap:anywhere] ${long ? '[overflow-wrap:anywhere]' : '[overflow-wrap:break-word]'}`}
  >
    {children}
  </td>
)
