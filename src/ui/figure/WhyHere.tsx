import { useLive, type Live } from '../../live'
import type { ChainStep } from '../../sim/view/types'
import { folded } from '../inspector/folded'
import { OriginTag } from '../shared/SettingOrigin'

const most = 6

/** The chain of causes below a caption, the cause first; each step can be gone to. */
export function WhyHere({ live, chain }: { readonly live: Live; readonly chain: readonly ChainStep[] }) {
  const info = useLive(live, ({ info: ofRun }) => ofRun)
  const faultAt = info?.faultAt ?? 0
  if (chain.length === 0) return <p className="px-3 pb-2 text-mute">Nothing has happened yet.</p>
  return (
    <ol className="relative mx-3 mb-3 grid gap-1.5 text-xs leading-4 before:absolute before:top-2 before:bottom-2 before:left-[5px] before:w-0.5 before:rounded before:bg-lead/30">
      {folded(chain, most).map((step, i) =>
        'more' in step ? (
          <li key="more" className="relative pl-5 text-mute">
            {step.more.length} steps more
          </li>
        ) : (
          <li key={step.entry} className="relative pl-5">
            <i
              aria-hidden
              className={`absolute top-1 left-[2px] size-2 ${i === 0 ? 'rotate-45 rounded-[2px] bg-badfill' : 'rounded-full bg-lead'}`}
            />
            <button
              type="button"
              title="Show this instant"
              onClick={() => live.seek(step.at)}
              className="w-full rounded text-left [overflow-wrap:anywhere] hover:bg-raised"
            >
              <b className="font-semibold text-lead">{afterText(step.at, faultAt)}</b> {step.text}
              {step.setting !== '' && (
                <code className="ml-1.5 rounded bg-infobg px-1 text-[11px] text-info">
                  {step.setting} {step.settingValue}
                  {info && <OriginTag info={info} name={step.setting} />}
                </code>
              )}
            </button>
          </li>
        )
      )}
    </ol>
  )
}

/** `+1.1 s` after the first fault; `−2.0 s` before it. */
export function afterText(at: number, faultAt: number): string {
  const after = (at - faultAt) / 1_000_000
  return `${after < 0 ? '−' : '+'}${Math.abs(after).toFixed(Math.abs(after) < 100 ? 1 : 0)}\u00a0s`
}
