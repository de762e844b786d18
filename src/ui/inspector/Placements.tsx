import { useState } from 'react'
import type { PlacementView } from '../../store'
import { Placement } from './Placement'
import { usePage } from '../shared/use-page'

/** The scheduler's last decisions, one at a time. */
export function Placements({ placements }: { readonly placements: readonly PlacementView[] }) {
  const t = usePage()
  const [chosen, setChosen] = useState('')
  const shown = placements.find(({ pod }) => pod === chosen) ?? placements[0]
  if (!shown) return null
  return (
    <>
      {placements.length > 1 && (
        <select
          aria-label={t('Pod')}
          className="field mb-1.5 w-full py-0.5 text-xs"
          value={shown.pod}
          onChange={(event) => setChosen(event.target.value)}
        >
          {placements.map(({ pod, node }) => (
            <option key={pod} value={pod}>
              {pod} {node === '' ? 'fits nowhere' : `→ ${node}`}
            </option>
          ))}
        </select>
      )}
      <Placement placement={shown} />
    </>
  )
}
