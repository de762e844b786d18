import { useState } from 'react'
import { showEntry, type InspectorView } from '../../store'
import { useRelative } from '../shared/relative-time'
import { usePage } from '../shared/use-page'
import { folded } from './folded'
import { WhatIf } from './WhatIf'

type Step = InspectorView['why'][number]

const most = 6

/** The chain of causes, the fault first; each one can be gone to, and each setting asked what another value would do. */
export function WhyChain({ why }: { readonly why: InspectorView['why'] }) {
  const t = usePage()
  const steps = why.toReversed()
  const [open, setOpen] = useState(false)
  const shown = open ? steps : folded(steps, most)
  return (
    <ol className="relative grid gap-2 text-xs leading-4 before:absolute before:top-2 before:bottom-3 before:left-[5px] before:w-0.5 before:rounded before:bg-lead/30">
      {shown.map((step, i) =>
        'more' in step ? (
          <li key="more" className="relative pl-5">
            <button
              type="button"
              onClick={() => setOpen(true)}
              className="rounded bg-raised px-2 font-medium text-mute hover:text-ink"
            >
              {step.more.length} {t('more')}
            </button>
          </li>
        ) : (
          <WhyStep
            key={step.entry}
            step={step}
            place={i === 0 ? 'first' : i === shown.length - 1 ? 'last' : 'between'}
          />
        )
      )}
    </ol>
  )
}

const dots = {
  first: 'rotate-45 rounded-[2px] bg-bad',
  between: 'rounded-full bg-panel inset-ring-2 inset-ring-lead',
  last: 'rounded-full bg-lead'
} as const

function WhyStep({ step, place }: { readonly step: Step; readonly place: keyof typeof dots }) {
  const t = usePage()
  const relative = useRelative()
  const { entry, at, text, setting, settingValue } = step
  return (
    <li className="relative pl-5">
      <i aria-hidden className={`absolute top-1 left-[2px] size-2 ${dots[place]}`} />
      <button
        type="button"
        onClick={() => showEntry(entry, at)}
        title={t('Show this instant')}
        className="w-full rounded text-left [overflow-wrap:anywhere] hover:bg-raised"
      >
        <b className={`font-semibold ${place === 'first' ? 'text-bad' : 'text-lead'}`}>{relative(at)}</b> {t(text)}
      </button>
      {setting && <WhatIf setting={setting} value={settingValue} />}
    </li>
  )
}
