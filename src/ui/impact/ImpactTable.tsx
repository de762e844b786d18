import { useLab } from '../../store'
import { impactSigns } from '../shared/words'

/** The document's rows, each with what a probe in the simulation saw at this instant. */
export default function ImpactTable() {
  const impact = useLab((lab) => lab.frame?.impact)
  if (!impact || impact.length === 0) {
    return <p className="p-4 text-mute">Nothing was probed yet. Probes start with the first fault.</p>
  }
  // Of a cluster of one's own the document says nothing.
  const claimed = impact.some(({ document }) => document)
  return (
    <div className="h-full overflow-auto px-4 py-2" tabIndex={0} role="group" aria-label="Impact">
      <table className="w-full text-left">
        <thead className="text-mute">
          <tr>
            <th className="py-1 pr-4 font-normal">What</th>
            <th className="py-1 pr-4 font-normal">simulated</th>
            <th className="py-1 pr-4 font-normal">evidence</th>
            {claimed && <th className="py-1 font-normal">the document says</th>}
          </tr>
        </thead>
        <tbody>
          {impact.map(({ id, title, status, evidence, document }) => {
            const { sign, tone, word } = impactSigns[status]
            return (
              <tr key={id} className="border-t border-line align-top" data-impact={id} data-status={status}>
                <th className="py-1 pr-4 font-semibold">{title}</th>
                <td className={`${tone} py-1 pr-4 font-semibold whitespace-nowrap text-(--tone)`}>
                  <span aria-hidden>{sign} </span>
                  {word}
                </td>
                <td className="py-1 pr-4">{evidence}</td>
                {claimed && <td className="py-1 text-mute">{document ?? ''}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
