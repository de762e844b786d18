import type { PlacementRow, PlacementView } from '../../store'
import { useRelative } from '../shared/relative-time'
import { usePage } from '../shared/use-page'

/** How the scheduler decided about a pod: whom the filters turned down and why, then what each plugin gave to the others. */
export function Placement({ placement }: { readonly placement: PlacementView }) {
  const t = usePage()
  const relative = useRelative()
  const { pod, at, summary, rows, more } = placement
  const passed = rows.filter(({ refused }) => refused === '')
  const reasons = new Map<string, string[]>()
  for (const { node, refused } of rows)
    if (refused !== '') reasons.set(refused, [...(reasons.get(refused) ?? []), node])
  return (
    <div className="text-xs leading-4">
      <p className="mb-1.5 [overflow-wrap:anywhere]">
        <b className="font-semibold text-lead">{relative(at)}</b> {t(summary)}.
      </p>
      <dl aria-label={t(`Filters for ${pod}`)} className="mb-1.5">
        <dt className="text-mute">{t(`Filters: ${passed.length + more} of ${rows.length + more} nodes pass`)}</dt>
        {[...reasons].map(([reason, nodes]) => (
          <dd key={reason} className="[overflow-wrap:anywhere]">
            <span className="text-bad">✕</span> {nodes.join(', ')}: <span className="text-bad">{reason}</span>
          </dd>
        ))}
      </dl>
      {passed.length > 0 && <Scores placement={placement} passed={passed} />}
      {more > 0 && <p className="text-mute">{t(`${more} nodes more pass, with lower scores.`)}</p>}
    </div>
  )
}

function Scores({
  placement,
  passed
}: {
  readonly placement: PlacementView
  readonly passed: readonly PlacementRow[]
}) {
  const t = usePage()
  const { pod, node: chosen, plugins } = placement
  if (plugins.length === 0) return <p className="text-mute">{t(`${chosen} alone is left: nothing is scored.`)}</p>
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={t(`Scores for ${pod}`)}>
      <table className="w-full text-left">
        <caption className="sr-only">{t(`Scores for ${pod}`)}</caption>
        <thead>
          <tr>
            <th scope="col" className="pr-2 font-normal text-mute">
              Scores
            </th>
            {passed.map(({ node }) => (
              <th
                key={node}
                scope="col"
                className={`px-1 text-right font-medium whitespace-nowrap ${node === chosen ? 'text-lead' : 'text-mute'}`}
              >
                {node === chosen && <span aria-label="chosen">✓ </span>}
                {node}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plugins.map((plugin) => (
            <tr key={plugin} className="border-t border-line">
              <th scope="row" className="pr-2 font-normal [overflow-wrap:anywhere] text-mute">
                {plugin.replace(/([a-z])([A-Z])/g, '$1 $2')}
              </th>
              {passed.map(({ node, scores }) => (
                <td key={node} className="numbers px-1 text-right">
                  {scores[plugin] ?? 0}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <Total name="sum" passed={passed} chosen={chosen} text={({ total }) => String(total)} />
          <Total name="of 10" passed={passed} chosen={chosen} text={({ outOfTen }) => outOfTen.toFixed(1)} />
        </tfoot>
      </table>
    </div>
  )
}

interface TotalProps {
  readonly name: string
  readonly passed: readonly PlacementRow[]
  readonly chosen: string
  readonly text: (row: PlacementRow) => string
}

const Total = ({ name, passed, chosen, text }: TotalProps) => (
  <tr className="border-t border-faint">
    <th scope="row" className="pr-2 font-medium">
      {name}
    </th>
    {passed.map((row) => (
      <td key={row.node} className={`numbers px-1 text-right font-semibold ${row.node === chosen ? 'text-lead' : ''}`}>
        {text(row)}
      </td>
    ))}
  </tr>
)
