import { ImpactWhen } from '../shared/ImpactWhen'
import { Section } from '../shared/Section'
import { useImpact } from '../shared/use-impact'
import { impactSigns } from '../shared/words'
import { usePage } from '../shared/use-page'

/** What works at the instant shown and what does not, as questions on forks found it. */
export function ImpactList() {
  const t = usePage()
  const impact = useImpact()
  const rows = impact?.rows ?? []
  // Beside the topology there is room for the document's rows of this story; the table in the dock has all.
  const claimed = rows.filter(({ document }) => document)
  return (
    <Section title="Impact">
      <ImpactWhen impact={impact} />
      <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2 gap-y-[3px]">
        {(claimed.length > 0 ? claimed : rows).map(({ id, title, status, evidence }) => {
          const { sign, tone } = impactSigns[status]
          return (
            <div key={id} className="contents" data-impact={id} data-status={status}>
              <dt className="text-mute">{t(title)}</dt>
              <dd className={`${tone} min-w-0 break-words`}>
                <span aria-hidden className="font-semibold text-(--tone)">
                  {sign}{' '}
                </span>
                {t(evidence)}
              </dd>
            </div>
          )
        })}
      </dl>
    </Section>
  )
}
