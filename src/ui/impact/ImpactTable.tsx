import { useEffect, useRef } from 'react'
import { useEvidence } from '../works/evidence'
import { ImpactWhen } from '../shared/ImpactWhen'
import { useImpact } from '../shared/use-impact'
import { impactSigns } from '../shared/words'
import { usePage } from '../shared/use-page'

/** What works at the instant shown, as questions on forks found it, beside what the document says as long as its story is told. */
export default function ImpactTable() {
  const t = usePage()
  const impact = useImpact()
  const rows = impact?.rows ?? []
  const wanted = useEvidence(({ row }) => row)
  const table = useRef<HTMLDivElement>(null)
  const there = rows.length > 0
  useEffect(() => {
    if (wanted && there) table.current?.querySelector(`[data-impact="${wanted}"]`)?.scrollIntoView({ block: 'center' })
  }, [wanted, there])
  const claimed = rows.some(({ document }) => document)
  return (
    <div ref={table} className="h-full overflow-auto px-4 py-2" tabIndex={0} role="group" aria-label={t('Impact')}>
      <ImpactWhen impact={impact} />
      <table className="w-full text-left">
        <thead className="text-mute">
          <tr>
            <th className="py-1 pr-4 font-normal">{t('What')}</th>
            <th className="py-1 pr-4 font-normal">{t('simulated')}</th>
            <th className="py-1 pr-4 font-normal">{t('evidence')}</th>
            {claimed && <th className="py-1 font-normal">{t('the document says')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, title, status, evidence, document, differs }) => {
            const { sign, tone, word } = impactSigns[status]
            return (
              <tr
                key={id}
                aria-current={id === wanted ? 'true' : undefined}
                className={`border-t border-line align-top ${id === wanted ? 'bg-infobg' : ''}`}
                data-impact={id}
                data-status={status}
              >
                <th className="py-1 pr-4 font-semibold">{t(title)}</th>
                <td className={`${tone} py-1 pr-4 font-semibold whitespace-nowrap text-(--tone)`}>
                  <span aria-hidden>{sign} </span>
                  {t(word)}
                </td>
                <td className="py-1 pr-4">{t(evidence)}</td>
                {claimed && (
                  <td className="py-1 text-mute">
                    {document ? t(document) : ''}
                    {differs && (
                      <b className="block font-semibold text-warn">
                        ≠ {t('here it is otherwise:')} {t(evidence)}
                      </b>
                    )}
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
