import { useState } from 'react'
import { selectBranch, whatIf, useLab, type WhatIfAnswer } from '../../store'
import { SettingOrigin } from '../shared/SettingOrigin'
import { usePage } from '../shared/use-page'
import { differenceWords } from './difference-words'
import { useProposal } from './use-proposal'

/** A setting that timed a step as a chip, and what another value of it would have done: asked on a run of its own. */
export function WhatIf({ setting, value }: { readonly setting: string; readonly value: string }) {
  const t = usePage()
  const proposal = useProposal(setting)
  const [answer, setAnswer] = useState<WhatIfAnswer | 'asking' | null>(null)
  const branches = useLab((lab) => lab.timeline?.branches)
  const ask = async () => {
    if (proposal === null || answer === 'asking') return
    setAnswer('asking')
    setAnswer(await whatIf(setting, proposal))
  }
  const kept = answer !== null && answer !== 'asking' && branches?.some(({ id }) => id === answer.branch)
  return (
    <div className="mt-1">
      <p className="flex flex-wrap items-center gap-1.5">
        <span className="numbers rounded bg-infobg px-1.5 text-[11px] text-info [overflow-wrap:anywhere]">
          {setting}
          {value && <b className="ml-1.5">{value}</b>}
          <SettingOrigin name={setting} />
        </span>
        {proposal !== null && (
          <button
            type="button"
            onClick={ask}
            aria-disabled={answer === 'asking' || undefined}
            className="rounded-md border border-dashed border-faint px-1.5 text-[11px] font-medium text-mute hover:border-solid hover:text-ink"
          >
            {t('what if')} {proposal}?
          </button>
        )}
      </p>
      <p role="status" className="text-mute">
        {answer === 'asking' && t('Runs it from the start with that …')}
        {answer !== null && answer !== 'asking' && (
          <>
            {t('With')} {String(answer.value)}: {differenceWords(answer)}{' '}
            {kept && (
              <button type="button" className="text-info underline" onClick={() => void selectBranch(answer.branch)}>
                {t('Show that run')}
              </button>
            )}
          </>
        )}
      </p>
    </div>
  )
}
