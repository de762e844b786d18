import { useLayoutEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useLab } from '../../store'
import { useNarrow } from '../shared/screen'
import { BranchControls } from './BranchControls'
import { measure } from './keys'
import { SmallButton } from './SmallButton'
import { choose, toggleFolding, useTimelineView, useView } from './view'
import { usePage } from '../shared/use-page'

/** Beside the tabs, or above the lanes where these need all the room. */
export function Tools() {
  const narrow = useNarrow()
  const [beside, setBeside] = useState<HTMLElement | null>(null)
  useLayoutEffect(() => setBeside(document.getElementById('dock-tools')), [])
  if (narrow || !beside) return <All />
  return (
    <>
      {createPortal(<Acts />, beside)}
      <News />
    </>
  )
}

function All() {
  return (
    <div className="flex flex-wrap items-center gap-x-3">
      <News />
      <div className="ml-auto">
        <Acts />
      </div>
    </div>
  )
}

/** Which branch is shown, and what is broken in it; nothing, if there is nothing to say. */
function News() {
  const t = usePage()
  const broken = useLab((lab) => lab.timeline?.broken)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 text-xs not-empty:min-h-8 not-empty:py-1">
      <BranchControls />
      {broken && broken.length > 0 && (
        <span role="alert" className="font-semibold text-bad">
          {t('Invariant broken:')} {broken[0]!.text}
        </span>
      )}
    </div>
  )
}

/** Folding, zoom, and what else can be done here. */
function Acts() {
  const t = usePage()
  const { zoom, fit, folding } = useView()
  const measuring = useTimelineView((view) => view.anchor !== null)
  const table = useTimelineView((view) => view.chosen?.what === 'milestones')
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1 text-xs">
      <button
        type="button"
        role="switch"
        aria-checked={folding}
        aria-label={t('Fold quiet time')}
        title={t('Quiet time at a quarter of its length (F)')}
        className="inline-flex items-center gap-1.5 text-mute hover:text-ink"
        onClick={toggleFolding}
      >
        {t('Fold')}
        <span aria-hidden className={`h-4 w-7 rounded-full p-0.5 ${folding ? 'bg-info' : 'bg-faint'}`}>
          <span className={`block size-3 rounded-full bg-panel ${folding ? 'ml-3' : ''}`} />
        </span>
      </button>
      <div role="group" aria-label={t('On the timeline')} className="flex gap-1">
        <SmallButton label="Measure from here (M)" pressed={measuring} onClick={measure}>
          {t('Measure')}
        </SmallButton>
        <SmallButton
          label="Write a note here (N)"
          onClick={() => choose({ what: 'note', at: useLab.getState().playhead })}
        >
          {t('Note')}
        </SmallButton>
        <SmallButton
          label="Milestones as a table"
          pressed={table}
          onClick={() => choose(table ? null : { what: 'milestones' })}
        >
          {t('Milestones')}
        </SmallButton>
      </div>
      <div role="group" aria-label={t('Zoom')} className="flex gap-1">
        <SmallButton label="Zoom out (−)" onClick={() => zoom(2)}>
          −
        </SmallButton>
        <SmallButton label="Zoom in (+)" onClick={() => zoom(0.5)}>
          +
        </SmallButton>
        <SmallButton label="The story, or the whole run (0)" onClick={fit}>
          {t('all')}
        </SmallButton>
      </div>
    </div>
  )
}
