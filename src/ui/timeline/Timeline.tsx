import { useEffect } from 'react'
import { useLab } from '../../store'
import { isEmbedded, usePhone } from '../shared/screen'
import { useChain } from './chain'
import { Detail } from './Detail'
import { useKeys } from './keys'
import { Surface } from './Surface'
import { Tools } from './Tools'
import { useTimelineView } from './view'

/** Lanes down to each process and pod over one axis, milestones above them, and beside them what is chosen in words. */
export function Timeline() {
  const phone = usePhone()
  const small = phone || isEmbedded
  const chain = useChain()
  const onKeyDown = useKeys()
  const run = useLab((lab) => lab.revision?.run)
  // Another run has other spans.
  useEffect(() => useTimelineView.setState({ window: null, chosen: null, anchor: null }), [run])
  return (
    <div className="relative flex h-full min-h-0" onKeyDown={onKeyDown}>
      <div className="flex min-w-0 flex-1 flex-col">
        {!small && <Tools />}
        <Surface small={small} chain={chain} />
      </div>
      {!small && <Detail chain={chain} />}
    </div>
  )
}
