import { useEffect, useState } from 'react'
import type { LedgerRow } from '../../base/ledger-row'
import { usePage } from '../shared/use-page'

/** The ledger, rows of `public/fidelity.json`, which `lab fidelity --json` writes and the tests compare with what comes out: what was recorded on the real thing, and how far the simulator agrees. */
export default function Fidelity() {
  const t = usePage()
  const rows = useLedger()
  const [before, after] = t('{code} does so again.').split('{code}')
  if (!rows) return <p className="p-4 text-mute">{t('Loading …')}</p>
  if (rows === 'missing')
    return <p className="p-4 text-bad">{t('The ledger (fidelity.json) is not beside this page.')}</p>
  return (
    <div className="h-full overflow-auto px-4 py-2" tabIndex={0} role="group" aria-label={t('Fidelity')}>
      <p className="pb-1 text-mute">
        {t(
          'Each behaviour was recorded on real Kubernetes, kubelet, containerd and etcd, and is compared by running it here.'
        )}{' '}
        {before}
        <code className="numbers">npm run --silent lab -- fidelity</code>
        {after}
      </p>
      <table className="w-full text-left">
        <thead className="text-mute">
          <tr>
            <th className="py-1 pr-4 font-normal">{t('Behaviour')}</th>
            <th className="py-1 pr-4 text-right font-normal">{t('agree')}</th>
            <th className="py-1 pr-4 text-right font-normal">{t('median error')}</th>
            <th className="py-1 pr-4 font-normal">{t('evidence')}</th>
            <th className="py-1 pr-4 font-normal">{t('how it was measured, what was left out')}</th>
            <th className="py-1 font-normal">{t('where it differs, what is not modelled')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Behaviour key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Behaviour({ row }: { readonly row: LedgerRow }) {
  const t = usePage()
  const { id, behaviour, evidence, method, agree, of, medianErrorPercent, differs, notModelled } = row
  const tone = agree === of ? 'tone-ok' : agree / of >= 0.9 ? 'tone-warn' : 'tone-bad'
  return (
    <tr className="border-t border-line align-top" data-ledger={id}>
      <th className="py-1 pr-4 font-semibold">{t(behaviour)}</th>
      <td className={`numbers ${tone} py-1 pr-4 text-right font-semibold whitespace-nowrap text-(--tone)`}>
        {t(`${agree} of ${of}`)}
      </td>
      <td className="numbers py-1 pr-4 text-right whitespace-nowrap">
        {medianErrorPercent === null ? '' : `${medianErrorPercent} %`}
      </td>
      <td className="py-1 pr-4 text-mute">{t(evidence)}</td>
      <td className="py-1 pr-4 text-mute" data-method>
        {t(method)}
      </td>
      <td className="py-1 text-mute">
        {differs.length > 0 && (
          <details>
            <summary>{t(`${differs.length} differ${differs.length === 1 ? 's' : ''}`)}</summary>
            {differs.join('; ')}
          </details>
        )}
        {notModelled && <span>{t(`Not modelled: ${notModelled}`)}</span>}
      </td>
    </tr>
  )
}

function useLedger(): readonly LedgerRow[] | 'missing' | null {
  const [rows, setRows] = useState<readonly LedgerRow[] | 'missing' | null>(null)
  useEffect(() => {
    let current = true
    fetch('./fidelity.json')
      .then((answer) => (answer.ok ? (answer.json() as Promise<{ rows: readonly LedgerRow[] }>) : Promise.reject()))
      .then(
        (ledger) => current && setRows(ledger.rows),
        () => current && setRows('missing')
      )
    return () => {
      current = false
    }
  }, [])
  return rows
}
