import { useEffect, useState } from 'react'
import type { LedgerRow } from '../../base/ledger-row'

/** A row of `public/fidelity.json`, which `lab fidelity --json` writes and the tests compare with what comes out. */
/** The ledger: what was recorded on the real thing, and how far the simulator agrees. */
export default function Fidelity() {
  const rows = useLedger()
  if (!rows) return <p className="p-4 text-mute">Loading …</p>
  if (rows === 'missing') return <p className="p-4 text-bad">The ledger (fidelity.json) is not beside this page.</p>
  return (
    <div className="h-full overflow-auto px-4 py-2" tabIndex={0} role="group" aria-label="Fidelity">
      <p className="pb-1 text-mute">
        Each behaviour was recorded on real Kubernetes, kubelet, containerd and etcd, and is compared by running it
        here.
        <code className="numbers"> npm run --silent lab -- fidelity</code> does so again.
      </p>
      <table className="w-full text-left">
        <thead className="text-mute">
          <tr>
            <th className="py-1 pr-4 font-normal">Behaviour</th>
            <th className="py-1 pr-4 text-right font-normal">agree</th>
            <th className="py-1 pr-4 text-right font-normal">median error</th>
            <th className="py-1 pr-4 font-normal">evidence</th>
            <th className="py-1 pr-4 font-normal">how it was measured, what was left out</th>
            <th className="py-1 font-normal">where it differs, what is not modelled</th>
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
  const { id, behaviour, evidence, method, agree, of, medianErrorPercent, differs, notModelled } = row
  const tone = agree === of ? 'tone-ok' : agree / of >= 0.9 ? 'tone-warn' : 'tone-bad'
  return (
    <tr className="border-t border-line align-top" data-ledger={id}>
      <th className="py-1 pr-4 font-semibold">{behaviour}</th>
      <td className={`numbers ${tone} py-1 pr-4 text-right font-semibold whitespace-nowrap text-(--tone)`}>
        {agree} of {of}
      </td>
      <td className="numbers py-1 pr-4 text-right whitespace-nowrap">
        {medianErrorPercent === null ? '' : `${medianErrorPercent} %`}
      </td>
      <td className="py-1 pr-4 text-mute">{evidence}</td>
      <td className="py-1 pr-4 text-mute" data-method>
        {method}
      </td>
      <td className="py-1 text-mute">
        {differs.length > 0 && (
          <details>
            <summary>
              {differs.length} differ{differs.length === 1 ? 's' : ''}
            </summary>
            {differs.join('; ')}
          </details>
        )}
        {notModelled && <span>Not modelled: {notModelled}</span>}
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
