import { useLab } from '../../store'
import { Section } from '../shared/Section'
import { impactSigns } from '../shared/words'

/** What works now and what does not, as probes in the simulation saw it. */
export function ImpactList() {
  const impact = useLab((lab) => lab.frame?.impact)
  if (!impact || impact.length === 0) return null
  // Beside the topology there is room for the document's rows of this story; the table in the dock has all.
  const claimed = impact.filter(({ document }) => document)
  return (
    <Section title="Impact, probed">
      <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2 gap-y-[3px]">
        {(claimed.length > 0 ? claimed : impact).map(({ id, title, status, evidence }) => {
          const { sign, tone } = impactSigns[status]
          return (
            <div key={id} className="contents" data-impact={id} data-status={status}>
              <dt className="text-mute">{title}</dt>
              <dd className={`${tone} font-semibold text-(--tone)`}>
                <span aria-hidden>{sign} </span>
                {evidence || impactSigns[status].word}
              </dd>
            </div>
          )
        })}
      </dl>
    </Section>
  )
}
